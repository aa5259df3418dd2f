"""The filters of the chat: what the page offers to choose from, and what was chosen.

They are those of `--filter`: of several values of one key one must hold, and all keys must.
"""

from collections.abc import Mapping, Sequence

from index import Library
from index.errors import InputError
from index.filters import Filter

__all__ = ["FIRST", "KEYS", "LAST", "NAMES", "Choices", "choices", "chosen_filters", "described"]

KEYS = {"origin": "Origin", "classification": "Classification", "tags": "Tags"}
"""The keys whose values are listed with their numbers of documents, and their names."""

NAMES = {**KEYS, "doc_id": "Document", "date": "Date"}
FIRST, LAST = "first", "last"
"""Names of the two ends of the range of dates."""

Choices = Sequence[tuple[str, str]]
"""What is shown of a value, and the value."""

# More documents than these are not listed; the id of any can be typed.
_MOST_DOCUMENTS = 1_000
_UNREADABLE = "these filters cannot be read; reload the page and choose them again"


def choices(library: Library) -> dict[str, Choices]:
    """What can be chosen from, by key."""
    found: dict[str, Choices] = {
        key: [(f"{facet.value} ({facet.n_documents:,})", facet.value) for facet in facets]
        for key, facets in library.facets(tuple(KEYS)).items()
    }
    listed = library.documents() if library.n_documents <= _MOST_DOCUMENTS else ()
    found["doc_id"] = [
        (" · ".join(filter(None, (each.doc_id, each.title))), each.doc_id) for each in listed
    ]
    return found


def chosen_filters(chosen: Mapping[str, object]) -> tuple[Filter, ...]:
    """What a browser sent as filters.

    Args:
        chosen: A list of values for each key, and a date or part of one for `FIRST` and `LAST`;
            each may be None or empty, and anything else, as it comes from a browser.

    Raises:
        InputError: A value has another type, or a date is none.
    """
    filters = [
        Filter(key, text)
        for key in NAMES
        if key != "date"
        for text in map(_text, _listed(chosen.get(key)))
        if text
    ]
    first, last = _text(chosen.get(FIRST)), _text(chosen.get(LAST))
    if first or last:
        filters.append(Filter.parse(f"date={first}..{last}"))
    return tuple(filters)


def _listed(values: object) -> Sequence[object]:
    if values is None:
        return ()
    if not isinstance(values, list):
        raise InputError(_UNREADABLE)
    return values


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(_UNREADABLE)
    return value.strip()


def described(chosen: Filter) -> str:
    """A filter in words: `Origin: Embassy Astana`, `Date: from 2006-03`."""
    value = chosen.value
    if chosen.key == "date":
        first, _, last = value.partition("..")
        value = " ".join(f"{word} {date}" for word, date in (("from", first), ("to", last)) if date)
    return f"{NAMES.get(chosen.key, chosen.key)}: {value}"
