"""Footnotes for python-docx, which has none of its own.

Form: ECMA-376, part 1, sections 11.3.7 (the part that holds footnotes) and 17.11 (their elements).
"""

from typing import TYPE_CHECKING

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Pt
from docx.text.paragraph import Paragraph

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.text.paragraph import CT_P

__all__ = ["Footnotes"]

# The lines that Word draws between text and footnotes; it asks for both, with these ids.
_SEPARATORS = {"separator": "-1", "continuationSeparator": "0"}


class Footnotes:
    """The footnotes of one document, in the order of their calls.

    Args:
        document: A document without footnotes.
    """

    def __init__(self, document: "Document") -> None:
        self._notes = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        self._n = 0
        for kind, number in _SEPARATORS.items():
            run = Paragraph(self._note(number, kind), document).add_run()
            run._r.append(OxmlElement(f"w:{kind}"))
        name, package = PackURI("/word/footnotes.xml"), document.part.package
        part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, self._notes, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        add_style = document.styles.add_style
        text = add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        text.font.size = Pt(9)
        call = add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
        call.font.superscript = True
        self._document = document
        self._styles = {"text": text.style_id, "call": call.style_id}

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Call a new footnote at the end of a paragraph.

        Args:
            paragraph: A paragraph of the document.
            text: What the note says; a line break in it is one in the note.
        """
        self._n += 1
        self._call(paragraph, "w:footnoteReference", str(self._n))
        body = self._note(str(self._n))
        body.style = self._styles["text"]
        note = Paragraph(body, self._document)
        self._call(note, "w:footnoteRef")
        note.add_run(f" {text}")

    def _note(self, number: str, kind: str = "") -> "CT_P":
        attributes = {qn("w:type"): kind} if kind else {}
        note = OxmlElement("w:footnote", {qn("w:id"): number, **attributes})
        paragraph: CT_P = OxmlElement("w:p")
        note.append(paragraph)
        self._notes.append(note)
        return paragraph

    def _call(self, paragraph: Paragraph, tag: str, number: str = "") -> None:
        run = paragraph.add_run()
        run._r.style = self._styles["call"]
        run._r.append(OxmlElement(tag, {qn("w:id"): number} if number else None))
