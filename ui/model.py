"""The values of `ui/`: a place in a document, a press on a mark, and one turn of the chat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from index.errors import InputError
from index.filters import Filter
from index.model import Document, Paragraph
from qa.model import Answer, Citation
from qa.narrowing import narrowed

__all__ = ["N_CLOSEST", "Place", "Press", "Shown", "Turn", "documents_shown", "shown_by"]

N_CLOSEST = 3  # How many of the closest paragraphs an unanswered question shows.

_UNREADABLE = "this citation cannot be read; reload the page and ask the question again"
_NO_PRESS = "this mark cannot be read; reload the page and ask the question again"


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph to open, and the words in it to highlight.

    Attributes:
        doc_id: The document.
        paragraph: The label of the paragraph in it; empty for the document from its beginning.
        start: 0-based offset in the paragraph's text of the first highlighted character.
        end: Offset after the last one; equal to `start` where no words are highlighted.
        quote: Those words as they were quoted; the document may have changed since.
    """

    doc_id: str
    paragraph: str = ""
    start: int = 0
    end: int = 0
    quote: str = ""

    @classmethod
    def of_citation(cls, citation: Citation) -> "Place":
        """The place whose words `citation` quotes."""
        return cls(
            citation.doc_id, citation.paragraph, citation.start, citation.end, citation.quote
        )

    @classmethod
    def of_paragraph(cls, paragraph: Paragraph) -> "Place":
        """The whole of `paragraph`, with no words highlighted."""
        return cls(paragraph.doc_id, paragraph.paragraph)

    @classmethod
    def from_browser(cls, data: object) -> "Place":
        """Read what a browser sent, which may be anything.

        Args:
            data: The decoded JSON value that came with the event.

        Returns:
            A place whose fields have the right types. Whether there is such a document,
            paragraph or span is for the caller to look up.

        Raises:
            InputError: `data` does not have the form of a place.
        """
        if not isinstance(data, Mapping):
            raise InputError(_UNREADABLE)
        doc_id, paragraph = data.get("doc_id"), data.get("paragraph")
        start, end, quote = data.get("start"), data.get("end"), data.get("quote", "")
        if not all(isinstance(each, str) for each in (doc_id, paragraph, quote)):
            raise InputError(_UNREADABLE)
        # A bool is an int to isinstance, but never an offset.
        if not (type(start) is int and type(end) is int):
            raise InputError(_UNREADABLE)
        return cls(str(doc_id), str(paragraph), start, end, str(quote))

    @property
    def address(self) -> str:
        """What follows the `?` of an address that opens there: `doc=09ASTANA1161&p=7`."""
        named = {"doc": self.doc_id, "p": self.paragraph}
        return urlencode({name: value for name, value in named.items() if value})

    @property
    def key(self) -> str:
        """The place as JSON: what a button carries, and what `from_browser` reads back."""
        return json.dumps(
            {
                "doc_id": self.doc_id,
                "paragraph": self.paragraph,
                "start": self.start,
                "end": self.end,
                "quote": self.quote,
            }
        )


@dataclass(frozen=True, slots=True)
class Press:
    """A press on one of the two buttons at a paragraph: it answers the question, or does not.

    Attributes:
        turn: 0-based place of the question among those of the session.
        doc_id: The paragraph's document.
        paragraph: Its label.
        relevant: What is to be kept; None to take back what was.
    """

    turn: int
    doc_id: str
    paragraph: str
    relevant: bool | None = None

    @classmethod
    def from_browser(cls, data: object) -> "Press":
        """Read what a browser sent, which may be anything.

        Returns:
            A press whose fields have the right types. Whether there is such a turn, and it
            shows such a paragraph, is for the caller to look up.

        Raises:
            InputError: `data` does not have the form of a press.
        """
        if not isinstance(data, Mapping):
            raise InputError(_NO_PRESS)
        turn, relevant = data.get("turn"), data.get("relevant")
        doc_id, paragraph = data.get("doc_id"), data.get("paragraph")
        if type(turn) is not int or not isinstance(relevant, bool | None):
            raise InputError(_NO_PRESS)
        if not (isinstance(doc_id, str) and isinstance(paragraph, str)):
            raise InputError(_NO_PRESS)
        return cls(turn, doc_id, paragraph, relevant)

    @property
    def key(self) -> str:
        """Where it was pressed, as JSON: what the two buttons carry."""
        return json.dumps({"turn": self.turn, "doc_id": self.doc_id, "paragraph": self.paragraph})


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph that a turn shows, which can be marked.

    Attributes:
        doc_id: Its document.
        paragraph: Its label.
        label: How it is cited.
    """

    doc_id: str
    paragraph: str
    label: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a chat and what came of it.

    Attributes:
        question: As it was typed.
        answer: What the assistant found, or None where it has not (yet) found anything.
        problem: Why there is no answer, in words for the reader; empty where there is one.
        documents: The documents that the answer shows, by `doc_id`.
        filters: What the documents had to state that gave no answer, as there was a problem.
        writing: Whether a language model goes on writing the answer, or is to begin.
    """

    question: str
    answer: Answer | None = None
    problem: str = ""
    documents: Mapping[str, Document] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    writing: bool = False

    @property
    def pending(self) -> bool:
        """Whether the answer is still being looked for."""
        return self.answer is None and not self.problem

    @property
    def kept(self) -> bool:
        """Whether there is a whole answer."""
        return self.answer is not None and not self.writing

    @property
    def narrowed(self) -> str:
        """What the documents that were asked had to state, in words; empty for nothing."""
        return narrowed(self.answer.filters if self.answer else self.filters)

    @property
    def asked(self) -> str:
        """The question as its marks name it: as it was understood after the turns before."""
        understood = self.answer.understood_as if self.answer else ""
        return (understood or self.question).strip()

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The paragraphs that it shows."""
        return shown_by(self.answer) if self.answer else ()


def documents_shown(answer: Answer) -> frozenset[str]:
    """Ids of the documents that an answer shows something of."""
    return frozenset({*(each.doc_id for each in shown_by(answer)), *answer.compared})


def shown_by(answer: Answer) -> tuple[Shown, ...]:
    """The paragraphs that are quoted, or the closest ones where there is no answer; each once."""
    if answer.answered:
        cited = [Shown(each.doc_id, each.paragraph, each.label) for each in answer.citations]
        return tuple(dict.fromkeys(cited))
    closest = (hit.paragraph for hit in answer.hits[:N_CLOSEST])
    return tuple(Shown(each.doc_id, each.paragraph, each.label) for each in closest)
