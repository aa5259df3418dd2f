"""Passages of a library, for commands that show what was found for a question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryNotFound, UnknownDocument
from qa.output import visible

if TYPE_CHECKING:
    from index import Library

__all__ = ["excerpt", "passage_reader"]

_EXCERPT = 200


@contextmanager
def passage_reader(library: Path | None) -> Iterator[Callable[[str, str], str | None]]:
    """What reads the text of a paragraph by its document and label.

    It gives None for a paragraph that the library does not hold.

    Args:
        library: Folder of the library. None for the usual one; if there is none there, no
            paragraph is held.

    Raises:
        LibraryNotFound: There is none in the folder that was named.
    """
    from index import Library

    try:
        opened = Library.open(library)
    except LibraryNotFound:
        if library is not None:
            raise
        yield lambda _doc_id, _paragraph: None
        return
    with opened:
        yield lambda doc_id, paragraph: _text(opened, doc_id, paragraph)


def _text(library: "Library", doc_id: str, label: str) -> str | None:
    try:
        paragraphs = library.paragraphs(doc_id)
    except UnknownDocument:
        return None
    return next((each.text for each in paragraphs if each.paragraph == label), None)


def excerpt(text: str) -> str:
    """The beginning of a text on one line, with control characters made visible."""
    words = " ".join(visible(text).split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0] + " …"
