"""A conversation as a file: Markdown, HTML, Word or JSON, each citation with its quote in a note.

`qa.export.transcript` gathers what is written, and makes sure that every quote stands in the
library word for word; each format is one function in a file of its own.
"""

from qa.export.formats import FORMATS, export, require_format
from qa.export.transcript import Entry, Note, Transcript

__all__ = ["FORMATS", "Entry", "Note", "Transcript", "export", "require_format"]
