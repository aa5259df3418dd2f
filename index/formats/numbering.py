"""Which lines of a text begin a numbered paragraph.

A line that begins with a number may begin a paragraph, an item of a list inside one, or
be the middle of a sentence that happened to wrap there. Plain numbers are told apart by
the whole sequence: among all lines that may begin a paragraph, the chain is chosen that
counts on most plausibly (`_best_chain`). Compound numbers (`3.4.2.(a)`) say their own
place, so each is judged by its line and by the one before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.formats.lines import Line, ends_clause, ends_sentence, is_rule
from index.formats.notes import is_note

__all__ = ["CABLE", "Start", "find_starts"]

# Portion marks of the Foreign Affairs Handbook, 5 FAH-1 H-246, with caveats after a stroke.
_MARK = r"(?:U|SBU|LOU|FOUO|C|S|TS)(?:\s?[/-]{1,2}\s?[A-Z][A-Z /,-]*)?"
_PORTION = re.compile(rf"\s*\((?P<mark>{_MARK})\)[ \t]*")
_ENTIRE = re.compile(r"\s*\(?(?P<mark>U|SBU|LOU|C|S|TS)\s*(?:-{1,2}|—|–)\s*ENTIRE TEXT", re.I)
_AFTER = r"(?=\s|\(|\Z)"

# One family a style; a document is numbered in the one that makes the best chain.
_PLAIN: Mapping[str, re.Pattern[str]] = {
    "full stop": re.compile(rf"\s*(?P<label>\d{{1,4}})\.{_AFTER}"),
    "parenthesis": re.compile(rf"\s*(?P<label>\d{{1,4}})\){_AFTER}"),
    "parentheses": re.compile(rf"\s*\((?P<label>\d{{1,4}})\){_AFTER}"),
    "brackets": re.compile(r"\s*\[(?P<label>\d{1,4})\](?=\s|\Z)"),
    "pilcrow": re.compile(rf"\s*¶\s?(?P<label>\d{{1,4}})[.)]?{_AFTER}"),
}
# A cable may change from `7.` to `¶7.` or `7)` between its sections.
CABLE = "cable"
_CABLE = re.compile(rf"\s*(?:¶\s?(?P<p>\d{{1,3}})[.)]?|(?P<n>\d{{1,3}})[.)]){_AFTER}")
_COMPOUND = re.compile(
    r"\s*(?P<label>\d{1,3}(?:\.\d{1,3})+(?:\.?\([0-9a-zA-Z]{1,5}\))*|\d{1,3}(?:\.?\([0-9a-zA-Z]{1,5}\))+)"
    r"\.?(?=\s|\Z)"
)
_COMPONENT = re.compile(r"[0-9a-zA-Z]+")
_QUOTED_TEXT = re.compile(r"\b(BEGIN|END)\s+(?:[A-Z-]+\s+){0,3}?(?:TEXT|TRANSLATION)\b")

_SENTENCE_INSIDE = re.compile(r"[a-z]{3}[.?!] +[A-Z]")
# Worth of a step of the chain; see `_best_chain`.
_REPEATED, _PER_SKIPPED, _FURTHEST_SKIP = 0.25, 0.2, 5
_JUMP, _RESTART_UNDER_HEADING, _RESTART = -2.0, -1.5, -6.0
_NOT_NATURAL = 0.7
_IN_SENTENCE = 0.4  # a blank line before, but in the middle of a sentence
_INDENTED, _UNMARKED = 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a numbered paragraph.

    Attributes:
        label: Its number as printed, without sign, brackets and final full stop.
        marking: Portion mark, such as `SBU`; empty where there is none.
        offset: Where the paragraph's words begin in the line.
    """

    label: str
    marking: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    number: int
    start: Start
    worth: float
    under_heading: bool


def find_starts(lines: Sequence[Line], *, family: str | None = None) -> dict[int, Start]:
    """The lines that begin a numbered paragraph.

    Args:
        lines: The lines of the document's body, page furniture removed.
        family: `CABLE` for the numbers that cables use; None to find out which style of
            numbering the document uses.

    Returns:
        Index in `lines` to the paragraph's start, in order. Empty where nothing is numbered.
    """
    if family == CABLE:
        return _chain_starts(lines, _CABLE)[0]
    best, worth = _compound_starts(lines), 0.0
    worth = float(len(best)) if len(best) > 2 else 0.0
    best = best if worth else {}
    for pattern in _PLAIN.values():
        starts, total = _chain_starts(lines, pattern)
        if total > worth and total >= 1.5:
            best, worth = starts, total
    return best


def _chain_starts(
    lines: Sequence[Line], pattern: re.Pattern[str]
) -> tuple[dict[int, Start], float]:
    chain, total = _best_chain(_candidates(lines, pattern))
    return {candidate.index: candidate.start for candidate in chain}, total


def _candidates(lines: Sequence[Line], pattern: re.Pattern[str]) -> list[_Candidate]:
    """Lines that begin with a number where a paragraph could begin."""
    quoted = _quoted_texts(lines)
    found: list[tuple[int, Start, float]] = []
    for index, line in enumerate(lines):
        match = pattern.match(line.text)
        if match is None or index in quoted:
            continue
        place = _place_worth(lines, index)
        if place:
            start = _start(line.text, match, next(filter(None, match.groupdict().values())))
            found.append((index, start, place))
    marked = sum(bool(start.marking) for _, start, _ in found) * 2 > len(found)
    margin = min((_indent(lines[index]) for index, _, _ in found), default=0)
    return [
        _Candidate(
            index,
            int(start.label),
            start,
            place
            * (_UNMARKED if marked and not start.marking else 1.0)
            * (_INDENTED if _indent(lines[index]) > margin + 1 else 1.0),
            looks_like_heading(_text_before(lines, index)),
        )
        for index, start, place in found
    ]


def _start(text: str, match: re.Match[str], label: str) -> Start:
    if portion := _PORTION.match(text, match.end()):
        return Start(label, portion["mark"], portion.end())
    entire = _ENTIRE.match(text, match.end())
    end = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    return Start(label, entire["mark"].upper() if entire else "", end)


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _place_worth(lines: Sequence[Line], index: int) -> float:
    """How well a paragraph can begin here: 0 in the middle of a sentence, up to 1."""
    before = _text_before(lines, index)
    if not before:
        return 1.0
    broken = lines[index - 1].blank or is_rule(lines[index - 1].text)
    if ends_sentence(before):
        return 1.0 if broken else 0.9
    if not broken:
        return 0.0
    return 1.0 if looks_like_heading(before) else _IN_SENTENCE


def _text_before(lines: Sequence[Line], index: int) -> str:
    """The last written line before `index`, footnotes aside; empty where there is none."""
    for line in reversed(lines[:index]):
        if not line.blank and not is_rule(line.text) and not is_note(line.text):
            return line.text
    return ""


def looks_like_heading(text: str) -> bool:
    """Whether a line reads like a heading: short, no full stop, and not going on in lower case.

    A heading is all in capitals, or has at most ten words of which the first begins with a
    capital letter or a digit.
    """
    words = text.split()
    if not words or len(text.strip()) > 90 or text.rstrip()[-1] in ".,;-" or ends_sentence(text):
        return False
    if _SENTENCE_INSIDE.search(text):
        return False
    return text.upper() == text or (len(words) <= 10 and not words[0][0].islower())


def _quoted_texts(lines: Sequence[Line]) -> set[int]:
    """Indexes of the lines between BEGIN TEXT and END TEXT; what is quoted numbers itself."""
    inside: set[int] = set()
    begin: int | None = None
    for index, line in enumerate(lines):
        for match in _QUOTED_TEXT.finditer(line.text):
            if match[1] == "BEGIN":
                begin = index
            elif begin is not None:
                inside.update(range(begin + 1, index + 1))
                begin = None
    return inside


def _best_chain(candidates: Sequence[_Candidate]) -> tuple[list[_Candidate], float]:
    """The most plausible sequence of paragraph numbers among the candidates.

    The worth of a chain is the sum over its members of the worth of the place, times what
    the step from the number before is worth: 1 for the next number, less for each number
    skipped, little for the same number again. A long jump and beginning anew under a
    heading cost what two paragraphs bring, beginning anew without one (as lists inside
    paragraphs do) three times that. What is left out of the chain stays text of the
    paragraph it stands in.

    Returns:
        The chain in order, and its worth. Both empty where there is no candidate.
    """
    best_with: dict[int, tuple[float, int]] = {}
    best_of_all: tuple[float, int] = (0.0, -1)
    totals: list[float] = []
    previous: list[int] = []
    for place, candidate in enumerate(candidates):
        number, natural = candidate.number, place - 1
        first = max(1.0 - _PER_SKIPPED * (number - 1), _JUMP)
        options = [(candidate.worth * first, -1)]
        if place:
            options.append(
                (best_of_all[0] + _leap(candidates, best_of_all[1], place), best_of_all[1])
            )
        follows_natural = place > 0 and candidates[natural].number == number - 1
        for skipped in range(-1, _FURTHEST_SKIP):
            before = best_with.get(number - 1 - skipped)
            if before is None:
                continue
            step = _REPEATED if skipped < 0 else 1.0 - _PER_SKIPPED * skipped
            if follows_natural and before[1] != natural:
                step *= _NOT_NATURAL
            options.append((before[0] + candidate.worth * step, before[1]))
        total, predecessor = max(options)
        totals.append(total)
        previous.append(predecessor)
        best_with[number] = max(best_with.get(number, (total, place)), (total, place))
        best_of_all = max(best_of_all, (total, place))
    chain: list[_Candidate] = []
    place = best_of_all[1]
    while place >= 0:
        chain.append(candidates[place])
        place = previous[place]
    return chain[::-1], best_of_all[0]


def _leap(candidates: Sequence[_Candidate], before: int, place: int) -> float:
    """What it costs that a number neither follows nor repeats the one before."""
    if candidates[place].under_heading:
        return _RESTART_UNDER_HEADING
    return _JUMP if candidates[place].number > candidates[before].number else _RESTART


def _compound_starts(lines: Sequence[Line]) -> dict[int, Start]:
    """Lines that begin with a compound number, at the beginning of a block or in its order."""
    starts: dict[int, Start] = {}
    last: tuple[str, ...] = ()
    for index, line in enumerate(lines):
        match = _COMPOUND.match(line.text)
        if match is None:
            continue
        label = match["label"]
        parts = tuple(_COMPONENT.findall(label))
        if _place_worth(lines, index) < 0.9 and not (
            ends_clause(_text_before(lines, index)) and _follows(last, parts)
        ):
            continue
        starts[index], last = _start(line.text, match, label), parts
    return starts


def _follows(last: tuple[str, ...], parts: tuple[str, ...]) -> bool:
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
