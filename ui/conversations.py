"""The conversations of a reader: kept in the library, listed, opened again, renamed and deleted."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import TYPE_CHECKING

from index import Library
from index.errors import InputError, LibraryDamaged, PinciteError, UnknownDocument
from index.filters import Filter
from index.model import Document, KeptConversation
from qa.model import Answer
from ui.model import Turn, documents_shown
from ui.templating import render

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Conversations", "Open", "Wish", "new_id"]

_UNREADABLE = "this cannot be read; reload the page and try again"
_UNKNOWN_READER = (
    "conversations are not kept, since the browser keeps no cookie for this page; allow cookies "
    "for it, and reload"
)


def new_id() -> str:
    """What a conversation is found by: nothing of it can be guessed."""
    return token_hex(16)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants with the conversations.

    Attributes:
        do: `open`, `rename`, `delete`, `new`, or `search`.
        id: Of which; empty where it is of none.
        text: The title, or the words searched for.
    """

    do: str
    id: str = ""
    text: str = ""

    @classmethod
    def from_browser(cls, data: object) -> "Wish":
        """Read what a browser sent, which may be anything.

        Raises:
            InputError: It does not have the form of a wish.
        """
        if not isinstance(data, Mapping):
            raise InputError(_UNREADABLE)
        values = [data.get("do"), data.get("id", ""), data.get("text", "")]
        if not all(isinstance(value, str) for value in values):
            raise InputError(_UNREADABLE)
        return cls(*map(str, values))


@dataclass(frozen=True, slots=True)
class Open:
    """A conversation that is open in a page; by default a new one.

    Attributes:
        id: What it is found by; empty until something was asked.
        turns: Its turns.
    """

    id: str = ""
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class _KeptTurn:
    """A turn as it is kept: its documents are looked up when it is opened again."""

    question: str
    answer: Answer | None = None
    problem: str = ""
    filters: tuple[Filter, ...] = ()


class Conversations:
    """The conversations that a library keeps, as the page needs them.

    Args:
        library: Where they are kept.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def keep(self, owner: str, id_: str, turns: tuple[Turn, ...]) -> str:
        """Keep a conversation.

        Args:
            owner: Whose; empty for nobody, of whom nothing is kept.
            id_: What it is found by.
            turns: All of its turns.

        Returns:
            The list of the owner's conversations as HTML, with why this was not kept if it was not.
            Questions that have no answer are not kept.
        """
        answered = tuple(turn for turn in turns if turn.answer)
        if not answered:
            return self.render(owner)
        return self.render(owner, current=id_, problem=self._not_kept(owner, id_, answered))

    def _not_kept(self, owner: str, id_: str, turns: tuple[Turn, ...]) -> str:
        if not owner:
            return _UNKNOWN_READER
        kept = tuple(_KeptTurn(t.question, t.answer, t.problem, t.filters) for t in turns)
        try:
            self._library.conversations.keep(
                owner,
                id_,
                title=turns[0].question,
                words="\n".join(_words(turns)),
                content=_adapter().dump_json(kept).decode(),
            )
        except PinciteError as error:
            return f"this conversation is not kept: {error}"
        return ""

    def open(self, owner: str, id_: str) -> tuple[Turn, ...]:
        """The turns of a conversation.

        Raises:
            UnknownConversation: The owner has none of that id.
            LibraryDamaged: It was kept, but cannot be read.
        """
        content = self._library.conversations.content(owner, id_)
        try:
            kept = _adapter().validate_python(json.loads(content))
        except ValueError as error:  # pydantic's, and of a text that is no JSON
            raise LibraryDamaged(
                f"this conversation cannot be read ({str(error).splitlines()[0]}); delete it, and "
                f"ask its questions again"
            ) from error
        return tuple(
            Turn(
                turn.question,
                turn.answer,
                turn.problem,
                documents=self._documents(turn.answer) if turn.answer else {},
                filters=turn.filters,
            )
            for turn in kept
        )

    def _documents(self, answer: Answer) -> dict[str, Document]:
        """Those that it shows, but for what has left the library since."""
        found = {}
        for doc_id in documents_shown(answer):
            with suppress(UnknownDocument):
                found[doc_id] = self._library.document(doc_id)
        return found

    def respond(self, owner: str, data: object, now: Open) -> tuple[Open, str]:
        """Do what a reader wants.

        Args:
            owner: The reader.
            data: What the browser sent.
            now: The conversation that is open.

        Returns:
            The conversation that is open then, and the list as HTML.
        """
        wish, problem = Wish(""), ""
        try:
            wish = Wish.from_browser(data)
            now = self._done(owner, wish, now)
        except PinciteError as error:
            problem = str(error)
        containing = wish.text if wish.do in {"search", "delete"} else ""
        return now, self.render(owner, current=now.id, containing=containing, problem=problem)

    def _done(self, owner: str, wish: Wish, now: Open) -> Open:
        if wish.do == "open":
            return Open(wish.id, self.open(owner, wish.id))
        if wish.do == "rename":
            self._library.conversations.rename(owner, wish.id, wish.text)
        elif wish.do == "delete":
            self._library.conversations.delete(owner, wish.id)
        is_left = wish.do == "new" or (wish.do == "delete" and wish.id == now.id)
        return Open() if is_left else now

    def render(
        self, owner: str, *, current: str = "", containing: str = "", problem: str = ""
    ) -> str:
        """The list of an owner's conversations, as HTML.

        Args:
            owner: Whose.
            current: The id of the one that is open.
            containing: Words that each must have; empty for all.
            problem: What went wrong, in words for the reader.
        """
        kept: tuple[KeptConversation, ...] = ()
        try:
            kept = self._library.conversations.of(owner, containing=containing) if owner else ()
        except PinciteError as error:
            problem = problem or str(error)
        return render(
            "conversations.html",
            kept=kept,
            current=current,
            containing=containing,
            problem=problem,
        )


def _words(turns: Iterable[Turn]) -> Iterable[str]:
    """What is said in a conversation: questions, quotes and what a language model wrote."""
    for turn in turns:
        yield turn.question
        if turn.answer:
            yield turn.answer.text
            yield from (f"{each.label} {each.under}" for each in turn.answer.citations)


@cache
def _adapter() -> "TypeAdapter[tuple[_KeptTurn, ...]]":
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[_KeptTurn, ...])
