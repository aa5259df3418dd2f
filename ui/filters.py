"""The filters of the chat: what the page offers to choose from, and what was chosen.

They are those of `--filter`: of several values of one key one must hold, and all keys must.
"""

from collections.abc import Mapping, Sequence

from index import Library
from index.errors import InputError
from index.filters import Filter
from qa.narrowing import NAMES

__all__ = ["FIELDS", "FIRST", "LAST", "Choices", "choices", "chosen_filters"]

FIELDS = {key: name for key, name in NAMES.items() if key != "date"}
"""The keys of which several values can be chosen, and their names."""

FIRST, LAST = "first", "last"
"""Names of the two ends of the range of dates."""

Choices = Sequence[tuple[str, str]]
"""What is shown of a value, and the value."""

# The keys whose values are listed with their numbers of documents.
_FACETS = ("origin", "classification", "tags")
# More documents than these are not listed; the id of any can be typed.
_MOST_DOCUMENTS = 1_000
_UNREADABLE = "these filters cannot be read; reload the page and choose them again"


def choices(library: Library) -> dict[str, Choices]:
    """What can be chosen from, by key."""
    found: dict[str, Choices] = {
        key: [(f"{facet.value} ({facet.n_documents:,})", facet.value) for facet in facets]
        for key, facets in library.facets(_FACETS).items()
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
        Filter(key, text) for key in FIELDS for text in map(_text, _listed(chosen.get(key))) if text
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
