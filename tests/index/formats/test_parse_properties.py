"""What holds for any input: no crash, no lost word, the labels that a document was made from."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import PinciteError
from index.files import decode
from index.formats.cable import parse_cable, parse_cable_parts
from index.formats.cable_references import references
from index.formats.cable_split import split_cables
from index.formats.html import html_text
from index.formats.markdown import markdown_text
from index.model import Paragraph, ParsedDocument
from index.parsers import FORMATS
from tests.index.formats.telegrams import Telegram, telegrams
from tests.index.formats.texts import (
    HEADER,
    PAGE,
    SECTION,
    cable,
    labels,
    parse,
    text,
    words,
    words_kept,
)

# Lines that parsers have an opinion of, in any order.
_LINES = st.sampled_from(
    [
        "", "", "-----", "1.", "1. One", "1. (C) One.", "2. (SBU) Two", "2) Two", "¶3. Three.",
        "3.", "3. ----", "(4) four", "[5] Five.", "1.1 Title", "1.1.1 Words.", "1.1.1.(a) words;",
        "(a) item", "-- item", "HEADING", "A Heading", "SUMMARY", "END SUMMARY.", "BEGIN TEXT:",
        "END TEXT.", "a sentence that goes on", "and ends here.", "2009. It ended", "HOAGLAND",
        "Share this cable", PAGE, "PAGE 02  STATE 017976", "SUBJECT: SOMETHING", "TAGS: PHUM",
        "E.O. 11652: GDS", "E.O. 12958: N/A", "TO RUEHC/SECSTATE", "FM AMEMBASSY ASTANA", "SIPDIS",
        "Classified By: Somebody", "O 130206Z JUL 09", "O 320206Z JUL 09", "VZCZC",
        "UNCLAS SECTION 02 OF 02 ASTANA 001161", "SECRET TALKS OF 1998", "RURAL ROADS",
        "Source: An archive", "Paris, May 4, 1978", "dated 31 june 2011", "DEPART-", "\tx\ty",
        "NNNN", "CONFIDENTIAL", "ACTION AF-18", "INFO  OCT-01  /085 W", "DRAFTED BY AF/C:JBARROW",
        "R 031745Z JAN 73", "CONFIDENTIAL STATE 017976", "REF: (A) STATE 017976", "1. STATE 12345",
        "QUOTE", "UNQUOTE", "C O R R E C T E D  C O P Y (", "AGS: VTPREL,", "X\\", "XXXXXXXX",
        "Declassified/Released US Department of State", "EO Systematic Review", "- - - - -",
        "The text of this cable is not available.", "OR RUSSIAN RULERS", "Message Attributes",
        "Article 5", "Article 6 Words.", "Art. 7(2) Words", "§ 8 (1) Words.", "§ 8a", "IV. Words.",
        "(v) five;", "A. Words.", "B) Words.", "2a. Words.", "Section 3 of it", "Rule 4: Words.",
        "Identifier: 09ASTANA1", "VESSEL    LICENCE    FEE", "\x0c", "\u2028", "\xa0",
    ]
)  # fmt: skip
_SOUP = st.one_of(
    st.text(max_size=300),
    st.lists(_LINES, max_size=30).map("\n".join),
    st.lists(st.one_of(_LINES, st.text(max_size=20)), max_size=20).map("\n".join),
    st.lists(_LINES, max_size=30).map(lambda lines: HEADER + "\n" + "\n".join(lines)),
)


def check_document(document: ParsedDocument, n_lines: int) -> None:
    paragraphs = document.paragraphs
    assert paragraphs
    assert [p.ordinal for p in paragraphs] == list(range(len(paragraphs)))
    assert len(set(labels(paragraphs))) == len(paragraphs)
    for paragraph in paragraphs:
        assert paragraph.doc_id == document.document.doc_id
        assert paragraph.text.strip()
        assert 1 <= paragraph.first_line <= paragraph.last_line <= n_lines
    lines = [(p.first_line, p.last_line) for p in paragraphs]
    if document.document.format != "jsonl":
        assert lines == sorted(lines)


# Lines of a page are those of the text that it shows.
_SHOWN = {"html": html_text, "markdown": markdown_text}


@given(_SOUP, st.sampled_from([*FORMATS, "auto"]))
@example("TAG:\rO10000\r1. 0\rSUBJ:", "markdown")  # shown with a blank line more
def test_no_text_crashes_a_parser(soup: str, format_name: str) -> None:
    try:
        documents = parse(soup, Path("soup.txt"), format=format_name)
    except PinciteError as error:
        assert "soup.txt" in str(error)
        return
    read = decode(soup.encode(), Path("soup.txt")).text
    shown = _SHOWN[format_name](read, Path("soup.txt")) if format_name in _SHOWN else read
    for document in documents:
        check_document(document, shown.count("\n") + 1)
    assert parse(soup, Path("soup.txt"), format=format_name) == documents


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
_FIELDS = ["doc_id", "paragraph", "text", "title", "date", "heading", "marking", "metadata"]


@given(st.lists(st.dictionaries(st.sampled_from(_FIELDS), _JSON) | _JSON, max_size=5))
def test_no_json_crashes_a_parser(rows: list[object]) -> None:
    lines = "\n".join(json.dumps(row) for row in rows)
    try:
        documents = parse(lines, Path("soup.jsonl"))
    except PinciteError as error:
        assert "soup.jsonl" in str(error)
        return
    for document in documents:
        check_document(document, len(rows))
        json.dumps(dict(document.document.metadata)).encode()


# Bodies of words, numbers and breaks, of which each word is known.
_WORD = st.sampled_from(
    ["the", "minister", "said", "Kazakhstan", "so", "harbour", "rules", "12", "3,000", "of"]
)
_BODY_LINE = st.builds(
    lambda number, some, end: f"{number}{' '.join(some)}{end}",
    st.sampled_from(["", "", "1. ", "2. (C) ", "3. ", "3. ", "7. ", "4) ", "(a) ", "-- ", "¶5. "]),
    st.lists(_WORD, min_size=1, max_size=8),
    st.sampled_from([".", "", "", ":", ";", ","]),
)
_BODY = st.lists(st.one_of(_BODY_LINE, st.just("")), min_size=1, max_size=25).map("\n".join)


@given(_BODY.filter(str.strip))
def test_every_word_of_a_cable_is_in_exactly_one_paragraph(body: str) -> None:
    # A last sentence keeps the end of the body from looking like a signature.
    body += "\nand that was the end of it all."
    assert words_kept(cable(body)) == words(body)


@given(_BODY.filter(str.strip))
def test_every_word_of_a_text_is_in_exactly_one_paragraph(body: str) -> None:
    assert words_kept(text(f"This is no title.\n\n{body}")) == words("This is no title.", body)


# Numbers of every style, where each line has a word of its own.
_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII"]
_NUMBERS = st.builds(
    lambda form, n: form.format(n, "abcdefg"[n - 1], _ROMAN[n - 1]),
    st.sampled_from(
        [
            "", "", "{0}. ", "{0}) ", "({0}) ", "[{0}] ", "¶ {0} ", "{0}{1}. ", "{0}.{0} ",
            "({1}) ", "{2}. ", "§ {0}{1} ", "§ {0} ({0}) ", "Article {0} ", "Article {0}\n",
            "Article {0}\nTitle\n\n", "Art. {2} ", "Article {0}({0}) ", "Section {0}: ",
            "Clause {0} {0}.{0} ", "Rule {0}. ", "HEADING\n\n",
        ]
    ),
    st.integers(1, 7),
)  # fmt: skip
_PARTS = st.tuples(
    _NUMBERS,
    st.sampled_from(["", "of ", "The "]),
    st.sampled_from(["", ".", ";"]),
    st.sampled_from(["\n", "\n\n"]),
)


@given(st.lists(_PARTS, min_size=1, max_size=30))
def test_no_word_is_lost_whatever_the_style_of_numbers(parts: list[tuple[str, ...]]) -> None:
    body = "This is no title.\n\n" + "".join(
        f"{number}{first}w{place}{stop}{end}"
        for place, (number, first, stop, end) in enumerate(parts)
    )
    paragraphs = text(body)
    own = words(*(f"{p.heading} {p.text}" for p in paragraphs))
    assert {f"w{place}": own[f"w{place}"] for place in range(len(parts))} == {
        f"w{place}": 1 for place in range(len(parts))
    }
    # A label that holds the article's number as well states it again.
    assert not words(body) - words_kept(paragraphs)
    assert not own - words(body)


# Cables that are made from their labels.
_SENTENCE = st.lists(
    st.sampled_from(["the", "envoy", "told", "us", "that", "Astana", "was", "far", "away", "then"]),
    min_size=4,
    max_size=30,
)


@dataclass(frozen=True)
class Made:
    """A cable and what it was made from."""

    body: str
    numbers: list[int]
    marks: list[str]
    texts: list[str]
    headings: list[str]


@st.composite
def made_cables(draw: st.DrawFn) -> Made:
    n = draw(st.integers(2, 9))
    numbers, number = [], 1
    fault = draw(st.integers(2, 3 * n))  # where a number is skipped or repeated, if anywhere
    repeats = draw(st.booleans())
    for place in range(1, n + 1):
        numbers.append(number)
        number += (0 if repeats else 2) if place == fault else 1
    marks, texts, headings, parts = [], [], [], []
    for number in numbers:
        some = [*draw(_SENTENCE), "indeed."]
        some[0] = some[0].capitalize()
        mark = draw(st.sampled_from(["U", "C", "SBU", "S/NF"]))
        heading = draw(st.sampled_from(["", "", "", "What They Saw", "OCTOBER 2"]))
        lines = _wrapped(f"{number}. ({mark}) {' '.join(some)}", draw(st.integers(24, 70)))
        if len(lines) > 1 and draw(st.booleans()):
            broken = draw(st.integers(1, len(lines) - 1))
            lines.insert(broken, draw(st.sampled_from([PAGE, f"\n\n{PAGE}\n\n", f"\n{SECTION}"])))
        parts.append("\n".join([*([heading, ""] if heading else []), *lines]))
        marks.append(mark)
        texts.append(" ".join(some))
        headings.append(heading)
    return Made("\n\n".join(parts) + "\n\nHOAGLAND\n", numbers, marks, texts, headings)


def _wrapped(line: str, width: int) -> list[str]:
    return re.findall(rf"\S.{{0,{width}}}(?!\S)", line)


@given(made_cables())
def test_a_cable_comes_back_as_it_was_made(made: Made) -> None:
    paragraphs: tuple[Paragraph, ...] = cable(made.body)
    printed = [p.paragraph.split("#")[0] for p in paragraphs]
    assert printed == [str(number) for number in made.numbers]
    assert [p.marking for p in paragraphs] == made.marks
    assert [p.text for p in paragraphs] == made.texts
    assert [p.heading for p in paragraphs] == made.headings


@given(telegrams())
def test_a_telegram_of_the_1970s_comes_back_as_it_was_made(made: Telegram) -> None:
    document = parse_cable(made.text, Path("made.txt"))
    assert [p.text for p in document.paragraphs] == made.texts
    assert labels(document.paragraphs) == [str(n) for n in range(1, len(made.texts) + 1)]
    assert [p.heading for p in document.paragraphs] == made.headings
    assert document.document.metadata["info"] == "; ".join(made.info)
    assert document.document.metadata["signed"] == "BARROW"
    assert document.document.doc_id == "73PELLAM73"
    assert split_cables(made.text) == [(1, made.text)]
    check_document(document, made.text.count("\n") + 1)


# What an all-capitals body may hold that looks like a header's line or like furniture.
_CAPITALS = st.sampled_from(
    ["THE MINISTER SAID", "OR RUSSIAN TROOPS", "SECRET TALKS OF 1998", "TO SECSTATE", "STATE FOR",
     "INFO FROM PARIS", "FM RADIO", "TAGS ON THEIR COATS", "CONFIDENTIAL ANNEX", "BT", "RE REPORTS",
     "ACTION WAS TAKEN", "PAGE 2 OF THE TREATY", "1. ONE.", "2. TWO", "A. AN ITEM;", "DE RIGUEUR",
     "PP RUMOR", "ZZZZ", "NNN OF THEM", "QUOTE", "UNQUOTE.", "DEPT FOR", "SECRETARY OF", "",
     "ACTION EUR-12", "ACTION EUR-12 TAKE NOTE.", "ORIGIN NEA-10  /031 W", "FM AMEMBASSY PARIS",
     "PAGE 3 OF BOOK 1234", "PAGE 01  BOOK 1234", "PARIS 00001234  002 OF 002",
     "MESSAGE ATTRIBUTES", "DE RUEHTA #1234"]
)  # fmt: skip


@given(st.lists(_CAPITALS, max_size=25))
def test_every_word_of_a_body_in_capitals_is_in_exactly_one_paragraph(lines: list[str]) -> None:
    body = "\n".join(["0. IT BEGINS HERE.", *lines, "AND THAT WAS THE END OF IT ALL."])
    assert words_kept(cable(body)) == words(body)


@given(_SOUP)
def test_the_parts_of_a_file_are_the_file(soup: str) -> None:
    parts = split_cables(soup)
    assert "\n".join(part for _, part in parts) == soup
    lines = soup.split("\n")
    assert all(lines[first - 1] == part.split("\n")[0] for first, part in parts)


@given(_SOUP, st.sampled_from(["", "09ASTANA1"]), st.sampled_from([None, "2009-01-02"]))
def test_no_words_crash_the_reader_of_references(soup: str, own_id: str, date: str | None) -> None:
    for reference in references(soup, own_id=own_id, date=date):
        assert re.fullmatch(r"\d\d[A-Z]{2,}[1-9]\d*", reference.doc_id)


@given(_SOUP, _SOUP)
def test_no_row_of_an_archive_crashes_the_parser(header: str, body: str) -> None:
    try:
        document = parse_cable_parts(
            doc_id="09ASTANA1", date=None, origin="", classification="", references="",
            header=header, body=body, path=Path("soup.csv"), line=1,
        )  # fmt: skip
    except PinciteError as error:
        assert "soup.csv:1" in str(error)
        return
    check_document(document, header.count("\n") + body.count("\n") + 1)
