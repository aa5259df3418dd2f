"""Values of JSON objects, checked as they are taken out."""

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from index.errors import NotADocument

__all__ = ["is_whole", "objects", "text_of"]


def objects(row: Mapping[str, object], name: str, place: str) -> Iterator[dict[str, object]]:
    """The objects listed under `name`; none where it is not there.

    Raises:
        NotADocument: It is no list of objects.
    """
    entries = row.get(name)
    if entries is None:
        return
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise NotADocument(f"{place}: {name!r} must be a list of objects")
    yield from entries


def text_of(row: Mapping[str, object], name: str, place: str, *, empty: bool = False) -> str:
    """A string of a row; an id or a label may be a whole number.

    Raises:
        NotADocument: It is missing, no text, or `empty` though it may not be.
    """
    value = row.get(name)
    if is_whole(value):
        value = str(value)
    if not isinstance(value, str) or not (empty or value.strip()):
        raise NotADocument(f"{place}: needs {name!r} with some text in it")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotADocument(f"{place}: {name!r} holds half a character ({error.reason})") from error
    return value


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value of JSON is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)
