"""DOCX files that cannot be read, and what holds for any file."""

import io
import random
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError, UnreadableFile
from index.formats.docx import docx_text
from index.formats.numbered_text import parse_numbered_text
from tests.index.formats.docx_files import (
    W,
    box,
    call,
    docx,
    note,
    p,
    packed,
    run,
    table,
)
from tests.index.formats.test_docx import PATH, RULES, RULES_NUMBERING, text
from tests.index.formats.texts import words, words_kept


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile, match=r"rules\.docx") as raised:
        docx_text(data, PATH)
    return str(raised.value)


def test_other_kinds_of_file() -> None:
    assert "not a DOCX file" in refused(b"%PDF-1.7")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "soffice" in refused(old)
    assert "encrypted" in refused(old + "EncryptedPackage".encode("utf-16-le"))
    assert "no Word document" in refused(packed({}, main="word/none.xml"))
    sheet = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    assert "no Word document" in refused(packed({"xl/workbook.xml": sheet}, main="xl/workbook.xml"))


def test_damaged_files() -> None:
    whole = docx(RULES, numbering=RULES_NUMBERING)
    assert "damaged" in refused(whole[: len(whole) // 2])
    assert "damaged" in refused(b"PK\x03\x04" + bytes(100))
    assert "not XML" in refused(packed({"word/document.xml": "<w:document>"}))
    assert "not XML" in refused(packed({"word/document.xml": b"\xff\xfe\x00\xd8"}))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        begin = archive.getinfo("word/document.xml").header_offset
    crooked = bytearray(whole)
    crooked[begin + 100] ^= 0xFF
    assert "damaged" in refused(bytes(crooked))


def test_more_paragraphs_than_a_document_has() -> None:
    data = docx("<w:p/>" * 600_000 + p("Words."))
    assert len(data) < 10_000
    begun = time.monotonic()
    assert "has 600001 paragraphs" in refused(data)
    assert time.monotonic() - begun < 10


def test_files_without_words() -> None:
    assert "no words" in refused(docx(p()))
    assert "altChunk" in refused(docx(p("Words.") + "<w:altChunk/>"))


def test_entities_are_refused() -> None:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    assert "do not trust" in refused(packed({"word/document.xml": bomb}))
    assert "do not trust" in refused(packed({"word/document.xml": bomb.encode("utf-16")}))


def test_a_part_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.docx_package._MAX_BYTES", 100_000)
    assert "unpacks to more" in refused(docx(p("a" * 200_000)))


def test_what_stands_too_deep_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 200 + run("deep") + "</w:sdtContent></w:sdt>" * 200
    assert "too deep" in refused(docx(p("a", content=deep)))
    tables = "<w:tbl><w:tr><w:tc>" * 60 + p("deep") + "</w:tc></w:tr></w:tbl>" * 60
    assert "too deep" in refused(docx(tables))
    blocks = "<w:sdt><w:sdtContent>" * 3000 + p("shallow") + "</w:sdtContent></w:sdt>" * 3000
    assert text(blocks) == "shallow"


# What holds for any file.

_WHOLE = docx(
    RULES + table([p("7"), p("seven")]) + p("It.", content=call(3) + box(p("Box."))),
    numbering=RULES_NUMBERING,
    footnotes=note(3, p("See.")),
    styles='<w:style w:type="paragraph" w:styleId="a"><w:name w:val="a"/></w:style>',
)


def _xml(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(st.data())
def test_no_bytes_crash_it(data: st.DataObject) -> None:
    mutated = bytearray(_WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(mutated) - 1))
        mutated[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.sampled_from([len(mutated), len(mutated) // 2, len(mutated) - 30]))
    _does_not_crash(bytes(mutated[:end]))


@given(st.integers(0, 2**32))
def test_no_xml_crashes_it(seed: int) -> None:
    """Elements of the parts are dropped, doubled and exchanged; their values replaced."""
    chance = random.Random(seed)
    parts = {name: xml for name, xml in _xml(_WHOLE).items() if name.startswith("word/")}
    name = chance.choice([n for n in parts if n.endswith(".xml")])
    pieces = parts[name].decode().replace("<", "\n<").split("\n")
    for _ in range(chance.randint(1, 6)):
        if len(pieces) < 4:  # nothing is left of a small part but its root
            break
        place = chance.randrange(3, len(pieces))
        pieces[place : place + 1] = chance.choice(
            [
                [],
                [pieces[place]] * 2,
                [chance.choice(pieces)],
                [pieces[place].replace("val", "no")],
                [pieces[place].replace('"0"', f'"{chance.choice(["-1", "x", "²", "9" * 30])}"')],
            ]
        )
    _does_not_crash(packed({**parts, name: "".join(pieces).encode()}))


@given(st.binary(max_size=200))
def test_no_archive_crashes_it(data: bytes) -> None:
    _does_not_crash(data)
    _does_not_crash(b"PK" + data)


def _does_not_crash(data: bytes) -> None:
    try:
        found = docx_text(data, PATH)
    except PinciteError as error:
        assert "rules.docx" in str(error)
        return
    assert found.strip()
    assert docx_text(data, PATH) == found


_WORD = st.sampled_from(["the", "warden", "fee", "3,000", "2011", "quay", "non-member", "§"])
_SENTENCE = st.lists(_WORD, min_size=1, max_size=12).map(" ".join)
_BLOCK = st.one_of(
    st.builds(lambda s: p(f"{s}."), _SENTENCE),
    st.builds(
        lambda s, n, place: p(f"{s}.", num=n, level=place),
        _SENTENCE,
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    st.builds(lambda s, t: table([p(s), p(t)], [p(t), p(s)]), _SENTENCE, _SENTENCE),
)


@given(st.lists(_BLOCK, min_size=1, max_size=8))
def test_every_word_is_in_exactly_one_paragraph(blocks: list[str]) -> None:
    body = p("This is no title.") + "".join(blocks) + p("and that was the end of it all.")
    data = docx(body, numbering=RULES_NUMBERING)
    found = docx_text(data, PATH)
    assert words_kept(parse_numbered_text(found, PATH).paragraphs) == words(found)
    written = words(*_texts(data))
    printed = words(found)
    assert all(printed[word] >= n for word, n in written.items())
    assert docx_text(data, PATH) == found


def _texts(data: bytes) -> list[str]:
    """The words of the runs, found without the reader."""
    parts = _xml(data)["word/document.xml"].decode().split("<w:t ")[1:]
    return [part.partition(">")[2].partition("</w:t>")[0] for part in parts]
