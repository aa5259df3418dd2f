"""PDFs that cannot be read, and what holds for any file."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import PinciteError, UnreadableFile
from index.formats.numbered_text import parse_numbered_text
from index.formats.pdf import pdf_text
from index.formats.pdf_document import document_text
from tests.index.formats.pdf_files import Set, lines, sheets, typeset
from tests.index.formats.test_pdf import PATH, page_with_note, text
from tests.index.formats.texts import words, words_kept


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile, match=r"rules\.pdf") as raised:
        pdf_text(data, PATH)
    return str(raised.value)


def test_a_scan_is_refused() -> None:
    assert "ocrmypdf" in refused(sheets([]))
    assert "ocrmypdf" in refused(sheets([], [], picture=True))
    stamped = [[Set(300, 30, f"Page {n}")] for n in (1, 2)]
    assert "ocrmypdf" in refused(sheets(*stamped, picture=True))
    some = [lines("1. Words."), [], []]
    assert text(sheets(*some)) == "1. Words."
    assert "ocrmypdf" in refused(sheets([], [], lines("1. Words."), picture=True))


def test_an_encrypted_file_is_refused() -> None:
    assert "--decrypt" in refused(sheets(lines("1. Words."), password="secret"))


def test_a_damaged_file_is_refused() -> None:
    assert "damaged" in refused(b"%PDF-1.7\nnothing")
    assert "damaged" in refused(b"")
    assert "damaged" in refused(b"<html>")


@pytest.mark.parametrize(("name", "limit"), [("_MAX_PAGES", 1), ("_MAX_CHARACTERS", 15)])
def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, limit: int) -> None:
    monkeypatch.setattr(f"index.formats.pdf_document.{name}", limit)
    data = sheets(lines("1. Words."), lines("2. Words."))
    with pytest.raises(UnreadableFile, match=r"rules\.pdf: .*more than"):
        document_text(data, PATH, lambda _n_pages: None)


# What holds for any file.

_WHOLE = sheets(
    page_with_note("See the report.", "It is long."),
    [*lines("3. The Board rose."), Set(400, 300, "DRAFT", 60, turn=45)],
    compressed=False,
)


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_no_bytes_crash_it(seed: int) -> None:
    chance = random.Random(seed)
    mutated = bytearray(_WHOLE)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(mutated))
        new = chance.choice(
            [bytes([chance.randrange(256)]), b"9" * chance.randint(0, 9), b"-1", b"", b"[", b">>"]
        )
        mutated[place : place + chance.randint(1, 4)] = new
    if chance.random() < 0.2:
        del mutated[chance.randrange(len(mutated)) :]
    _does_not_crash(bytes(mutated))


@given(st.binary(max_size=200))
def test_no_beginning_crashes_it(data: bytes) -> None:
    _does_not_crash(data)
    _does_not_crash(b"%PDF-1.4\n" + data)


def _does_not_crash(data: bytes) -> None:
    try:
        found = pdf_text(data, PATH)
    except PinciteError as error:
        assert "rules.pdf" in str(error)
        assert "reading it" not in str(error)  # neither failed, nor broke off, nor took too long
        return
    assert found.strip()
    assert pdf_text(data, PATH) == found


_WORD = st.sampled_from(["the", "warden", "fee", "3,000", "2011", "quay", "Board", "says", "of"])
_PARAGRAPH = st.builds(
    lambda number, some: f"{number}{' '.join(some)}.",
    st.sampled_from(["", "", "1. ", "2. ", "3. ", "(a) ", "# "]),
    st.lists(_WORD, min_size=1, max_size=60),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(_PARAGRAPH, min_size=1, max_size=12))
def test_every_word_is_in_exactly_one_paragraph(blocks: list[str]) -> None:
    body = "\n\n".join(["This is no title.", *blocks, "and that was the end of it all."])
    data = typeset(body, head="- {page} -", foot="Page {page} of {pages}", size=(300, 300))
    found = pdf_text(data, PATH)
    assert words(found) == words(body)
    assert words_kept(parse_numbered_text(found, PATH).paragraphs) == words(found)
    assert pdf_text(data, PATH) == found
