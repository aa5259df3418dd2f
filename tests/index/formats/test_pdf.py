"""PDFs as texts: reading order, what belongs to the page and not to the document."""

import re
from pathlib import Path

import pytest

from index.formats.numbered_text import parse_numbered_text
from index.formats.pdf import pdf_text
from index.model import Paragraph
from tests.index.formats.pdf_files import Set, lines, sheets, typeset, width_of
from tests.index.formats.texts import labels

PATH = Path("rules.pdf")
RECORD = (
    "The owner of a vessel of class {n} shall keep a record of each voyage, in which the master "
    "enters the hour of sailing, the names of all on board and the reading of the fuel gauge; and "
    "he shall show that record to the warden on demand, and to no other person unless a court so "
    "orders."
)
RULES = """\
# HARBOUR OF PORT ELLERY: RULES FOR THE NORTH QUAY

Made 14 March 2011

# Scope

1. These Rules apply to every vessel that lies at the North Quay, and to every person who loads \
her, repairs her or sleeps on board, for as long as she is moored within the booms.

2. The harbour warden may exempt a vessel of fewer than eight metres from any of them, in \
writing and for one season at most:

(a) where she carries no passengers for hire;

(b) where her owner lives on board; or

(c) where the Board so directs in a particular case.

# Fees

""" + "\n\n".join(f"{n}. {RECORD.format(n=n)}" for n in range(3, 30))
WRITTEN = RULES.replace("# ", "")


def text(data: bytes) -> str:
    return pdf_text(data, PATH).removesuffix("\n")


def paragraphs(data: bytes) -> tuple[Paragraph, ...]:
    return parse_numbered_text(pdf_text(data, PATH), PATH).paragraphs


def unwrapped(found: str) -> str:
    """A text with each paragraph on one line."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", found)


def test_rules() -> None:
    """Numbers hang to the left; paragraphs run across pages that have heads and feet."""
    data = typeset(RULES, head="Port Ellery Harbour Board — Rules", foot="Page {page} of {pages}")
    assert unwrapped(text(data)) == WRITTEN
    document = parse_numbered_text(pdf_text(data, PATH), PATH)
    assert document.document.title == "HARBOUR OF PORT ELLERY: RULES FOR THE NORTH QUAY"
    assert document.document.date == "2011-03-14"
    assert labels(document.paragraphs) == [str(n) for n in range(1, 30)]
    assert document.paragraphs[1].text.split("\n")[1:] == [
        "(a) where she carries no passengers for hire;",
        "(b) where her owner lives on board; or",
        "(c) where the Board so directs in a particular case.",
    ]
    assert document.paragraphs[2].heading == "Fees"
    assert {p.text for p in document.paragraphs[2:]} == {RECORD.format(n=n) for n in range(3, 30)}


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("", ""),
        ("", "{page}"),
        ("{page}", "Printed 3 May 2012"),
        ("- {page} -", ""),
        ("Rules 2011", "{page} / {pages}"),
        ("Rules of 2011 {page}", "www.ellery.example"),
        ("§ 12", ""),
    ],
)
@pytest.mark.parametrize("size", [(595.0, 842.0), (420.0, 595.0)])
def test_heads_and_feet(head: str, foot: str, size: tuple[float, float]) -> None:
    assert unwrapped(text(typeset(RULES, head=head, foot=foot, size=size))) == WRITTEN


def test_heads_of_left_and_right_pages_and_chapters() -> None:
    heads = ["12 Harbour Rules", "Fees 13", "14 Harbour Rules", "Fees 15", "16 Last Things"]
    pages = [
        [Set(72, 800, head), *lines(f"The {said} is mended", f"by its {said} master.", y=740)]
        for head, said in zip(heads, ["mole", "lamp", "launch", "buoy", "quay"], strict=True)
    ]
    found = text(sheets(*pages))
    assert not [head for head in heads if head in found]
    assert found.startswith("The mole is mended\nby its mole master.")


def test_headings_at_the_top_of_pages_stay() -> None:
    pages = [
        lines(f"Article {n}", "", f"{n}. The warden keeps register {n}.", y=800) for n in (1, 2, 3)
    ]
    found = paragraphs(sheets(*pages))
    assert [p.heading for p in found][1:] == ["Article 2", "Article 3"]
    repeated = [
        [Set(72, 810, "Article 4"), *lines(f"{n}. The warden keeps register {n}.", y=740)]
        for n in (1, 2, 3)
    ]
    assert "Article 4" not in text(sheets(*repeated))


def test_a_number_alone_is_a_page_number_only_apart_from_the_text() -> None:
    page = lines("1. The number of permits came to", "12", "and no more.", y=740)
    assert text(sheets([*page, Set(300, 40, "5")])) == (
        "1. The number of permits came to\n12\nand no more."
    )
    assert "38" in text(sheets(lines("These are the fees:", "38", y=740)))


def test_numbers_in_a_column_of_their_own() -> None:
    """However they were drawn: before their paragraphs, after them, or a little lower."""
    body = lines(
        "The Board met on Tuesday and adopted the accounts of the",
        "year, as the treasurer had laid them before it in May.",
        "",
        "It also heard the pilots, who asked for a new launch.",
        x=108,
    )
    numbers = [Set(72, body[0].y - 1, "1."), Set(72, body[2].y + 1, "2.")]
    expected = (
        "1. The Board met on Tuesday and adopted the accounts of the\n"
        "year, as the treasurer had laid them before it in May.\n\n"
        "2. It also heard the pilots, who asked for a new launch."
    )
    assert text(sheets([*body, *numbers])) == expected
    assert text(sheets([*numbers, *body])) == expected
    assert text(sheets([*body, *numbers][::-1])) == expected


def test_divided_words() -> None:
    body = lines(
        "1. The Board keeps a regu-",
        "lation of all fees, and each non-",
        "member pays double. A non-member may appeal to the Anglo-",
        "American Board, or between 1914-",
        "1918 to the HARBOUR DEPART-",
        "MENT, where the co\u00ad",
        "xswain sits.",
    )
    assert unwrapped(text(sheets(body))).replace("- ", "-") == (
        "1. The Board keeps a regulation of all fees, and each non-member pays double. A "
        "non-member may appeal to the Anglo-American Board, or between 1914-1918 to the HARBOUR "
        "DEPARTMENT, where the coxswain sits."
    )


def test_a_word_divided_by_a_page() -> None:
    pages = [lines("1. The Board keeps a regu-", y=80), lines("lation of all fees.", y=740)]
    assert text(sheets(*pages)) == "1. The Board keeps a regulation of all fees."


def test_a_page_breaks_a_paragraph_only_where_it_ends() -> None:
    full = "1. The Board met at noon, as the charter of the harbour demands of it,"
    going_on = [lines(full, "and chose a chairman."), lines("He thanked the Board for it.")]
    assert "\n\n" in text(sheets(*going_on))
    mid_sentence = [lines("It was long", f"So {full[3:]}"), lines("and chose a chairman.")]
    assert "\n\n" not in text(sheets(*mid_sentence))
    sentence_end = [lines(full, f"{full[3:-1]}."), lines(f"So {full[3:]}", "it rose.")]
    assert "\n\n" not in text(sheets(*sentence_end))
    next_number = [lines(full, f"{full[3:-1]}."), lines("2. It rose at six and went", full)]
    assert "\n\n2. It rose" in text(sheets(*next_number))


def test_paragraphs_without_gaps_end_with_a_short_line() -> None:
    found = text(
        sheets(
            lines(
                "The Board met at noon, as the charter demands, and chose a chairman",
                "who thanked it.",
                "It then turned to the matter of the mole, which had been damaged by",
                "the storm of May and was to be mended before the winter came again.",
                "Scope",
                "1. The mole is the north mole.",
            )
        )
    )
    assert found.split("\n\n") == [
        "The Board met at noon, as the charter demands, and chose a chairman\nwho thanked it.",
        "It then turned to the matter of the mole, which had been damaged by\n"
        "the storm of May and was to be mended before the winter came again.\nScope",
        "1. The mole is the north mole.",
    ]


def _columns(n: int, *, aligned: bool) -> tuple[list[Set], list[Set]]:
    left = lines(*[f"Left line {i} of the text of the column so" for i in range(n)], x=60)
    right = lines(
        *[f"Right line {i} of the text of the column" for i in range(n)],
        x=320,
        y=740 if aligned else 735,
    )
    return left, right


@pytest.mark.parametrize("aligned", [True, False])
def test_two_columns(aligned: bool) -> None:
    left, right = _columns(12, aligned=aligned)
    title = Set(120, 770, "A title that stands over both columns of the page", 14)
    drawn = [title, *(item for pair in zip(left, right, strict=True) for item in pair)]
    found = text(sheets(drawn))
    assert found.split("\n\n", 1)[0] == title.text
    assert found.split("\n")[2:] == [item.text for item in [*left, *right]]


def test_a_title_parts_the_columns_into_bands() -> None:
    left, right = _columns(12, aligned=True)
    middle = Set(
        60, left[5].y - 7, "A heading that parts both columns and runs across most of the page"
    )
    lower = [Set(item.x, item.y - 14, item.text) for item in [*left[6:], *right[6:]]]
    found = text(sheets([*left[:6], *right[:6], middle, *lower]))
    order = [line for line in found.split("\n") if line]
    assert order == [
        *(item.text for item in [*left[:6], *right[:6]]),
        middle.text,
        *(item.text for item in [*left[6:], *right[6:]]),
    ]


def test_a_table_is_read_by_rows() -> None:
    rows = [("VESSEL", "LICENCE", "FEE"), ("Dona Ramira", "CF-2291", "38"), ("Elsie", "CF-7", "9")]
    table = [
        Set(x, 700 - 14 * n, cell)
        for n, row in enumerate(rows)
        for x, cell in zip((72, 220, 360), row, strict=True)
    ]
    found = paragraphs(
        sheets(
            [
                *lines("1. These are:", y=714),
                *table,
                *lines("2. There are no more.", "", "3. None.", y=640),
            ]
        )
    )
    assert found[0].text.split("\n")[1:] == [
        "VESSEL   LICENCE   FEE",
        "Dona Ramira   CF-2291   38",
        "Elsie   CF-7   9",
    ]


def test_turned_and_slanted_text() -> None:
    upright = lines("1. One stands here.", "", "2. Two stands here.")
    drawn = [Set(200, 300, "DRAFT", 60, turn=45), Set(500, 100, "A table on its side", turn=90)]
    found = text(sheets([*drawn, *upright]))
    assert found == "1. One stands here.\n\n2. Two stands here.\n\nA table on its side"
    for turn, (x, y) in ((90, (300, 72)), (180, (500, 300)), (270, (300, 500))):
        dx, dy = {90: (14, 0), 180: (0, 14), 270: (-14, 0)}[turn]
        page = [
            Set(x + n * dx, y + n * dy, f"Line {n} of the page that is turned", turn=turn)
            for n in range(4)
        ]
        assert [line[:6] for line in text(sheets(page)).split("\n")] == [
            f"Line {n}" for n in range(4)
        ]


def page_with_note(note: str, *more: str) -> list[Set]:
    """A page of which the second paragraph runs on, with a footnote that it calls."""
    return [
        *lines("1. The Board met at noon, as the charter of the harbour demands of it."),
        *lines("2. The mole, which was built in 1911 by the company, had been damaged,", y=712),
        *lines("and the Board, having seen the report", y=698),
        Set(width_of("and the Board, having seen the report") + 72, 698, "3", 6.5, rise=4),
        Set(72, 90, "3", 6, rise=3),
        Set(78, 90, note, 9),
        *(Set(72, 79 - 11 * n, line, 9) for n, line in enumerate(more)),
        Set(300, 30, "7", 9),
    ]


def test_footnotes_follow_the_paragraph_that_calls_them() -> None:
    pages = [
        page_with_note("See the report of the harbour engi-", "neer, 3 June 1934, para. 12"),
        [
            *lines("of the engineer, asked.", "", "3. It rose at six."),
            Set(300, 30, "8", 9),
        ],
    ]
    found = paragraphs(sheets(*pages))
    assert labels(found) == ["1", "2", "3"]
    assert found[1].text == (
        "The mole, which was built in 1911 by the company, had been damaged, and the Board, having "
        "seen the report ³ of the engineer, asked.\n"
        "³ See the report of the harbour engineer, 3 June 1934, para. 12"
    )
    assert not any(paragraph.heading for paragraph in found)


def test_small_numbered_lines_that_nothing_calls_stay_text() -> None:
    page = [*lines("The Board met."), Set(72, 90, "4 A small line about nothing.", 9)]
    assert text(sheets(page)).endswith("4 A small line about nothing.")


def test_raised_figures() -> None:
    base = "An area of 40 km"
    end = 72 + width_of(base)
    page = [Set(72, 700, base), Set(end, 700, "2", 6.5, rise=4), Set(end + 4, 700, ", says he.")]
    assert text(sheets(page)) == "An area of 40 km², says he."


def test_a_contents_page_numbers_no_paragraph() -> None:
    contents = lines(
        "The Rules of Port Ellery", "", "Contents", "",
        "1. Scope of the Rules ............................ 3",
        "2. Fees of vessels, of owners and of", "masters ............... 4",
        "3. Records . . . . . . . . . . . . . . . . . . . . . . . 9",
    )  # fmt: skip
    body = lines(
        "1. The Rules hold.", "", "2. A fee is due.", "", "3. A record is kept.", "", "4. End."
    )
    found = paragraphs(sheets(contents, body))
    assert [p.paragraph for p in found if p.numbered] == ["1", "2", "3", "4"]
    assert found[0].text == "The Rules hold."
    fees = lines("1. The fees are:", "a skiff ............ 20", "a barge ............ 38")
    assert "a skiff ............ 20" in text(sheets(fees))
