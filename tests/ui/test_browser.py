"""The chat as a reader uses it: the real encoder and server, and a real Chromium."""

import datetime
import io
import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from tests.conftest import ROOT
from tests.ui.pages import (
    HOSTILE_TEXT,
    OpenPage,
    ask,
    cited,
    is_in_view,
    no_sideways_scroll,
    pincite,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

QUESTION = "How many megawatts will the dam generate?"
QUOTED = "210 megawatts"
UNANSWERABLE = "Who won the 1998 football world cup?"
NASTY_QUESTION = "What does the zeppelin hangar at Quillfeather house?"

pytestmark = [pytest.mark.browser, pytest.mark.model]


def mark(turn: "Locator", words: str) -> "Locator":
    """The first button of a turn that says that a paragraph `words`."""
    return turn.get_by_role(
        "button", name=re.compile(rf"^\S+ (unnumbered )?¶\S+ {words} the question$")
    ).first


def is_pressed(button: "Locator", pressed: bool) -> None:
    button.and_(button.page.locator(f"[aria-pressed={str(pressed).lower()}]")).wait_for()


def exported(library: Path, question: str) -> dict[str, int]:
    """What `pincite eval export` says of the paragraphs of a question; nothing without marks."""
    command = pincite("eval", "export", "--library", library)
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        f"{each['doc_id']} ¶{each['paragraph']}": each["relevance"]
        for row in rows
        if row["query"] == question
        for each in row["relevant"]
    }


def test_an_answer_quotes_and_its_citation_opens_beside_it(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page()
    turn = ask(page, QUESTION)
    quote = turn.locator("blockquote").first.inner_text()
    assert QUOTED in quote
    chip = turn.get_by_role("button", name=re.compile(r"^1 · \S+ ¶\S+: open in its document$"))
    label = chip.inner_text().removeprefix("1 · ")

    cited(page).wait_for()
    assert page.locator("mark").inner_text() == quote
    assert chip.get_attribute("aria-pressed") == "true"

    page.locator("#pc-pane").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
    chip.click()
    assert cited(page).count() == 1
    assert label.endswith(cited(page).locator(".pc-number").inner_text())
    assert page.locator(".pc-docid").inner_text() == label.split(" ¶")[0]
    page.locator("#pc-source mark").evaluate("() => new Promise(requestAnimationFrame)")
    assert is_in_view(page.locator("#pc-source mark"))
    assert no_sideways_scroll(page)

    picture = tmp_path / "chat.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 0


def test_another_citation_replaces_the_open_one(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    cited(page).wait_for()
    turn = ask(page, UNANSWERABLE)
    page.locator("#pc-source .pc-nothing").wait_for()
    chip = turn.locator(".pc-chip").nth(1)
    chip.focus()
    page.keyboard.press("Enter")
    cited(page).wait_for()
    assert chip.inner_text().endswith(cited(page).locator(".pc-number").inner_text())
    assert page.locator("mark").count() == 0
    assert chip.get_attribute("aria-pressed") == "true"
    assert is_in_view(cited(page))


def test_a_question_that_the_documents_do_not_answer(open_page: OpenPage) -> None:
    turn = ask(open_page(), UNANSWERABLE)
    assert "do not answer" in turn.locator(".pc-verdict").inner_text()
    assert turn.locator("blockquote").count() == 0
    assert turn.locator(".pc-chip").count() == 3


def test_text_of_a_document_is_shown_and_never_run(open_page: OpenPage) -> None:
    page = open_page()
    turn = ask(page, NASTY_QUESTION)
    assert turn.locator("blockquote").first.inner_text() == HOSTILE_TEXT
    cited(page).wait_for()
    assert page.locator("mark").inner_text() == HOSTILE_TEXT
    assert page.locator("#pc-source h2").inner_text() == "<i>A title</i>"
    ask(page, "<img src=x onerror='window.ran = 3'>")
    assert page.evaluate("window.ran") is None
    assert page.locator("main img").count() == 0


def test_an_empty_question_is_answered_with_what_to_do(open_page: OpenPage) -> None:
    turn = ask(open_page(), "   ")
    assert "question is empty" in turn.get_by_role("alert").inner_text()


def test_an_unknown_citation_is_said_to_be_unknown(open_page: OpenPage) -> None:
    page = open_page()
    turn = ask(page, QUESTION)
    forged = json.dumps({"doc_id": "<b>none</b>", "paragraph": "1", "start": 0, "end": 1})
    chip = turn.locator(".pc-chip").first
    chip.evaluate("(chip, place) => { chip.dataset.place = place; }", forged)
    chip.click()
    assert "<b>none</b>" in page.locator("#pc-source").get_by_role("alert").inner_text()
    assert page.locator("#pc-source .pc-text").count() == 0


def test_sessions_do_not_see_each_other(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    ask(first, QUESTION)
    ask(second, UNANSWERABLE)
    ask(first, NASTY_QUESTION)
    assert first.locator(".pc-question").all_inner_texts() == [QUESTION, NASTY_QUESTION]
    assert second.locator(".pc-question").all_inner_texts() == [UNANSWERABLE]
    first.wait_for_url("**c=*")
    first.reload()  # its own conversation is opened again, by the address
    first.locator(".pc-turn").nth(1).wait_for()
    assert first.locator(".pc-question").all_inner_texts() == [QUESTION, NASTY_QUESTION]


def test_a_paragraph_is_marked_and_the_export_holds_it(open_page: OpenPage, library: Path) -> None:
    page = open_page(height=420)
    question = "How many megawatts is the dam in the gorge to generate?"
    turn = ask(page, question)
    cited(page).wait_for()
    label = turn.locator(".pc-chip").first.inner_text().removeprefix("1 · ")
    yes, no = mark(turn, "answers"), mark(turn, "does not answer")
    assert yes.get_attribute("aria-label") == f"{label} answers the question"
    yes.scroll_into_view_if_needed()
    pane, thread = page.locator("#pc-pane"), page.locator(".pc-thread")
    pane.evaluate("(pane) => { pane.scrollTop = 40; }")
    places = [where.evaluate("(e) => e.scrollTop") for where in (pane, thread)]

    yes.click()
    is_pressed(yes, True)
    assert exported(library, question) == {label: 1}
    assert [where.evaluate("(e) => e.scrollTop") for where in (pane, thread)] == places
    assert page.get_by_text(f"{label} answers the question", exact=True).count() == 1
    no.click()
    is_pressed(no, True)
    is_pressed(yes, False)
    assert exported(library, question) == {label: 0}
    no.click()
    is_pressed(no, False)
    assert exported(library, question) == {}


def test_a_mark_is_made_by_the_keyboard_and_is_there_when_asked_again(
    open_page: OpenPage, library: Path
) -> None:
    page = open_page()
    question = "Who was the winner of the 1998 football world cup?"
    turn = ask(page, question)
    no = mark(turn, "does not answer")
    turn.locator(".pc-chip").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    is_pressed(no, True)
    assert no.evaluate("(e) => e === document.activeElement")
    assert [*exported(library, question).values()] == [0]
    assert page.locator("#pc-source .pc-nothing").count() == 1, "no document was opened"

    page.reload()
    page.get_by_role("heading", name="Ask a question").wait_for()
    first, second = ask(page, question), ask(page, f" {question} ")
    for each in (first, second):
        is_pressed(mark(each, "does not answer"), True)
        is_pressed(mark(each, "answers"), False)
    mark(second, "answers").press("Enter")
    is_pressed(mark(first, "answers"), True)
    is_pressed(mark(second, "does not answer"), False)
    assert [*exported(library, question).values()] == [1]


def test_a_mark_that_is_of_nothing_shown_is_refused_beside_its_button(
    open_page: OpenPage, library: Path
) -> None:
    page = open_page()
    question = "How many megawatts will the new dam generate?"
    turn = ask(page, question)
    forged = json.dumps({"turn": 0, "doc_id": "nasty", "paragraph": "1"})
    group = turn.locator(".pc-marks").first
    group.evaluate("(group, key) => { group.dataset.mark = key; }", forged)
    mark(turn, "answers").click()
    group.get_by_text("this mark is of no paragraph that is shown here").wait_for()
    is_pressed(mark(turn, "answers"), False)
    assert exported(library, question) == {}


def reference(library: Path, label: str, style: str) -> str:
    """What `pincite cite` writes, without the line break at its end."""
    doc_id, place = label.split(" ¶")
    command = pincite("cite", doc_id, place, "--style", style, "--library", library)
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    return done.stdout.removesuffix("\n")


def test_references_are_copied_without_the_network_and_by_the_keyboard(
    open_page: OpenPage, library: Path
) -> None:
    page = open_page(width=390, height=844)
    turn = ask(page, QUESTION)
    cited(page).wait_for()
    label = turn.locator(".pc-quote .pc-chip").first.inner_text().removeprefix("1 · ")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.set_offline(True)
    turn.locator("summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    turn.get_by_role("status").get_by_text("Chicago note copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == reference(library, label, "chicago")
    assert no_sideways_scroll(page)

    pane = page.locator("#pc-source")
    pane.get_by_text(f"Cite ¶{label.split(' ¶')[1]} as").click()
    pane.get_by_role("button", name="Copy RIS").click()
    pane.get_by_role("status").get_by_text("RIS copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert copied == reference(library, label, "ris")
    assert no_sideways_scroll(page)


def test_where_the_browser_forbids_copying_the_text_is_selected(
    open_page: OpenPage, library: Path
) -> None:
    page = open_page()
    page.context.grant_permissions(["geolocation"])  # and with it nothing else
    turn = ask(page, QUESTION)
    label = turn.locator(".pc-quote .pc-chip").first.inner_text().removeprefix("1 · ")
    turn.locator("summary").first.click()
    turn.get_by_role("button", name="Copy BibTeX").first.click()
    turn.get_by_role("status").get_by_text("The text is selected: press Ctrl+C").wait_for()
    assert page.evaluate("String(getSelection())") == reference(library, label, "bibtex")


def test_an_open_menu_of_references_outlasts_the_next_question(open_page: OpenPage) -> None:
    page = open_page()
    turn = ask(page, QUESTION)
    turn.locator("summary").first.click()
    ask(page, UNANSWERABLE)
    assert turn.get_by_role("button", name="Copy Bluebook").first.is_visible()
    turn.locator("summary").first.click()
    ask(page, UNANSWERABLE)
    assert not turn.get_by_role("button", name="Copy Bluebook").first.is_visible()


def saved(page: "Page", name: str) -> tuple[str, bytes]:
    """Save the conversation; the name and the content of the file that the browser was given."""
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save as {name}", exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_conversation_is_saved_in_each_format(open_page: OpenPage) -> None:
    page, other = open_page(width=390, height=844), open_page()
    save = page.get_by_role("group", name="Save the conversation")
    assert not save.is_visible(), "there is nothing to save"
    quote = ask(page, QUESTION).locator("blockquote").first.inner_text()
    ask(page, UNANSWERABLE)
    ask(other, NASTY_QUESTION)
    assert save.is_visible()
    assert no_sideways_scroll(page)

    names, contents = zip(
        *(saved(page, name) for name in ("Markdown", "HTML", "Word", "JSON")), strict=True
    )
    day = datetime.date.today()
    assert names == tuple(f"pincite-conversation-{day}.{n}" for n in ("md", "html", "docx", "json"))
    page.get_by_role("status").get_by_text(f"Saved as {names[-1]}").wait_for()
    markdown, html, word, answers = contents
    said = docx.Document(io.BytesIO(word)).paragraphs
    questions = [each.text for each in said if each.style and each.style.name == "Heading 2"]
    assert questions == [QUESTION, UNANSWERABLE]
    assert f"“{quote}”" in [each.text for each in said]
    first, second = json.loads(answers)["answers"]
    assert (first["question"], second["question"]) == (QUESTION, UNANSWERABLE)
    assert first["citations"][0]["quote"] == quote
    assert quote in markdown.decode()
    links = re.findall(r"""(?:href|src)\s*=\s*["']?([^"'\s>]+)""", html.decode())
    assert links
    assert all(link.startswith("#") for link in links), "it asks nothing of a network"

    _, answers = saved(other, "JSON")
    assert [each["question"] for each in json.loads(answers)["answers"]] == [NASTY_QUESTION]
    assert saved(page, "JSON")[1] == contents[-1], "it is saved as often as it is asked for"


def test_a_conversation_whose_document_has_gone_is_not_saved(
    open_page: OpenPage, library: Path
) -> None:
    page = open_page()
    ask(page, NASTY_QUESTION)
    subprocess.run(
        pincite("remove", "nasty", "--library", library), check=True, cwd=ROOT, timeout=60
    )
    try:
        page.get_by_role("button", name="Save as Word").click()
        problem = page.locator(".pc-save-problem")
        problem.wait_for()
        assert "nasty" in problem.inner_text()
    finally:
        command = pincite("index", library.parent / "nasty.jsonl", "--library", library)
        subprocess.run(command, check=True, cwd=ROOT, timeout=60)
    ask(page, QUESTION)
    assert not problem.is_visible(), "it was of the conversation as it was"
    assert saved(page, "JSON")[1]


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_a_comparison_has_a_column_for_each_document(
    open_page: OpenPage, width: int, beside: bool
) -> None:
    page = open_page(width=width, height=800)
    turn = ask(page, "Compare 07DARZUN91 and 07DARZUN139")
    columns = turn.get_by_role("region")
    assert [each.get_attribute("aria-label") for each in columns.all()] == [
        "07DARZUN91",
        "07DARZUN139",
    ]
    first, second = (column.locator("blockquote").bounding_box() for column in columns.all())
    assert first is not None
    assert second is not None
    if beside:
        assert first["x"] + first["width"] < second["x"]
        assert first["y"] == pytest.approx(second["y"], abs=1)
    else:
        assert first["y"] + first["height"] < second["y"]
        assert first["x"] == pytest.approx(second["x"], abs=1)
    assert no_sideways_scroll(page)


def test_filters_narrow_the_questions_until_they_are_cleared(open_page: OpenPage) -> None:
    page = open_page()
    toggle = page.get_by_role("button", name=re.compile("^Filters"))
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.click()
    page.get_by_label("Origin").click()
    page.get_by_role("option", name="Embassy Darzun (3)").click()
    chips = page.locator(".pc-filter")
    chips.get_by_text("Origin: Embassy Darzun").wait_for()
    page.get_by_label("Date from").fill("2006")
    page.get_by_label("Date from").press("Enter")
    chips.get_by_text("Date: from 2006").wait_for()
    toggle.click()
    assert chips.count() == 2
    assert chips.first.is_visible()

    turn = ask(page, QUESTION)
    words = "Only documents with Origin: Embassy Darzun · Date: from 2006"
    assert turn.locator(".pc-narrowed").inner_text() == words
    labels = turn.locator(".pc-chip").all_inner_texts()
    assert labels
    assert all("DARZUN" in label for label in labels)

    page.get_by_role("button", name="Clear filters").click()
    chips.first.wait_for(state="detached")
    turn = ask(page, QUESTION)
    assert QUOTED in turn.locator("blockquote").first.inner_text()
    assert turn.locator(".pc-narrowed").count() == 0
    toggle.click()
    assert page.get_by_label("Date from").input_value() == ""


def test_a_filter_that_admits_nothing_names_near_values(open_page: OpenPage) -> None:
    page = open_page(width=390, height=844)
    page.get_by_role("button", name=re.compile("^Filters")).click()
    page.get_by_label("Origin").fill("Embassy Darzum")
    page.get_by_label("Origin").press("Enter")
    page.locator(".pc-filter").get_by_text("Origin: Embassy Darzum").wait_for()
    assert no_sideways_scroll(page)
    turn = ask(page, QUESTION)
    message = turn.get_by_role("alert").inner_text()
    assert message.startswith("no document has origin=Embassy Darzum; there is, for example, ")
    assert "Embassy Darzun" in message


def test_on_a_narrow_screen_the_document_comes_under_the_chat(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(width=390, height=844)
    assert no_sideways_scroll(page)
    turn = ask(page, QUESTION)
    cited(page).wait_for()
    assert is_in_view(turn)
    thread, pane = page.locator("#pc-thread"), page.locator("#pc-pane")
    bottom = thread.evaluate("(e) => e.getBoundingClientRect().bottom")
    assert pane.evaluate("(e) => e.getBoundingClientRect().top") >= bottom
    assert no_sideways_scroll(page)

    turn.get_by_role("button").first.click()
    assert is_in_view(cited(page))
    page.screenshot(path=tmp_path / "narrow.png")
    page.get_by_role("button", name="Back to the answer").click()
    assert is_in_view(turn.get_by_role("button").first)


@pytest.mark.parametrize("dark", [False, True])
def test_the_wide_room_fits_its_window(open_page: OpenPage, dark: bool) -> None:
    page = open_page(width=1920, height=1080, dark=dark)
    ask(page, QUESTION)
    cited(page).wait_for()
    assert no_sideways_scroll(page)
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 1080
