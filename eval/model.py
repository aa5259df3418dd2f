"""The values of `eval/`: a question and what is known of its answer."""

from dataclasses import dataclass

__all__ = ["MAX_RELEVANCE", "Judgement", "Query", "Turn"]

MAX_RELEVANCE = 1_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant a paragraph is to a query.

    Attributes:
        doc_id: The paragraph's document.
        paragraph: Its label.
        relevance: 0 for not relevant; the higher, the more relevant.
    """

    doc_id: str
    paragraph: str
    relevance: int


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question of a question set, and what is known of its answer.

    Attributes:
        query_id: Unique among the sets that are read together.
        query: The question.
        relevant: The judged paragraphs, each once.
        answers: Answers that are accepted.
        answerable: Whether the documents answer it.
        history: The earlier turns of its conversation, oldest first.
    """

    query_id: str
    query: str
    relevant: tuple[Judgement, ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool = True
    history: tuple[Turn, ...] = ()

    @property
    def undecided(self) -> bool:
        """Whether all that is known of it is paragraphs that do not answer it."""
        return self.answerable and bool(self.relevant) and not self.gold and not self.answers

    @property
    def gold(self) -> tuple[Judgement, ...]:
        """The paragraphs judged relevant."""
        return tuple(judgement for judgement in self.relevant if judgement.relevance > 0)
