"""What people asked and were answered, kept in the library: each owner's conversations.

Like a mark (`index.marking`), a conversation changes nothing that is searched, so any process may
keep one at any time.
"""

from contextlib import closing
from datetime import UTC, datetime

from index.errors import InputError, UnknownConversation
from index.layout import Layout
from index.model import KeptConversation
from index.opening import writing_aside
from index.store import Store

__all__ = ["MAX_TITLE", "KeptConversations"]

MAX_TITLE = 200
_GONE = "this conversation is not kept (any more): another window may have deleted it"


class KeptConversations:
    """The conversations of all owners; each call is for one.

    What is in a conversation is for those who keep it to write and read: the library finds it by
    its words. Every method raises `LibraryBusy` where another process has been writing for ten
    seconds, and `LibraryError` where the library cannot be used as asked.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def of(self, owner: str, *, containing: str = "") -> tuple[KeptConversation, ...]:
        """An owner's conversations, the one changed last first.

        Args:
            owner: Whose.
            containing: Words that each must have in it or in its title, in whatever order, their
                parts too; empty for all.
        """
        wanted = containing.casefold().split()
        with closing(Store(self._layout.database)) as store, store.transaction(write=False):
            kept = store.conversations.of(owner)
        return tuple(
            each
            for each, words in kept
            if all(word in words or word in each.title.casefold() for word in wanted)
        )

    def content(self, owner: str, id_: str) -> str:
        """What is in a conversation.

        Raises:
            UnknownConversation: The owner has none of that id.
        """
        with closing(Store(self._layout.database)) as store, store.transaction(write=False):
            content = store.conversations.content(owner, id_)
        if content is None:
            raise UnknownConversation(_GONE)
        return content

    def keep(self, owner: str, id_: str, *, title: str, words: str, content: str) -> None:
        """Keep a conversation in place of what was kept of it before.

        Args:
            owner: Whose.
            id_: What it is found by; the owner's alone, others may have the same.
            title: What it is called until it is renamed; cut after 200 characters.
            words: What is said in it, to be searched.
            content: What is in it.
        """
        kept = KeptConversation(id_, _title(title), datetime.now(UTC))
        with writing_aside(self._layout) as store:
            store.conversations.put(owner, kept, words=words.casefold(), content=content)

    def rename(self, owner: str, id_: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            InputError: The title is empty.
            UnknownConversation: The owner has none of that id.
        """
        if not title.strip():
            raise InputError("a conversation needs a title; write one")
        with writing_aside(self._layout) as store:
            renamed = store.conversations.rename(owner, id_, _title(title))
        if not renamed:
            raise UnknownConversation(_GONE)

    def delete(self, owner: str, id_: str) -> None:
        """Delete a conversation.

        Raises:
            UnknownConversation: The owner has none of that id.
        """
        with writing_aside(self._layout) as store:
            deleted = store.conversations.delete(owner, id_)
        if not deleted:
            raise UnknownConversation(_GONE)


def _title(title: str) -> str:
    return " ".join(title.split())[:MAX_TITLE]
