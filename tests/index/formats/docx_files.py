"""Making DOCX files from the XML of their parts, so that a test says what stands in them."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX file.

    Args:
        body: What stands in `w:body`.
        parts: What stands in the root of other parts, such as `numbering` or `footnotes`.
    """
    documents = {"document": f"<w:body>{body}</w:body>", **parts}
    return packed({f"word/{name}.xml": _part(name, xml) for name, xml in documents.items()})


def packed(files: Mapping[str, str | bytes], *, main: str = "word/document.xml") -> bytes:
    """A DOCX file of parts that are given whole."""
    names = [name for name in files if name.startswith("word/") and name != main]
    related = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{name[5:-4]}" Target="{name[5:]}"/>'
        for number, name in enumerate(names)
    )
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}.{name[5:-4]}'
        f'{".main" if name == main else ""}+xml"/>'
        for name in files
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        everything = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            f'package.relationships+xml"/>{kinds}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="{main}"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{related}'
            "</Relationships>",
            **files,
        }
        for name, content in everything.items():
            entry = zipfile.ZipInfo(name, (2011, 3, 14, 0, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _part(name: str, xml: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{name} {_NAMESPACES}>{xml}'
        f"</w:{name}>"
    )


def run(text: str, properties: str = "") -> str:
    """A run of words."""
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(
    text: str = "",
    *,
    num: int | None = None,
    level: int | None = None,
    style: str = "",
    mark: str = "",
    content: str = "",
) -> str:
    """A paragraph.

    Args:
        text: Its words.
        num: List.
        level: Level of the list.
        style: Paragraph style.
        mark: Properties of the paragraph mark.
        content: XML after the words.
    """
    numbers = f'<w:ilvl w:val="{level}"/>' if level is not None else ""
    numbers += f'<w:numId w:val="{num}"/>' if num is not None else ""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f"<w:numPr>{numbers}</w:numPr>" if numbers else ""
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{content}</w:p>"


def level(place: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    """A level of a list; `more` is XML between its form and its text."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="space"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{more}'
        f"{''.join(levels)}</w:abstractNum>"
    )


def num(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def start_at(place: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{place}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def box(*paragraphs: str) -> str:
    """A text box, with the fallback that Word writes beside it."""
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{inside}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def note(note_id: int, content: str, kind: str = "footnote") -> str:
    """A footnote or endnote."""
    return f'<w:{kind} w:id="{note_id}">{content}</w:{kind}>'


def call(note_id: int, kind: str = "footnote", more: str = "") -> str:
    """Where a note is called."""
    return f'<w:r><w:{kind}Reference w:id="{note_id}" {more}/></w:r>'


def table(*rows: list[str]) -> str:
    """A table of cells that are given as paragraphs."""
    return "<w:tbl><w:tblPr/>{}</w:tbl>".format(
        "".join(
            "<w:tr>{}</w:tr>".format(
                "".join(f"<w:tc><w:tcPr/>{cell or '<w:p/>'}</w:tc>" for cell in row)
            )
            for row in rows
        )
    )
