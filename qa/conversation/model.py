"""The values of a conversation: its turns, and how a question in it is understood."""

from dataclasses import dataclass
from typing import Self

from qa.model import Answer, Citation

__all__ = ["Turn", "Understood"]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and what was answered.

    Attributes:
        question: As it was understood.
        answer: The words that were quoted; empty where nothing was.
        citations: The quotes themselves, where they are known.
        follows: Whether it goes on with the turns before it; None where its words are to tell.
    """

    question: str
    answer: str = ""
    citations: tuple[Citation, ...] = ()
    follows: bool | None = None

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The turn that an answer ends."""
        return cls(
            question=answer.understood_as or answer.question,
            answer=" ".join(citation.quote for citation in answer.citations),
            citations=answer.citations,
            follows=answer.follows,
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question means after the turns before it.

    Attributes:
        question: In words that stand alone; the question itself where it leans on nothing.
        search_for: What is searched for: the same, with words of the earlier turns where it leans
            on them.
        follows: Whether it leans on them.
        doubtful: Whether it may be a new question all the same, for all that its words tell.
        about: What an ellipsis (“and the unions?”) names, which an answer must not leave out; empty
            where it is none.
        bare: Whether it says nothing of its own (“why?”), so that an answer must be a new one.
    """

    question: str
    search_for: str
    follows: bool
    doubtful: bool = False
    about: str = ""
    bare: bool = False

    @property
    def other_words(self) -> str | None:
        """What is searched for where that is not the question itself."""
        return self.search_for if self.follows else None
