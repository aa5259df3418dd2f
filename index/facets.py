"""Facets: the values by which a library can be filtered, and how many documents each admits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.filters import Filter, single_tags
from index.store import Store

__all__ = ["Facet", "Facets"]

# A list of thousands helps nobody to choose, and a filter may name a value that is not in it.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that documents state.

    Attributes:
        value: The value, for a `Filter`.
        n_documents: How many documents that filter admits.
    """

    value: str
    n_documents: int


class Facets:
    """Facets of a library, counted once for each of its generations."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: dict[str, tuple[Facet, ...]] = {}
        self._generation = -1

    def of(self, keys: Sequence[str]) -> dict[str, tuple[Facet, ...]]:
        """The facets of each key, the most frequent first; `Library.facets` tells the rest."""
        generation = self._store.generation
        if generation != self._generation:
            self._counted, self._generation = {}, generation
        missing = [key for key in keys if key not in self._counted]
        if missing:
            for key, stated in self._store.documents.stated(missing).items():
                counts = _tags(stated) if key == "tags" else _values(key, stated)
                ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
                self._counted[key] = tuple(Facet(value, n) for value, n in ordered)
        return {key: self._counted[key] for key in keys}


def _values(key: str, stated: Counter[str]) -> dict[str, int]:
    """What each value admits: a filter takes words, so `SECRET` admits `SECRET//NOFORN` too."""
    folded = {value: value.casefold() for value in stated}
    return {
        value: sum(
            n
            for other, n in stated.items()
            if folded[value] in folded[other] and Filter(key, value).admits({key: other})
        )
        for value, _ in stated.most_common(_MOST)
        if value.strip()
    }


def _tags(stated: Counter[str]) -> dict[str, int]:
    """What each single tag admits; case does not matter to a filter."""
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for text, n in stated.items():
        for folded, tag in {tag.casefold(): tag for tag in single_tags(text)}.items():
            counts[folded] += n
            spelled.setdefault(folded, tag)
    return {spelled[folded]: n for folded, n in counts.most_common(_MOST)}
