"""Word: the conversation as DOCX, with footnotes of Word's own.

python-docx writes the document; it knows no footnotes, so `qa.export.docx_footnotes` adds them.
"""

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qa.export.transcript import CLOSEST, Entry, Transcript
from qa.output import visible

if TYPE_CHECKING:
    from docx.document import Document

    from qa.export.docx_footnotes import Footnotes

__all__ = ["docx"]

# What XML cannot hold besides the control characters that `visible` replaces.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def docx(transcript: Transcript) -> bytes:
    """The conversation as a DOCX file."""
    import docx as library

    from qa.export.docx_footnotes import Footnotes

    document = library.Document()
    facts = document.core_properties
    facts.title, facts.author, facts.comments = "Questions and answers", "", ""
    facts.created = facts.modified = datetime.now(UTC)
    footnotes = Footnotes(document)
    document.add_heading("Questions and answers", level=1)
    for entry in transcript.entries:
        _write(entry, document, footnotes)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _write(entry: Entry, document: "Document", footnotes: "Footnotes") -> None:
    document.add_heading(_text(entry.answer.question.strip()), level=2)
    for line in entry.meant:
        document.add_paragraph(_text(line))
    for text, numbers, reason in entry.statements:
        paragraph = document.add_paragraph()
        paragraph.add_run(_text(text)).font.strike = bool(reason)
        said = "".join(f" [{number}]" for number in numbers)
        paragraph.add_run(_text(f"{said} ({reason})" if reason else said))
    if entry.verdict:
        document.add_paragraph().add_run(_text(entry.verdict)).bold = True
    for note in entry.notes:
        quote = f"“{_text(note.citation.quote)}”"
        paragraph = document.add_paragraph(quote, style="Quote")
        label = _text(note.label)
        footnotes.add(paragraph, f"{quote} {label}.\n{_text(note.reference)}")
    if entry.closest:
        document.add_paragraph(CLOSEST)
    for label, words in entry.closest:
        document.add_paragraph(f"{_text(label)}: {_text(words)}", style="List Bullet")
    for warning in entry.answer.warnings:
        document.add_paragraph(f"Note: {_text(warning)}")


def _text(text: str) -> str:
    return _NO_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", visible(text))
