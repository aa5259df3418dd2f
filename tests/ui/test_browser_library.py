"""The view of the library in a browser: files in, documents found, opened and removed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.pages import OpenPage, ask, cited, no_sideways_scroll, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.model]

GOOD = "1. The zeppelin hangar stands at Quillfeather.\n\n2. It was built in 1911 by Orla Winch.\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A chat over a library that has nothing in it yet, and was not there before."""
    folder = tmp_path_factory.mktemp("chat")
    with serving(folder / "library", folder) as address:
        yield address


def upload(page: "Page", *paths: Path) -> None:
    page.locator("#pc-upload input[type=file]").set_input_files(list(map(str, paths)))


def test_from_an_empty_library_to_an_answer_and_back(open_page: OpenPage, tmp_path: Path) -> None:
    good, empty, fake = tmp_path / "hangar.txt", tmp_path / "empty.txt", tmp_path / "fake.pdf"
    good.write_text(GOOD, encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    fake.write_bytes(b"%PDF-1.7 and no more")
    page = open_page()
    page.get_by_text("The library holds no documents yet").wait_for()
    page.get_by_role("link", name="Library").click()
    upload(page, good, empty, fake)

    def outcome(name: str) -> str:
        job = page.locator(".pc-job").filter(has_text=name)
        job.filter(has_text=re.compile("done|failed")).wait_for()
        return job.inner_text()

    assert "1 document added" in outcome("hangar.txt")
    assert "empty.txt: is empty" in outcome("empty.txt")
    assert "fake.pdf: is not a PDF or is damaged" in outcome("fake.pdf")
    page.get_by_text("1 document · 2 paragraphs").wait_for()
    page.reload()
    page.get_by_text("1 document · 2 paragraphs").wait_for()
    page.get_by_role("link", name="hangar", exact=True).click()
    page.get_by_text("built in 1911 by Orla Winch").wait_for()
    assert "view=" not in page.url
    ask(page, "Who built the hangar?")
    cited(page).get_by_text("Orla Winch").wait_for()

    page.get_by_role("link", name="Library").click()
    page.get_by_label("Choose hangar").check()
    page.get_by_text("Remove 1 chosen").click()
    page.get_by_role("button", name="Remove them").click()
    page.get_by_text("0 documents · 0 paragraphs").wait_for()
    assert "1 document removed" in outcome("Remove hangar")


def test_a_table_of_many_documents_is_sorted_searched_and_paged(
    open_page: OpenPage, tmp_path: Path
) -> None:
    lines = [
        f'{{"doc_id": "D{n:03}", "paragraph": "1", "text": "Text {n}.", '
        f'"title": "Title {120 - n} of {{{{ n }}}} <b>bold</b>", "date": "20{n % 100:02}-01-01"}}\n'
        for n in range(120)
    ]
    many = tmp_path / "many.jsonl"
    many.write_text("".join(lines), encoding="utf-8")
    page = open_page()
    page.get_by_role("link", name="Library").click()
    upload(page, many)
    page.get_by_text("1 to 50 of 120").wait_for()
    rows = page.locator("tbody tr")
    assert rows.count() == 50
    assert "Title 120 of {{ n }} <b>bold</b>" in rows.first.inner_text()
    page.get_by_role("button", name="Next page").click()
    page.get_by_text("51 to 100 of 120").wait_for()
    page.get_by_role("button", name="Document", exact=True).click()
    page.get_by_text("1 to 50 of 120").wait_for()
    assert rows.first.inner_text().strip().startswith("D119")
    page.get_by_role("button", name="Date").click()
    page.locator("th[aria-sort=ascending]").get_by_text("Date").wait_for()
    # A tick is a document's, wherever that stands, and goes where others are shown.
    first = rows.first.locator("th a").inner_text()
    page.get_by_label(f"Choose {first}", exact=True).check()
    page.get_by_text("Remove 1 chosen").wait_for()
    page.get_by_role("button", name="Look for damage").click()
    page.get_by_text("the library is whole").wait_for()
    page.wait_for_timeout(1000)  # the table is made anew after each job
    assert page.locator("tbody input:checked").get_attribute("value") == first
    page.get_by_role("button", name="Title").click()
    page.locator("th[aria-sort=ascending]").get_by_text("Title").wait_for()
    assert page.locator("tbody input:checked").count() == 0
    page.get_by_label("Search the documents").fill("d11")
    page.get_by_text("1 to 10 of 10").wait_for()
    assert page.evaluate("document.activeElement.type") == "search"
    page.get_by_label("Choose all documents of this page").check()
    page.get_by_text("Remove 10 chosen").click()
    page.get_by_role("button", name="Remove them").click()
    page.get_by_text("110 documents").wait_for()
    page.get_by_role("button", name="Read all files again").click()
    # What was removed from a file that holds more comes back when that is read again.
    page.get_by_text("10 documents added").wait_for()
    assert no_sideways_scroll(page)


def test_hostile_names_are_shown_literally_and_widen_nothing(
    open_page: OpenPage, tmp_path: Path
) -> None:
    doc_id = "\u202e<script>window.ran=1</script>" + "w" * 300
    title = "<img src=x onerror=window.ran=2> &amp; **b** " + "t" * 10_000
    line = {"doc_id": doc_id, "paragraph": "1", "text": "javascript:alert(1) " + "x" * 10_000}
    hostile = tmp_path / "a <i>name<i> ${x} {{ y }}.jsonl"
    hostile.write_text(json.dumps({**line, "title": title}) + "\n", encoding="utf-8")
    page = open_page(width=360)
    page.get_by_role("link", name="Library").click()
    upload(page, hostile)
    job = page.locator(".pc-job").filter(has_text="a <i>name<i> ${x} {{ y }}.jsonl")
    job.get_by_text("1 document added").wait_for()
    page.get_by_label("Search the documents").fill("<script>")
    page.get_by_text("1 to 1 of 1").wait_for()
    assert no_sideways_scroll(page)
    page.locator("tbody a").click()
    page.get_by_text("javascript:alert(1)").wait_for()
    assert page.locator("#pc-source h2").inner_text() == title
    assert no_sideways_scroll(page)
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_nothing_in_the_view_is_hard_to_use(open_page: OpenPage, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(width=width, dark=dark)
    page.get_by_role("link", name="Library").click()
    page.locator("#pc-upload input[type=file]").wait_for(state="attached")
    page.get_by_text("Storage and health").wait_for()
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]] == []
    assert no_sideways_scroll(page)
    page.get_by_role("link", name="Ask").click()
    page.get_by_role("button", name="Conversations").click()
    page.get_by_label("Search the conversations").wait_for()
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]] == []
