"""How the events of the view in which questions are asked go together."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import gradio as gr
import pytest

from qa import Assistant
from tests.ui.conftest import MemoryAssistant, MemoryConversations
from ui.app import build_app
from ui.filters import FIELDS, FIRST, LAST
from ui.settings import Settings


class Request:
    """What the handlers read of a request."""

    session_hash = "a session"
    username = "ada"
    query_params: dict[str, str] = {}  # noqa: RUF012 - as Gradio's own
    cookies: dict[str, str] = {}  # noqa: RUF012 - as Gradio's own


@pytest.fixture
def kept(memory_assistant: MemoryAssistant) -> MemoryConversations:
    return memory_assistant.library.conversations


@pytest.fixture
def handlers(assistant: Assistant) -> dict[str, Callable[..., Any]]:
    async def build() -> gr.Blocks:
        return build_app(assistant)

    events = asyncio.run(build()).fns.values()
    return {str(event.name): cast(Callable[..., Any], event.fn) for event in events}


def asking(handlers: dict[str, Callable[..., Any]], question: str) -> Iterator[tuple[Any, ...]]:
    filters = {**{key: [] for key in FIELDS}, FIRST: "", LAST: ""}
    steps = handlers["ask"](Request(), question, (), "", Settings(), *filters.values())
    return cast(Iterator[tuple[Any, ...]], steps)


def is_skip(value: object) -> bool:
    return bool(value == gr.skip())


def test_an_answer_is_kept_before_it_is_shown(
    handlers: dict[str, Callable[..., Any]],
    kept: MemoryConversations,
) -> None:
    steps = asking(handlers, "Whom did they meet?")
    pending = next(steps)
    assert is_skip(pending[3])
    assert kept.kept == {}
    turns, id_, _, listed, *_ = next(steps)
    assert len(turns) == 1
    assert f'data-current="{id_}"' in listed
    assert list(kept.kept) == [("user:ada", id_)]
    assert list(steps) == []


def test_what_opens_nothing_puts_nothing_back(
    handlers: dict[str, Callable[..., Any]], kept: MemoryConversations
) -> None:
    *_, (turns, id_, *_) = asking(handlers, "Whom did they meet?")

    class Event:
        def __init__(self, data: object) -> None:
            self._data = data

    def respond(**wish: str) -> tuple[Any, ...]:
        return cast(tuple[Any, ...], handlers["respond"](Request(), turns, id_, Event(wish)))

    for wish in ({"do": "search"}, {"do": "rename", "id": id_, "text": "T"}, {"do": "nonsense"}):
        before = respond(**wish)
        assert all(map(is_skip, before[:3])), json.dumps(wish)
    assert respond(do="new")[:2] == ((), "")
    assert respond(do="open", id=id_)[:2] == (turns, id_)
    assert respond(do="delete", id=id_)[:2] == ((), "")
    assert kept.kept == {}
