"""DOCX files as texts: which words are printed, in which order, and what is refused."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError, UnreadableFile
from index.formats.docx import docx_text
from index.formats.numbered_text import parse_numbered_text
from tests.index.formats.docx_files import (
    STRICT,
    W,
    abstract,
    docx,
    level,
    num,
    p,
    packed,
    run,
    start_at,
)
from tests.index.formats.texts import labels, words, words_kept

PATH = Path("rules.docx")
RULES_NUMBERING = (
    abstract(0, level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)"))
    + num(1, 0)
    + num(2, 0, start_at(0, 1))
)
RULES = "".join(
    [
        p("HARBOUR OF PORT ELLERY: RULES FOR THE NORTH QUAY"),
        p("Made 14 March 2011"),
        p("Scope"),
        p("These Rules apply to every vessel that lies at the North Quay.", num=1, level=0),
        p("The harbour warden may exempt a vessel from them:", num=1, level=0),
        p("where she carries no passengers for hire;", num=1, level=1),
        p("where her owner lives on board; or", num=1, level=1),
        p("where the Board so directs.", num=1, level=1),
        p("An exemption under this Rule is in writing."),
        p("Fees"),
        p("A vessel pays the fee of the class in which she is licensed.", num=1, level=0),
        p("No fee is due while the harbour is closed by ice:", num=1, level=0),
        p("from the day of the notice; and", num=1, level=1),
        p("until the notice is withdrawn.", num=1, level=1),
    ]
)
RULES_TEXT = """\
HARBOUR OF PORT ELLERY: RULES FOR THE NORTH QUAY

Made 14 March 2011

Scope

1. These Rules apply to every vessel that lies at the North Quay.

2. The harbour warden may exempt a vessel from them:

(a) where she carries no passengers for hire;

(b) where her owner lives on board; or

(c) where the Board so directs.

An exemption under this Rule is in writing.

Fees

3. A vessel pays the fee of the class in which she is licensed.

4. No fee is due while the harbour is closed by ice:

(a) from the day of the notice; and

(b) until the notice is withdrawn.
"""


def text(body: str, **parts: str) -> str:
    return docx_text(docx(body, **parts), PATH).removesuffix("\n")


def test_rules() -> None:
    found = docx_text(docx(RULES, numbering=RULES_NUMBERING), PATH)
    assert found == RULES_TEXT
    document = parse_numbered_text(found, PATH)
    assert document.document.title == "HARBOUR OF PORT ELLERY: RULES FOR THE NORTH QUAY"
    assert document.document.date == "2011-03-14"
    assert labels(document.paragraphs) == ["1", "2", "3", "4"]
    assert document.paragraphs[1].text == (
        "The harbour warden may exempt a vessel from them:\n"
        "(a) where she carries no passengers for hire;\n"
        "(b) where her owner lives on board; or\n"
        "(c) where the Board so directs.\n"
        "An exemption under this Rule is in writing."
    )
    assert document.paragraphs[2].heading == "Fees"


def test_compound_numbers_are_labels() -> None:
    numbering = abstract(
        0,
        level(0, "decimal", "%1"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3"),
        level(3, "lowerLetter", "%1.%2.%3(%4)"),
    ) + num(1, 0)
    body = "".join(
        p(words, num=1, level=place)
        for place, words in [
            (0, "Licences"),
            (1, "Time limits"),
            (2, "A licence is applied for by the first day of May."),
            (2, "The warden answers in writing:"),
            (3, "within thirty days of the application; or"),
            (3, "where the Board is to be heard, within sixty."),
            (1, "Fees"),
            (2, "A licence costs forty pounds."),
        ]
    )
    paragraphs = parse_numbered_text(text(body, numbering=numbering), PATH).paragraphs
    assert labels(paragraphs) == ["1.1.1", "1.1.2", "1.1.2(a)", "1.1.2(b)", "1.2.1"]
    assert paragraphs[0].heading.endswith("1.1 Time limits")


def test_tracked_changes_are_accepted() -> None:
    body = p(
        "The fee is ",
        content='<w:del w:id="1"><w:r><w:delText>thirty</w:delText></w:r></w:del>'
        f'<w:ins w:id="2">{run("forty")}</w:ins><w:moveFrom w:id="3">{run(" francs")}</w:moveFrom>'
        f'<w:moveTo w:id="4">{run(" pounds")}</w:moveTo>{run(".")}',
    )
    assert text(body) == "The fee is forty pounds."


def test_a_deleted_paragraph_is_not_counted() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr>'
        '<w:del w:id="1"/></w:rPr></w:pPr><w:del w:id="2"><w:r><w:delText>Gone.</w:delText></w:r>'
        "</w:del></w:p>"
    )
    body = p("One.", num=1, level=0) + gone + p("Two.", num=1, level=0)
    assert text(body, numbering=RULES_NUMBERING) == "1. One.\n\n2. Two."


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = p("One goes", num=1, level=0, mark='<w:del w:id="1"/>') + p(" on.", num=1, level=0)
    assert text(body, numbering=RULES_NUMBERING) == "1. One goes on."
    assert text(p("It ends", mark='<w:del w:id="1"/>')) == "It ends"


def test_a_heading_that_runs_into_its_paragraph() -> None:
    body = p("Fees.", num=1, level=0, mark="<w:vanish/><w:specVanish/>") + p(" A vessel pays.")
    assert text(body, numbering=RULES_NUMBERING) == "1. Fees. A vessel pays."


def test_hidden_words_are_not_printed() -> None:
    hidden = run(" Draft note.", "<w:vanish/>") + run(" Seen.", '<w:vanish w:val="0"/>')
    body = (
        p("One.", num=1, level=0, content=hidden)
        + p(num=1, level=0, mark="<w:vanish/>", content=run("Hidden.", "<w:vanish/>"))
        + p("Two.", num=1, level=0)
    )
    assert text(body, numbering=RULES_NUMBERING) == "1. One. Seen.\n\n2. Two."


def test_fields_print_their_result() -> None:
    def mark(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    code = '<w:r><w:instrText xml:space="preserve"> REF a </w:instrText></w:r>'
    inner = mark("begin") + code + mark("separate") + run("inner") + mark("end")
    field = mark("begin", "<w:ffData/>") + code + inner + mark("separate") + run("7") + mark("end")
    simple = f'<w:fldSimple w:instr="REF b">{run("8")}</w:fldSimple>'
    body = p("See ", content=field + run(" and ") + simple + run("."))
    assert text(body) == "See 7 and 8."
    assert text(p("One", content=mark("begin") + code) + p("Two", content=mark("end"))) == (
        "One\n\nTwo"
    )


def test_signs() -> None:
    content = (
        "<w:r><w:tab/><w:t>tab</w:t><w:br/><w:t>line</w:t><w:br w:type='page'/><w:t>page</w:t>"
        "<w:cr/><w:t>non</w:t><w:noBreakHyphen/><w:t>member</w:t><w:softHyphen/><w:t>s</w:t>"
        "<w:sym w:font='Wingdings' w:char='F0B7'/><w:sym w:char='00A7'/><w:sym w:char='x'/></w:r>"
        "<w:r><w:t>\u00a05\u202fm, o\ufb03ce, e\u0301t\u00ade\u0301\u200b</w:t></w:r>"
    )
    assert text(p("a", content=content)) == ("a tab\nline page\nnon-members•§ 5 m, office, été")


def test_words_inside_other_elements() -> None:
    content = (
        f"<w:hyperlink>{run('link ')}</w:hyperlink>"
        f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('control ')}</w:sdtContent></w:sdt>"
        f"<w:smartTag>{run('tag ')}</w:smartTag>"
        f"<w:r><w:ruby><w:rt>{run('read')}</w:rt><w:rubyBase>{run('base ')}</w:rubyBase></w:ruby>"
        "</w:r><m:oMath><m:r><m:t>x = 3</m:t></m:r></m:oMath>"
    )
    control = f"<w:sdt><w:sdtContent>{p('a block')}</w:sdtContent></w:sdt>"
    custom = f"<w:customXml>{p('another')}</w:customXml>"
    assert text(p("a ", content=content) + control + custom) == (
        "a link control tag base x = 3\n\na block\n\nanother"
    )


def _box(*paragraphs: str) -> str:
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{inside}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_follow_their_paragraph_and_count_apart() -> None:
    body = p(
        "One.", num=1, level=0, content=_box(p("In a box.", num=1, level=0), p("Still there."))
    ) + p("Two.", num=1, level=0)
    assert text(body, numbering=RULES_NUMBERING) == (
        "1. One.\n\n1. In a box.\n\nStill there.\n\n2. Two."
    )


def _note(note_id: int, content: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{note_id}">{content}</w:{kind}>'


def _call(note_id: int, kind: str = "footnote", more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{note_id}" {more}/></w:r>'


def test_notes_follow_the_paragraph_that_calls_them() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        + _note(3, p("", content="<w:r><w:footnoteRef/></w:r>" + run(" See the charter of 1911")))
        + _note(5, p("Minutes of the Board, 3 May.") + p("Two volumes."))
        + _note(6, p("* With thanks to the pilots."))
    )
    ends = _note(2, p("An afterthought."), "endnote")
    body = (
        p("The mole", num=1, level=0, content=_call(3) + run(" was mended.") + _call(5))
        + p("It stood.", num=1, level=0, content=_call(2, "endnote"))
        + p("It fell", num=1, level=0, content=_call(6, more='w:customMarkFollows="1"') + run("*."))
        + p("It was mended again.", num=1, level=0, content=_call(9))
    )
    found = text(body, numbering=RULES_NUMBERING, footnotes=notes, endnotes=ends)
    assert found.split("\n\n") == [
        "1. The mole ¹ was mended.²",
        "¹ See the charter of 1911",
        "² Minutes of the Board, 3 May. Two volumes.",
        "2. It stood.ⁱ",
        "ⁱ An afterthought.",
        "3. It fell*.",
        "* With thanks to the pilots.",
        "4. It was mended again.³",
    ]
    paragraphs = parse_numbered_text(found, PATH).paragraphs
    assert labels(paragraphs) == ["1", "2", "3", "4"]
    assert paragraphs[0].text.split("\n")[1:] == [
        "¹ See the charter of 1911",
        "² Minutes of the Board, 3 May. Two volumes.",
    ]
    assert not any(paragraph.heading for paragraph in paragraphs)


def test_notes_are_counted_as_the_settings_say() -> None:
    settings = (
        '<w:footnotePr><w:numStart w:val="4"/></w:footnotePr>'
        '<w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr>'
    )
    body = p("One.", content=_call(1) + _call(1, "endnote"))
    assert text(body, settings=settings) == "One.⁴¹"


def _table(*rows: list[str]) -> str:
    return "<w:tbl><w:tblPr/>{}</w:tbl>".format(
        "".join(
            "<w:tr>{}</w:tr>".format(
                "".join(f"<w:tc><w:tcPr/>{cell or '<w:p/>'}</w:tc>" for cell in row)
            )
            for row in rows
        )
    )


def test_a_row_of_a_table_is_a_line() -> None:
    table = _table(
        [p("VESSEL"), p("LICENCE"), p("FEE")],
        [p("Dona") + p("Ramira"), "", p("38")],
        ["", "", ""],
    )
    body = p("These are:", num=1, level=0) + table + p("No more.", num=1, level=0)
    found = text(body, numbering=RULES_NUMBERING)
    assert found == "1. These are:\n\nVESSEL | LICENCE | FEE\nDona Ramira |  | 38\n\n2. No more."
    assert parse_numbered_text(found, PATH).paragraphs[0].text == (
        "These are:\nVESSEL | LICENCE | FEE\nDona Ramira |  | 38"
    )


def test_a_table_that_only_places_text_is_no_table() -> None:
    sentence = "The owner of a vessel keeps a record of each voyage that she makes."
    table = _table(
        [p("7"), p(sentence)],
        [p("8."), p(sentence) + p("He shows it on demand.")],
        [p(num=1, level=0, content=run("Numbered by Word in a frame of one cell."))],
        [p(f"{sentence} {sentence}") + p(sentence), p(f"{sentence} {sentence}") + p("Or not.")],
    )
    assert text(table, numbering=RULES_NUMBERING).split("\n\n") == [
        f"7. {sentence}",
        f"8. {sentence}",
        "He shows it on demand.",
        "1. Numbered by Word in a frame of one cell.",
        f"{sentence} {sentence}",
        sentence,
        f"{sentence} {sentence}",
        "Or not.",
    ]


def test_tables_inside_tables_and_deleted_rows() -> None:
    inner = _table([p("a"), p("b")])
    deleted = (
        "<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>"
        + p("gone")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert text(_table([p("out"), inner]) + deleted) == "out | a | b"


def test_a_table_of_contents_is_left_out() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    body = p("Contents") + p("1. Scope 3", style="TOC1") + p("Scope")
    assert text(body, styles=styles) == "Contents\n\nScope"


def test_strict_files_are_read() -> None:
    xml = docx(p("A strict file."), numbering="")
    with zipfile.ZipFile(io.BytesIO(xml)) as archive:
        parts: dict[str, str | bytes] = {
            name: archive.read(name).replace(W.encode(), STRICT.encode())
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }
    assert docx_text(packed(parts), PATH) == "A strict file.\n"


def test_the_main_part_may_be_called_anything() -> None:
    xml = f'<w:document xmlns:w="{W}"><w:body>{p("Words.")}</w:body></w:document>'
    assert docx_text(packed({"word/document2.xml": xml}, main="word/document2.xml"), PATH) == (
        "Words.\n"
    )


def test_files_of_python_docx() -> None:
    docx_library = pytest.importorskip("docx")
    document = docx_library.Document()
    document.add_heading("Port Ellery", 0)
    document.add_paragraph("The mole is mended.", style="List Number")
    document.add_paragraph("The lamp is lit.", style="List Number")
    document.add_paragraph("A rope", style="List Bullet")
    document.sections[0].header.paragraphs[0].text = "Head"
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"
    written = io.BytesIO()
    document.save(written)
    assert docx_text(written.getvalue(), PATH) == (
        "Port Ellery\n\n1. The mole is mended.\n\n2. The lamp is lit.\n\n• A rope\n\na | b\n"
    )


# What is refused.


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
    RULES + _table([p("7"), p("seven")]) + p("It.", content=_call(3) + _box(p("Box."))),
    numbering=RULES_NUMBERING,
    footnotes=_note(3, p("See.")),
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
    st.builds(lambda s, t: _table([p(s), p(t)], [p(t), p(s)]), _SENTENCE, _SENTENCE),
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
