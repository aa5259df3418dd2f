"""Compound numbers (`3.4.2.(a)`, `12(b)(iv)`), which say their own place in the document."""

import re
from collections.abc import Mapping, Sequence

from index.formats.lines import CODE, HEADING, ends_clause, looks_like_heading
from index.formats.number_chain import Start
from index.formats.number_places import Body, Place, portion

__all__ = ["compound_starts", "with_whole_numbers"]

_COMPOUND = re.compile(
    r"\s*(?P<label>\d{1,3}(?:\.\d{1,3})+(?:\.?\([0-9a-zA-Z]{1,5}\))*|\d{1,3}(?:\.?\([0-9a-zA-Z]{1,5}\))+)"
    r"\.?(?=\s|\Z)"
)
_COMPONENT = re.compile(r"[0-9a-zA-Z]+")
_FURTHEST_SKIP = 5
# A sentence that goes on with the number of another paragraph.
_REFERS = re.compile(
    r"\b(?:in|of|to|by|with|under|see|from|and|or|per|than|is|are|rule|rules|section|sections|"
    r"paragraph|paragraphs|clause|clauses|article|articles)\s*\Z",
    re.IGNORECASE,
)
_FULL_SENTENCE = 0.9  # worth of a place


def compound_starts(body: Body) -> dict[int, Start]:
    """Lines that begin with a compound number, at the beginning of a block or in its order."""
    starts: dict[int, Start] = {}
    last: tuple[str, ...] = ()
    for index, line in enumerate(body.lines):
        match = _COMPOUND.match(line.text)
        if match is None or line.mark == CODE:
            continue
        label = match["label"]
        parts = tuple(_COMPONENT.findall(label))
        before = body.before[index]
        if last and int(parts[0]) < int(last[0]) and not _begins_anew(before, parts):
            continue  # the first component does not fall: a figure such as `1.9 million`
        if body.worth(index) < _FULL_SENTENCE and not (
            (ends_clause(before) and _follows(last, parts))
            or (_is_next(last, parts) and not _REFERS.search(before))
        ):
            continue
        starts[index], last = portion(line.text, match.end(), label), parts
    return starts


def with_whole_numbers(
    body: Body, compound: Mapping[int, Start], places: Sequence[Place]
) -> dict[int, Start]:
    """Compound numbers, and the whole ones between them (`2. …` after `1.3 …`).

    Args:
        body: The lines.
        compound: From `compound_starts`.
        places: Where whole numbers could begin a paragraph.

    Returns:
        Both in order. A whole number with a title that is divided (`3. Payment`, then `3.1 …`)
        is left to be a heading.
    """
    firsts = {index: int(_COMPONENT.findall(start.label)[0]) for index, start in compound.items()}
    whole = {place.index: place for place in places if place.worth >= _FULL_SENTENCE}
    following = _next_firsts(firsts, whole)
    starts: dict[int, Start] = {}
    last = 0
    for index in sorted(firsts.keys() | whole.keys()):
        if index in firsts:
            starts[index], last = compound[index], firsts[index]
            continue
        number, start = whole[index].value.number, whole[index].start
        words = body.lines[index].text[start.offset :]
        # A page's heading without text of its own becomes one when the blocks are cut.
        is_title = looks_like_heading(words) and not words.rstrip().endswith(":")
        is_title = is_title and body.lines[index].mark != HEADING
        if number == last + 1 and number + is_title <= following[index]:
            starts[index], last = start, number
    return starts


def _next_firsts(firsts: Mapping[int, int], whole: Mapping[int, Place]) -> dict[int, float]:
    """For each whole number the beginning of the next compound one; infinite at the end."""
    found: dict[int, float] = {}
    after = float("inf")
    for index in sorted(firsts.keys() | whole.keys(), reverse=True):
        if index in firsts:
            after = firsts[index]
        else:
            found[index] = after
    return found


def _begins_anew(before: str, parts: Sequence[str]) -> bool:
    """Whether numbers can begin again here: under a heading, from the first."""
    return looks_like_heading(before) and all(part in {"1", "0", "a", "A"} for part in parts[1:])


def _is_next(last: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a number is the very next of its kind: `(c)` after `(b)`, `2.4` after `2.3`."""
    if len(last) != len(parts) or last[:-1] != parts[:-1]:
        return False
    before, after = last[-1], parts[-1]
    if before.isdigit() and after.isdigit():
        return int(after) == int(before) + 1
    return len(before) == len(after) == 1 and ord(after) == ord(before) + 1


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
