"""Narrowing a search to some documents, by what they state of themselves."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Self

from index.errors import InputError
from index.model import Document

__all__ = ["Filter", "admitted", "single_tags"]

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
_SHOWN = 8
_IN_BRACKETS = re.compile(r"\([^()]*\)?")
_COMMAS = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact that a document must state.

    Attributes:
        key: `doc_id`, `title`, `date`, `format`, or a key of the metadata.
        value: For `doc_id` the id. For `date` a year, month or day (`2006`, `2006-03`), or
            two of them, both included (`2006-03..2007`; one side may be left out). For
            `tags` one of them, whole: `EU` is not `EU-US`. For all others, words that stand
            together in the fact: `Astana` for `Embassy Astana`.
            Case does not matter.
    """

    key: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `KEY=VALUE`.

        Raises:
            InputError: It has another form, or is a date that is none.
        """
        key, sign, value = (part.strip() for part in text.partition("="))
        if not (key and sign and value):
            raise InputError(f"filter {text!r}: write KEY=VALUE, for example origin=Astana")
        if key == "date" and not all(map(_DATE.match, filter(None, _bounds(value)))):
            raise InputError(
                f"filter {text!r}: a date is 2006, 2006-03 or 2006-03-14, and a range is "
                f"2006-03..2007"
            )
        first, last = _bounds(value) if key == "date" else ("", "")
        if last and first[: len(last)] > last:
            raise InputError(f"filter {text!r}: the range ends before it begins; turn it round")
        return cls(key, value)

    def admits(self, facts: Mapping[str, str]) -> bool:
        """Whether a document with these facts is meant."""
        stated = facts.get(self.key, "")
        if self.key == "date":
            first, last = _bounds(self.value)
            return bool(stated) and first <= stated and (not last or stated[: len(last)] <= last)
        if self.key == "doc_id":
            return stated.casefold() == self.value.casefold()
        if self.key == "tags":
            return self.value.casefold() in {tag.casefold() for tag in single_tags(stated)}
        words = rf"(?<!\w){re.escape(self.value.casefold())}(?!\w)"
        return re.search(words, stated.casefold()) is not None


def single_tags(stated: str) -> tuple[str, ...]:
    """Single tags, parted by commas or else by blanks; names in brackets after them are none."""
    bare = _IN_BRACKETS.sub(" ", stated)
    parts = _COMMAS.split(bare) if _COMMAS.search(bare) else bare.split()
    return tuple(dict.fromkeys(filter(None, map(str.strip, parts))))


def _bounds(value: str) -> tuple[str, str]:
    """First and last date of a range; one date is a range by itself."""
    first, sign, last = (part.strip() for part in value.partition(".."))
    return (first, last) if sign else (first, first)


def _facts(document: Document) -> dict[str, str]:
    return {
        **document.metadata,
        "doc_id": document.doc_id,
        "title": document.title,
        "date": document.date or "",
        "format": document.format,
    }


def admitted(
    filters: Sequence[Filter], documents: Iterable[tuple[int, Document]]
) -> frozenset[int]:
    """Keys of the documents that are meant.

    Of filters with one key, one must hold; filters with different keys must all hold.

    Args:
        filters: At least one.
        documents: Key and document, for all there are.

    Raises:
        InputError: No document states such a fact, or none states all of them.
    """
    alternatives: dict[str, list[Filter]] = {}
    for each in filters:
        alternatives.setdefault(each.key, []).append(each)
    stated: dict[str, Counter[str]] = {key: Counter() for key in alternatives}
    keys: set[str] = set()
    found: set[int] = set()
    for number, document in documents:
        facts = _facts(document)
        keys.update(facts)
        for key, values in stated.items():
            values.update(filter(None, [facts.get(key)]))
        if all(any(f.admits(facts) for f in each) for each in alternatives.values()):
            found.add(number)
    if not found:
        raise InputError(_why_none(alternatives, stated, keys))
    return frozenset(found)


def _near(asked: Filter, values: Collection[str]) -> list[str]:
    """Those of the values that are, or have words that are, like the one asked for."""
    shown: dict[str, str] = {}
    for value in values:
        parts = single_tags(value) if asked.key == "tags" else [value, *value.split()]
        for part in parts:
            shown.setdefault(part.casefold(), part if asked.key == "tags" else value)
    return [shown[close] for close in get_close_matches(asked.value.casefold(), shown)]


def _why_none(
    alternatives: Mapping[str, Sequence[Filter]],
    stated: Mapping[str, Counter[str]],
    keys: Collection[str],
) -> str:
    """What to tell a user whose filters admit no document."""
    for key, values in stated.items():
        if not keys:
            return "the library holds no documents"
        if not values:
            return f"no document has a {key!r}; filter by one of {', '.join(sorted(keys))}"
        if not any(f.admits({key: value}) for f in alternatives[key] for value in values):
            asked = " or ".join(f"{f.key}={f.value}" for f in alternatives[key])
            near = [v for f in alternatives[key] for v in _near(f, values)]
            common = (value for value, _ in values.most_common(_SHOWN))
            known = ", ".join(list(dict.fromkeys([*near, *common]))[:_SHOWN])
            return f"no document has {asked}; there is, for example, {known}"
    every = ", ".join(f"{f.key}={f.value}" for each in alternatives.values() for f in each)
    return f"no document has all of {every} together; leave one out"
