"""DOCX files as texts: which words are printed, and in which order."""

import io
import zipfile
from pathlib import Path

import pytest

from index.formats.docx import docx_text
from index.formats.numbered_text import parse_numbered_text
from tests.index.formats.docx_files import (
    STRICT,
    W,
    abstract,
    box,
    call,
    docx,
    level,
    note,
    num,
    p,
    packed,
    run,
    start_at,
    table,
)
from tests.index.formats.texts import labels

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


def test_text_boxes_follow_their_paragraph_and_count_apart() -> None:
    body = p(
        "One.", num=1, level=0, content=box(p("In a box.", num=1, level=0), p("Still there."))
    ) + p("Two.", num=1, level=0)
    assert text(body, numbering=RULES_NUMBERING) == (
        "1. One.\n\n1. In a box.\n\nStill there.\n\n2. Two."
    )


def test_notes_follow_the_paragraph_that_calls_them() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        + note(3, p("", content="<w:r><w:footnoteRef/></w:r>" + run(" See the charter of 1911")))
        + note(5, p("Minutes of the Board, 3 May.") + p("Two volumes."))
        + note(6, p("* With thanks to the pilots."))
    )
    ends = note(2, p("An afterthought."), "endnote")
    body = (
        p("The mole", num=1, level=0, content=call(3) + run(" was mended.") + call(5))
        + p("It stood.", num=1, level=0, content=call(2, "endnote"))
        + p("It fell", num=1, level=0, content=call(6, more='w:customMarkFollows="1"') + run("*."))
        + p("It was mended again.", num=1, level=0, content=call(9))
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
    body = p("One.", content=call(1) + call(1, "endnote"))
    assert text(body, settings=settings) == "One.⁴¹"


def test_a_row_of_a_table_is_a_line() -> None:
    rows = table(
        [p("VESSEL"), p("LICENCE"), p("FEE")],
        [p("Dona") + p("Ramira"), "", p("38")],
        ["", "", ""],
    )
    body = p("These are:", num=1, level=0) + rows + p("No more.", num=1, level=0)
    found = text(body, numbering=RULES_NUMBERING)
    assert found == "1. These are:\n\nVESSEL | LICENCE | FEE\nDona Ramira |  | 38\n\n2. No more."
    assert parse_numbered_text(found, PATH).paragraphs[0].text == (
        "These are:\nVESSEL | LICENCE | FEE\nDona Ramira |  | 38"
    )


def test_a_table_that_only_places_text_is_no_table() -> None:
    sentence = "The owner of a vessel keeps a record of each voyage that she makes."
    rows = table(
        [p("7"), p(sentence)],
        [p("8."), p(sentence) + p("He shows it on demand.")],
        [p(num=1, level=0, content=run("Numbered by Word in a frame of one cell."))],
        [p(f"{sentence} {sentence}") + p(sentence), p(f"{sentence} {sentence}") + p("Or not.")],
    )
    assert text(rows, numbering=RULES_NUMBERING).split("\n\n") == [
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
    inner = table([p("a"), p("b")])
    deleted = (
        "<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>"
        + p("gone")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert text(table([p("out"), inner]) + deleted) == "out | a | b"


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
