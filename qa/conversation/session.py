"""A conversation: each question is understood after the ones before it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from index.filters import Filter
from qa.confidence import Signals
from qa.conversation.model import Turn, Understood
from qa.conversation.resolution import understand
from qa.model import Answer
from qa.requests import parse_request

if TYPE_CHECKING:
    from qa.assistant import Assistant

__all__ = ["Conversation"]


class Conversation:
    """Asks an assistant one question after the other, and keeps the turns.

    Args:
        assistant: What is asked.
        turns: The turns before, oldest first; each of their questions is understood after the
            ones before it, as it would have been here.
    """

    def __init__(self, assistant: "Assistant", turns: Iterable[Turn] = ()) -> None:
        self._assistant = assistant
        self._turns: tuple[Turn, ...] = ()
        for turn in turns:
            self._turns += (replace(turn, question=self.understand(turn.question).question),)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns so far, oldest first, their questions as they were understood."""
        return self._turns

    def understand(self, question: str) -> Understood:
        """What a question means now; nothing is asked or kept. A request is left as it is."""
        if parse_request(question) is not None:
            return Understood(question, question, follows=False)
        return understand(question, self._turns)

    def ask(self, question: str, *, k: int = 5, filters: Sequence[Filter] = ()) -> Answer:
        """Answer a question, and keep it as a turn.

        Takes and raises what `Assistant.ask` does.

        Returns:
            An answer to the question as it is understood, which `understood_as` tells where that
            is not as it was asked.
        """
        *_, answer = self.answers(question, k=k, filters=filters)
        return answer

    def answers(
        self,
        question: str,
        *,
        k: int = 5,
        filters: Sequence[Filter] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows, as `Assistant.answers`; the turn is kept once it is whole."""
        understood = self.understand(question)
        cited = next((turn.citations for turn in reversed(self._turns) if turn.citations), ())
        for found in self._assistant.answers(
            understood.question,
            k=k,
            filters=filters,
            search_for=understood.other_words,
            cited=cited,
            stop=stop,
        ):
            answer = _told(found, question, understood)
            yield answer
        self._turns += (Turn.of(answer),)

    def draft(self, question: str) -> Answer:
        """As `Assistant.draft`, of the question as it is understood; it is not kept as a turn."""
        understood = self.understand(question)
        found = self._assistant.draft(understood.question, search_for=understood.other_words)
        return _told(found, question, understood)

    def signals(self, question: str) -> Signals | None:
        """As `Assistant.signals`, of the question as it is understood."""
        understood = self.understand(question)
        return self._assistant.signals(understood.question, search_for=understood.other_words)


def _told(answer: Answer, question: str, understood: Understood) -> Answer:
    """An answer to a question as it was asked, with how it was understood if that is another."""
    if understood.question == question:
        return answer
    return replace(answer, question=question.strip(), understood_as=understood.question)
