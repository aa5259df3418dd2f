"""Footnotes and endnotes of a DOCX file, counted where they are called."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from index.formats.docx_numbers import written
from index.formats.docx_package import Package
from index.formats.docx_styles import value
from index.formats.notes import raised

__all__ = ["Notes"]

# Word's own defaults; forms that cannot be raised are written in figures.
_FORMS: Mapping[str, str] = {"footnote": "decimal", "endnote": "lowerRoman"}


class Notes:
    """The notes of a document; calls must be given in its order.

    Args:
        package: The document.
    """

    def __init__(self, package: Package) -> None:
        settings = package.related("settings")
        self._notes: dict[tuple[str, str], Element] = {}
        self._forms: dict[str, str] = {}
        self._next: dict[str, int] = {}
        self._marks: dict[tuple[str, str], str] = {}
        for kind, usual in _FORMS.items():
            part = package.related(f"{kind}s")
            for note in part.iterfind(kind) if part is not None else ():
                self._notes[kind, note.get("id", "")] = note
            own = settings.find(f"{kind}Pr") if settings is not None else None
            form = value(own.find("numFmt")) if own is not None else None
            start = value(own.find("numStart")) if own is not None else None
            self._forms[kind] = "lowerRoman" if (form or usual) == "lowerRoman" else "decimal"
            self._next[kind] = int(start) if start and start.isdecimal() else 1

    def call(self, kind: str, note_id: str) -> str:
        """The raised mark of a note, which is counted by its first call."""
        key = (kind, note_id)
        if key not in self._marks:
            self._marks[key] = raised(written(self._next[kind], self._forms[kind]))
            self._next[kind] += 1
        return self._marks[key]

    def line(self, kind: str, note_id: str, words: str) -> str:
        """A note as a line of text; one that is called by a sign begins with the sign itself."""
        return f"{self._marks.get((kind, note_id), '')} {words}".strip()

    def content(self, kind: str, note_id: str) -> Element | None:
        """The note itself; None where the document lacks it."""
        return self._notes.get((kind, note_id))
