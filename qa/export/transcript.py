"""What an exported conversation says, whatever its format."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import Protocol, Self

from index.errors import UnknownDocument
from index.model import Document, Paragraph
from qa.citing import Reference
from qa.citing.chicago import chicago
from qa.model import Answer, Citation
from qa.narrowing import narrowed

__all__ = ["CLOSEST", "Entry", "Note", "Source", "Transcript"]

_NOT_ANSWERED = "The documents do not answer this."
CLOSEST = "Closest, but not an answer:"
_N_CLOSEST = 3
_EXCERPT = 240


class Source(Protocol):
    """Where the documents stand: a library."""

    def document(self, doc_id: str) -> Document:
        """A document by its id."""

    def paragraph(self, doc_id: str, label: str) -> Paragraph:
        """A paragraph by its label."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote.

    Attributes:
        number: Its number in the whole conversation, from 1.
        citation: Whose quote it holds.
        reference: The Chicago note of the cited paragraph.
    """

    number: int
    citation: Citation
    reference: str

    @property
    def label(self) -> str:
        """The citation as it is printed, with what its paragraph stands under."""
        under = " ".join(self.citation.under.split())
        return self.citation.label + (f", under “{under}”" if under else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with its answer.

    Attributes:
        answer: The answer, as it was given.
        notes: One for each of its citations, in order.
    """

    answer: Answer
    notes: tuple[Note, ...]

    @property
    def meant(self) -> tuple[str, ...]:
        """How the question was understood, what it was narrowed to, and what wrote the answer."""
        understood = self.answer.understood_as
        lines = (
            f"Understood as: {understood}" if understood else "",
            narrowed(self.answer.filters),
            self.answer.authorship,
        )
        return tuple(" ".join(line.split()) for line in lines if line)

    @property
    def verdict(self) -> str:
        """Where there is no answer, that there is none, or why what was asked for is not done."""
        if self.answer.answered:
            return ""
        return _NOT_ANSWERED if self.answer.hits else self.answer.text

    @property
    def statements(self) -> tuple[tuple[str, tuple[int, ...], str], ...]:
        """What a language model wrote: text, numbers of its notes, why it is struck if it is."""
        numbers = {note.citation.marker: note.number for note in self.notes}
        return tuple(
            (
                " ".join(each.text.split()),
                tuple(numbers[marker] for marker in each.markers if marker in numbers),
                "" if each.supported else f"not supported by the cited paragraph: {each.reason}",
            )
            for each in self.answer.statements
        )

    @property
    def closest(self) -> tuple[tuple[str, str], ...]:
        """Where there is no answer, what is closest to one: labels and how paragraphs begin."""
        if self.answer.answered:
            return ()
        paragraphs = [hit.paragraph for hit in self.answer.hits[:_N_CLOSEST]]
        return tuple(
            (each.label, shorten(each.text, _EXCERPT, placeholder=" …")) for each in paragraphs
        )


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation whose quotes were found in the library.

    Attributes:
        entries: The questions in the order in which they were asked.
    """

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, answers: Iterable[Answer], library: Source) -> Self:
        """Look up what answers cite.

        Raises:
            UnknownDocument: A cited paragraph is not in the library now, or does not have the
                words that were quoted.
        """
        entries: list[Entry] = []
        number = 0
        for answer in answers:
            notes = []
            for citation in answer.citations:
                number += 1
                notes.append(Note(number, citation, _reference(citation, library)))
            entries.append(Entry(answer, tuple(notes)))
        return cls(tuple(entries))


def _reference(citation: Citation, library: Source) -> str:
    paragraph = library.paragraph(citation.doc_id, citation.paragraph)
    if not citation.quote or paragraph.text[citation.start : citation.end] != citation.quote:
        raise UnknownDocument(
            f"{citation.label} has other words now than those that were quoted, so nothing was "
            f"written; ask the question again"
        )
    document = library.document(citation.doc_id)
    return chicago(Reference.of(document, citation.paragraph, under=citation.under))
