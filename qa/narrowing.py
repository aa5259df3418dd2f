"""What a question was narrowed to, in words for readers."""

from collections.abc import Sequence

from index.filters import Filter

__all__ = ["NAMES", "described", "narrowed"]

NAMES = {
    "origin": "Origin",
    "classification": "Classification",
    "tags": "Tags",
    "doc_id": "Document",
    "date": "Date",
}
"""How the keys of filters that readers meet most are called."""


def described(chosen: Filter) -> str:
    """A filter in words: `Origin: Embassy Astana`, `Date: from 2006-03`."""
    value = chosen.value
    if chosen.key == "date" and ".." in value:
        first, _, last = value.partition("..")
        value = " ".join(f"{word} {date}" for word, date in (("from", first), ("to", last)) if date)
    return f"{NAMES.get(chosen.key, chosen.key)}: {value}"


def narrowed(filters: Sequence[Filter]) -> str:
    """All filters of a question: `Only documents with Origin: Astana · Tags: PHUM`, or nothing."""
    return f"Only documents with {' · '.join(map(described, filters))}" if filters else ""
