"""Passages of a library, for commands that show what was found for a question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryNotFound, UnknownDocument
from qa.output import visible

if TYPE_CHECKING:
    from index import Library

__all__ = ["excerpt", "passage_reader", "passages_of"]

_EXCERPT = 200
_N_DOCUMENTS = 64  # whose paragraphs are kept in memory


@contextmanager
def passage_reader(
    library: Path | None, *, usual: Path | None = None
) -> Iterator[Callable[[str, str], str | None]]:
    """What reads the text of a paragraph by its document and label.

    It gives None for a paragraph that the library does not hold.

    Args:
        library: Folder of the library. None for the usual one; if there is none there, no
            paragraph is held.
        usual: Which that is, where it is not the one that all commands use.

    Raises:
        LibraryNotFound: There is none in the folder that was named.
    """
    from index import Library

    try:
        opened = Library.open(library or usual)
    except LibraryNotFound:
        if library is not None:
            raise
        yield lambda _doc_id, _paragraph: None
        return

    with opened:
        yield passages_of(opened)


def passages_of(library: "Library") -> Callable[[str, str], str | None]:
    """What reads the text of a paragraph by its document and label; None where it is not held."""

    # The paragraphs of a document are asked for one after the other.
    @lru_cache(maxsize=_N_DOCUMENTS)
    def texts(doc_id: str) -> dict[str, str]:
        return _texts(library, doc_id)

    return lambda doc_id, paragraph: texts(doc_id).get(paragraph)


def _texts(library: "Library", doc_id: str) -> dict[str, str]:
    """The texts of a document's paragraphs by label; none if the library does not hold it."""
    try:
        return {each.paragraph: each.text for each in library.paragraphs(doc_id)}
    except UnknownDocument:
        return {}


def excerpt(text: str, n_characters: int = _EXCERPT) -> str:
    """The beginning of a text on one line, with control characters made visible.

    Args:
        text: Any text.
        n_characters: How many characters of it are kept at most.
    """
    words = " ".join(visible(text).split())
    if len(words) <= n_characters:
        return words
    return words[:n_characters].rsplit(" ", 1)[0] + " …"
