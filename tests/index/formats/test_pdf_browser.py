"""PDFs as browsers print them: their heads and feet, their columns."""

from pathlib import Path

import pytest

from index.formats.numbered_text import parse_numbered_text
from index.formats.pdf import pdf_text
from index.model import ParsedDocument
from tests.index.formats.pdf_files import Set, lines, sheets

PATH = Path("decision.pdf")
CHROMIUM = ("11/24/26, 12:28 PM", "file:///home/ada/one.html", "{page}/{pages}")
TITLED = ("24/11/2026, 12:28 Decision", "https://ellery.example/decision?no=1", "{page}/{pages}")
FIREFOX = ("Decision https://ellery.example/d/1", "{page} of {pages}", "24.11.2026, 12:28")


def document(*pages: list[Set]) -> ParsedDocument:
    return parse_numbered_text(pdf_text(sheets(*pages), PATH), PATH)


def printed(form: tuple[str, str, str], *pages: list[Set]) -> list[list[Set]]:
    """Pages in the head and foot that a browser prints, close to the text."""
    head, left, right = form
    return [
        [
            Set(24, 770, head, 8),
            *page,
            *(
                Set(x, 17, words.format(page=n, pages=len(pages)), 8)
                for x, words in ((24, left), (500, right))
            ),
        ]
        for n, page in enumerate(pages, start=1)
    ]


@pytest.mark.parametrize("form", [CHROMIUM, TITLED, FIREFOX])
@pytest.mark.parametrize("n_pages", [1, 3])
def test_what_a_browser_prints_round_a_page_is_no_text(
    form: tuple[str, str, str], n_pages: int
) -> None:
    pages = [
        lines(f"{n}. The wall of yard {n} is to be mended by its", "owner.", y=754)
        for n in range(1, n_pages + 1)
    ]
    found = document(*printed(form, *pages))
    assert found.document.title == ""
    assert [(p.paragraph, p.heading, p.text) for p in found.paragraphs] == [
        (str(n), "", f"The wall of yard {n} is to be mended by its owner.")
        for n in range(1, n_pages + 1)
    ]


def test_a_date_and_an_address_that_no_browser_printed_stay() -> None:
    page = lines("24/11/2026, 12:28 Meeting", "", "1. See https://ellery.example/d", "", "2. No.")
    found = document(page)
    assert found.document.title == "24/11/2026, 12:28 Meeting"
    assert found.paragraphs[0].text == "See https://ellery.example/d"


def test_one_line_paragraphs_above_a_thousand_at_the_top_of_a_page() -> None:
    full = "The Board met at noon, as the charter of the harbour demands."
    pages = [lines(f"{n}. {full}", "", f"{n + 1}. {full}") for n in (1000, 1002, 1004)]
    found = pdf_text(sheets(*pages), PATH)
    assert f"\n\n1002. {full}" in found
    assert f"\n\n1004. {full}" in found


def test_a_large_title_over_one_column_joins_no_lines_of_the_other() -> None:
    right = lines(*[f"the right column says of harbour {n}" for n in range(8)], x=320)
    left = lines(*[f"the left column says of harbour {n}" for n in range(7)], x=60, y=712)
    title = Set(60, right[0].y - 9, "Of harbours", 26)
    found = pdf_text(sheets([title, *left, *right]), PATH)
    assert found.split() == " ".join(item.text for item in [title, *left, *right]).split()
