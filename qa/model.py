"""The values of `qa/`: what a search finds and what an answer says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from index.errors import LibraryDamaged
from index.filters import Filter
from index.model import Paragraph

__all__ = [
    "NOT_ANSWERED",
    "Answer",
    "Citation",
    "Hit",
    "Statement",
    "quotes_with_markers",
    "require_verbatim",
]


NOT_ANSWERED = "The documents do not answer this. The closest paragraphs are listed below."


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that a search found.

    Attributes:
        paragraph: What was found.
        score: Fused score in [0, 1]; comparable within one search only.
        rank: 1 for the best.
        dense_score: Cosine of question and paragraph (its best window), or None where the
            dense search did not return it.
        lexical_score: BM25 score, or None where the lexical search did not return it.
    """

    paragraph: Paragraph
    score: float
    rank: int
    dense_score: float | None
    lexical_score: float | None


@dataclass(frozen=True, slots=True)
class Citation:
    """Words quoted from a paragraph: always `paragraph.text[start:end] == quote`.

    Attributes:
        marker: Its number in the answer, from 1.
        doc_id: The document quoted.
        paragraph: The label of the paragraph quoted.
        label: The citation as it is printed, such as `09ASTANA1161 ¶7`.
        quote: The words, verbatim.
        start: 0-based offset of the quote's first character in the paragraph's text.
        end: Offset after its last character.
        under: The part of the document that it is from, such as `COMMENT`, or the heading over it;
            empty where there is neither.
    """

    marker: int
    doc_id: str
    paragraph: str
    label: str
    quote: str
    start: int
    end: int
    under: str = ""

    @classmethod
    def of(
        cls, paragraph: Paragraph, *, marker: int, start: int, end: int, under: str = ""
    ) -> Self:
        """Quote `paragraph.text[start:end]`.

        Raises:
            ValueError: The span is empty or not inside the paragraph.
        """
        if not 0 <= start < end <= len(paragraph.text):
            raise ValueError(f"span {start}:{end} is not in {paragraph.label}")
        return cls(
            marker=marker,
            doc_id=paragraph.doc_id,
            paragraph=paragraph.paragraph,
            label=paragraph.label,
            quote=paragraph.text[start:end],
            start=start,
            end=end,
            under=under,
        )


def quotes_with_markers(citations: Iterable[Citation]) -> str:
    """Quotes as one text, a line each."""
    return "\n".join(f"“{citation.quote}” [{citation.marker}]" for citation in citations)


def require_verbatim(citations: Iterable[Citation], paragraphs: Iterable[Paragraph]) -> None:
    """Make sure that every quote stands in its paragraph, word for word, where it says.

    Args:
        citations: What is about to be shown.
        paragraphs: Those that were found, the cited ones among them.

    Raises:
        LibraryDamaged: One does not.
    """
    texts = {(each.doc_id, each.paragraph): each.text for each in paragraphs}
    for citation in citations:
        text = texts.get((citation.doc_id, citation.paragraph), "")
        if not citation.quote or text[citation.start : citation.end] != citation.quote:
            raise LibraryDamaged(
                f"{citation.label}: what was to be quoted does not stand there; run `pincite "
                f"check`, and report this if it finds nothing"
            )


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a language model wrote, and what the check of it found.

    Attributes:
        text: The sentence.
        markers: Of the citations that quote what supports it, or what is nearest to it in the
            paragraphs that it cites wrongly; empty where it cites none, or nothing is supported.
        supported: Whether the paragraphs that it cites say so.
        reason: Why they do not; empty where they do.
    """

    text: str
    markers: tuple[int, ...]
    supported: bool
    reason: str = ""

    def __str__(self) -> str:
        """The sentence with its markers, or struck with the reason."""
        told = self.text if self.supported else f"~~{self.text}~~"
        told = " ".join([told, *(f"[{marker}]" for marker in self.markers)])
        if self.supported:
            return told
        return f"{told} (not supported by the cited paragraph: {self.reason})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out about a question.

    Attributes:
        question: As it was asked.
        answered: Whether the documents answer it.
        confidence: Estimated probability in [0, 1] that the quotes answer the question.
        text: The quotes with their markers, or a sentence saying that the documents do not
            answer; before the quotes what a language model wrote, where it is supported.
        citations: The quotes; empty where `answered` is false.
        hits: The paragraphs the answer was drawn from, best first; where `answered` is
            false, the closest ones.
        warnings: Things the reader should know, such as damage repaired on the way.
        timings_ms: Milliseconds of each step.
        statements: The sentences of a language model, those too that are not supported; empty
            where none was asked, or it failed.
        written_by: The language model that wrote them, by the name that its server knows.
        understood_as: The question in words that stand alone; empty where it does as it was asked.
        follows: Whether the question goes on with the ones before it.
        filters: What the documents that were asked had to state.
        compared: Ids of the two documents that are to be read side by side; empty for none.
    """

    question: str
    answered: bool
    confidence: float
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    warnings: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    written_by: str = ""
    understood_as: str = ""
    follows: bool = False
    filters: tuple[Filter, ...] = ()
    compared: tuple[str, ...] = ()

    @property
    def authorship(self) -> str:
        """Above the sentences of a language model: whose words they are; empty without any."""
        if not self.statements:
            return ""
        name = f"the language model {self.written_by}" if self.written_by else "a language model"
        return f"Written by {name}; each sentence was checked against the paragraph that it cites."
