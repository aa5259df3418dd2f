"""Questions of a set that go on with a conversation: one way to take their earlier turns."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from eval.model import Query
from qa.conversation import Conversation, Turn

if TYPE_CHECKING:
    from qa import Assistant

__all__ = ["as_searched", "conversation_before"]


def conversation_before(assistant: "Assistant", query: Query, *, bare: bool) -> Conversation:
    """The conversation in which a question is asked.

    Args:
        assistant: What is asked.
        query: The question, with its earlier turns.
        bare: Whether these are ignored.
    """
    history = () if bare else query.history
    return assistant.conversation(Turn(turn.question, turn.answer) for turn in history)


def as_searched(assistant: "Assistant", queries: Iterable[Query], *, bare: bool) -> list[Query]:
    """Questions in the words that are searched for, which their earlier turns are part of."""
    return [
        replace(
            query,
            query=conversation_before(assistant, query, bare=bare)
            .understand(query.query)
            .search_for,
            history=(),
        )
        for query in queries
    ]
