"""The page as a reader uses it, in a real Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval.evaluate import evaluate
from eval.evaluation_file import EvaluationFile
from eval.model import Judgement, Query
from eval.report.content import gather
from eval.report.page import render_report
from index import Library
from qa import Assistant
from tests.conftest import EXAMPLES
from tests.eval.report.conftest import FINDINGS_A, NASTY, QUERIES, answer, evaluation, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: "Browser", tmp_path: Path) -> Iterator[OpenPage]:
    """Opens a report; fails if it ran a text, complained, or asked for another file."""
    pages = []
    requests: list[str] = []
    complaints: list[str] = []

    def open_page(html: str, *, width: int = 1280, dark: bool = False) -> "Page":
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        assert page.evaluate("window.ran") is None
        page.close()
    assert complaints == []
    assert [url for url in requests if not url.endswith("/report.html")] == []


def ids(page: "Page") -> list[str]:
    return page.locator("#table tbody th").all_text_contents()


@pytest.fixture
def two(a: tuple[Path, EvaluationFile], b: tuple[Path, EvaluationFile]) -> str:
    return render_report(gather([a, b], answers={"q1": answer("q1", ("rules", "1"))}), read)


def test_texts_are_shown_and_never_run(open_page: OpenPage, two: str) -> None:
    page = open_page(two)
    page.locator("details.card > summary").filter(has_text="Who").first.click()
    assert page.locator("details[open] h3").filter(has_text=NASTY).first.is_visible()
    page.get_by_role("button", name=f"Who {NASTY}?").click()
    opened = page.locator("#table .more")
    texts = opened.locator(".text").all_inner_texts()
    # Wanted, found by A, found by B, and quoted.
    assert texts.count(f"First {NASTY} text.") == 3
    assert texts.count(f"“First {NASTY} text.”") == 1
    assert page.locator("img").count() == 0
    assert page.get_by_role("button", name="Open in the chat").count() == 0  # there is no chat


def test_headings_sort_by_keyboard(open_page: OpenPage, two: str) -> None:
    page = open_page(two)
    assert ids(page) == ["q1", "q2", "q10"]
    by_id = page.locator("#table thead button").first
    by_id.focus()
    page.keyboard.press("Enter")
    assert ids(page) == ["q1", "q2", "q10"]  # numbers in ids count as numbers
    assert page.locator("th[aria-sort=ascending]").inner_text() == "Id ↑"
    # The focus stays where it was.
    page.keyboard.press("Enter")
    assert ids(page) == ["q10", "q2", "q1"]
    assert page.locator("th[aria-sort=descending]").inner_text() == "Id ↓"
    page.get_by_role("button", name="Rank A").click()
    assert ids(page) == ["q10", "q2", "q1"]  # not found comes last, or first from the end
    page.get_by_role("button", name="B − A").click()
    assert ids(page) == ["q1", "q2", "q10"]
    shown = page.locator("#table tbody tr").first.locator("td").all_inner_texts()
    assert [*shown[1:4], *shown[4:7]] == ["1", "1", "2", "1.0000", "0.6309", "−0.3691"]
    page.get_by_role("combobox", name="Measure").select_option("R@1")
    shown = page.locator("#table tbody tr").first.locator("td").all_inner_texts()
    assert shown[4:7] == ["1.0000", "0.0000", "−1.0000"]


def test_the_search_and_the_outcome_leave_questions_out(open_page: OpenPage, two: str) -> None:
    page = open_page(two)
    search, outcome = page.get_by_role("searchbox"), page.get_by_role("combobox", name="Show")
    search.fill("WHERE it")
    assert ids(page) == ["q2"]
    assert page.get_by_role("status").inner_text() == "1 of 3 questions"
    search.fill("law")  # a document that is wanted
    assert ids(page) == ["q2", "q10"]
    search.fill("nothing like it")
    assert ids(page) == []
    search.fill("")
    for label, kept in {
        "B better": ["q10"],
        "A better": ["q1"],
        "equal": ["q2"],
        "a wanted one first in B": [],
        "a wanted one at rank 2 to 10 in B": ["q1", "q2", "q10"],
        "none wanted found in B": [],
        "all questions": ["q1", "q2", "q10"],
    }.items():
        outcome.select_option(label)
        assert ids(page) == kept


def test_a_question_opens_and_closes_by_keyboard(open_page: OpenPage, two: str) -> None:
    page = open_page(two)
    button = page.get_by_role("button", name="When was it?")
    button.focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    opened = page.locator("#table .more").inner_text()
    assert "A: not found, B: rank 2" in opened
    assert "First of 2 found by B" in opened
    assert "Ninth." in opened
    page.keyboard.press("Enter")
    assert page.locator("#table .more").count() == 0
    assert outline == "solid"


def test_thousands_of_questions_are_quick(open_page: OpenPage) -> None:
    queries = tuple(
        Query(f"q{n}", f"Question number {n} about {n % 7}?", (Judgement("rules", "1", 1),))
        for n in range(2788)
    )
    findings = {query.query: FINDINGS_A[QUERIES[n % 3].query] for n, query in enumerate(queries)}
    kept = evaluation(findings, queries=queries)
    html = render_report(gather([(Path("a.json"), kept)]), read)
    assert len(html) < 2_000_000
    page = open_page(html)
    assert page.locator("#table tbody tr").count() == 50
    took = page.evaluate(
        """() => {
          const began = performance.now();
          document.querySelectorAll("#table thead button")[1].click();
          document.querySelectorAll("#table thead button")[3].click();
          const search = document.getElementById("filter");
          search.value = "about 3";
          search.dispatchEvent(new Event("input"));
          document.body.offsetHeight;
          return performance.now() - began;
        }"""
    )
    assert took < 2000
    page.get_by_role("searchbox").fill("")
    assert page.locator("#page").inner_text() == "Page 1 of 56"
    first = ids(page)[0]
    page.get_by_role("button", name="Next").click()
    assert page.locator("#page").inner_text() == "Page 2 of 56"
    assert first not in ids(page)
    page.get_by_role("button", name="Previous").click()
    assert ids(page)[0] == first


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_sample_documents_fit_any_window(
    open_page: OpenPage, samples: str, width: int, dark: bool
) -> None:
    page = open_page(samples, width=width, dark=dark)
    page.locator("#table .open").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for drawing in page.locator("figure svg").all():
        box = drawing.bounding_box()
        assert box is not None
        assert 300 < box["width"] <= width
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == ("rgb(22, 25, 28)" if dark else "rgb(244, 243, 239)")
    line = page.locator("figure svg path[style*='--plot-first']").first
    stroke = line.evaluate("node => getComputedStyle(node).stroke")
    assert stroke == ("rgb(124, 192, 232)" if dark else "rgb(31, 111, 159)")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report on the example questions; lexical search needs no model."""
    from eval.questions import read_questions
    from tests.conftest import FakeEncoder

    folder = tmp_path_factory.mktemp("samples")
    with Library.create(folder / "library", encoder=FakeEncoder()) as library:
        library.add([EXAMPLES])
        queries = read_questions(EXAMPLES.parent / "questions.jsonl")
        found = evaluate(Assistant(library), queries, retriever="lexical")
        like = evaluation(FINDINGS_A)
        kept = EvaluationFile(1, like.created, like.pincite, like.settings, found)
        return render_report(
            gather([(Path("lexical.json"), kept)]),
            lambda doc_id, label: next(
                (p.text for p in library.paragraphs(doc_id) if p.paragraph == label), None
            ),
        )
