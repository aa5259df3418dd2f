"""Compound numbers (`3.4.2.(a)`, `12(b)(iv)`), which say their own place in the document."""

import re
from collections.abc import Sequence

from index.formats.lines import ends_clause
from index.formats.number_chain import Start
from index.formats.number_places import Body, portion

__all__ = ["compound_starts"]

_COMPOUND = re.compile(
    r"\s*(?P<label>\d{1,3}(?:\.\d{1,3})+(?:\.?\([0-9a-zA-Z]{1,5}\))*|\d{1,3}(?:\.?\([0-9a-zA-Z]{1,5}\))+)"
    r"\.?(?=\s|\Z)"
)
_COMPONENT = re.compile(r"[0-9a-zA-Z]+")
_FURTHEST_SKIP = 5


def compound_starts(body: Body) -> dict[int, Start]:
    """Lines that begin with a compound number, at the beginning of a block or in its order."""
    starts: dict[int, Start] = {}
    last: tuple[str, ...] = ()
    for index, line in enumerate(body.lines):
        match = _COMPOUND.match(line.text)
        if match is None:
            continue
        label = match["label"]
        parts = tuple(_COMPONENT.findall(label))
        if body.worth(index) < 0.9 and not (
            ends_clause(body.before[index]) and _follows(last, parts)
        ):
            continue
        starts[index], last = portion(line.text, match.end(), label), parts
    return starts


def _follows(last: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a compound number can come next: a first child, or a next number at some level."""
    if parts[: len(last)] == last and len(parts) > len(last):
        return all(part in {"1", "0", "a", "A", "i", "I"} for part in parts[len(last) :])
    shared = 0
    while shared < min(len(last), len(parts)) and last[shared] == parts[shared]:
        shared += 1
    if shared >= len(last) or shared >= len(parts):
        return False
    before, after = last[shared], parts[shared]
    if before.isdigit() and after.isdigit():
        return 0 < int(after) - int(before) <= _FURTHEST_SKIP
    return len(after) > len(before) or after > before
