"""The places of a text where a number may begin a paragraph, and how well it may there."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.lines import (
    CODE,
    HEADING,
    Line,
    ends_clause,
    ends_sentence,
    is_rule,
    looks_like_heading,
)
from index.formats.notes import is_note
from index.formats.number_chain import Candidate, Start, best_chain
from index.formats.number_styles import CABLE_NUMBER, WORDED, Number, Style

__all__ = ["Body", "Numbering", "Place", "inside", "numbering_of", "portion", "within"]

# Portion marks of the Foreign Affairs Handbook, 5 FAH-1 H-246, with caveats after a stroke.
_MARK = r"(?:U|SBU|LOU|FOUO|C|S|TS)(?:\s?[/-]{1,2}\s?[A-Z][A-Z /,-]*)?"
_PORTION = re.compile(rf"\s*\((?P<mark>{_MARK})\)[ \t]*")
_ENTIRE = re.compile(r"\s*\(?(?P<mark>U|SBU|LOU|C|S|TS)\s*(?:-{1,2}|—|–)\s*ENTIRE TEXT", re.I)
_QUOTED_TEXT = re.compile(r"\b(BEGIN|END)\s+(?:[A-Z-]+\s+){0,3}?(?:TEXT|TRANSLATION)\b")
_SPACE = re.compile(r"\s*")

_IN_SENTENCE = 0.4  # a blank line before, but in the middle of a sentence
_AFTER_CLAUSE = 0.6  # as the paragraphs of a resolution, which is one sentence
_ABBREVIATED = re.compile(
    r"\b(?:No|Nos|Art|Arts|Sec|Secs|Para|Paras|Res|Pt|Ch|Cf|p|pp)\.\s*\Z", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"(?:;(?:\s*(?:and|or))?|,\s*(?:and|or))\s*\Z")
_INDENTED, _UNMARKED = 0.6, 0.5
_TITLE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A number at the beginning of a line where a paragraph could begin."""

    index: int
    value: Number
    start: Start
    worth: float


class Body:
    """The lines of a body, and what stands before each.

    Args:
        lines: The lines, page furniture removed.
        clauses: Whether a paragraph may end with a clause; in a cable an item of a list does.
    """

    def __init__(self, lines: Sequence[Line], *, clauses: bool = True) -> None:
        self.lines = lines
        self._clauses = clauses
        self._in_clauses = _AFTER_CLAUSE if clauses else _IN_SENTENCE
        self.before = _written_before(lines)
        self._quoted = _quoted_texts(lines)
        # A heading of a page, and the blank line under it.
        self._headings = {
            place
            for index, line in enumerate(lines)
            if line.mark == HEADING
            for place in (index, index + 1)
        }

    def add_headings(self, starts: Mapping[int, Start]) -> None:
        """Let a paragraph begin right after these numbers, and after the titles under them."""
        for index, start in starts.items():
            self._headings.add(index)
            alone = not self.lines[index].text[start.offset :].strip()
            title = index + 1
            if alone and title < len(self.lines) and looks_like_heading(self.lines[title].text):
                self._headings.add(title)

    def places(self, style: Style) -> list[Place]:
        """The lines that begin with a number of a style where a paragraph could begin."""
        found: list[Place] = []
        for index, line in enumerate(self.lines):
            matched = style.match(line.text)
            if matched is None or index in self._quoted or line.mark == CODE:
                continue
            match, label, value = matched
            worth = self.worth(index)
            if not worth and style is WORDED:
                worth = self._under_title(index, match.end())
            if worth:
                start = portion(line.text, match.end(), label, titled=style is WORDED)
                found.append(Place(index, value, start, worth))
        return found

    def worth(self, index: int) -> float:
        """How well a paragraph can begin here: 0 in the middle of a sentence, up to 1."""
        before = self.before[index]
        if not before or index - 1 in self._headings or self.lines[index].mark == HEADING:
            return 1.0
        broken = self.lines[index - 1].blank or is_rule(self.lines[index - 1].text)
        if ends_sentence(before) and (broken or not _ABBREVIATED.search(before)):
            return 1.0 if broken else 0.9
        if not broken:
            return _AFTER_CLAUSE if self._clauses and ends_clause(before) else 0.0
        if looks_like_heading(before):
            return 1.0
        return self._in_clauses if _CLAUSE_END.search(before) else _IN_SENTENCE

    def _under_title(self, index: int, end: int) -> float:
        """The worth of `Article 5` alone on its line, right under `CHAPTER II` or `Fees`.

        It is none if the line after it goes on with a sentence.
        """
        before, after = self.before[index], self.lines[index + 1 : index + 2]
        if self.lines[index].text[end:].strip() or not looks_like_heading(before):
            return 0.0
        goes_on = bool(after) and after[0].text.strip()[:1].islower()
        return 0.0 if goes_on or len(before.split()) > _TITLE_WORDS else 0.9


@dataclass(frozen=True, slots=True)
class Numbering:
    """The best chain of one style, and the places among which it was chosen."""

    places: Sequence[Place]
    chain: Sequence[Candidate]
    worth: float

    @property
    def starts(self) -> dict[int, Start]:
        """The lines of the chain and what begins there."""
        return {candidate.index: candidate.start for candidate in self.chain}


def numbering_of(body: Body, places: Sequence[Place]) -> Numbering:
    """The best chain among places of one style."""
    return Numbering(places, *best_chain(_candidates(body, places)))


def _candidates(body: Body, places: Sequence[Place]) -> list[Candidate]:
    """Places of one style, compared: most with a portion mark, most at one margin."""
    marked = sum(bool(place.start.marking) for place in places) * 2 > len(places)
    indents = [_indent(body.lines[place.index]) for place in places]
    margin = min(indents, default=0)
    return [
        Candidate(
            index=place.index,
            value=place.value,
            start=place.start,
            worth=place.worth
            * (_UNMARKED if marked and not place.start.marking else 1.0)
            * (_INDENTED if indent > margin + 1 else 1.0),
            under_heading=looks_like_heading(body.before[place.index])
            and not body.before[place.index].rstrip().endswith(":"),
            indented=indent > margin + 1,
        )
        for place, indent in zip(places, indents, strict=True)
    ]


def within(places: Sequence[Place], begin: int, end: int) -> list[Place]:
    """The places, in order, of the lines from `begin` up to `end`."""

    def first(index: int) -> int:
        return bisect_left(places, index, key=lambda place: place.index)

    return list(places[first(begin) : first(end)])


def portion(text: str, end: int, label: str, *, titled: bool = False) -> Start:
    """The start of a paragraph whose number ends at `end` of its line."""
    # First, since a dash also stands before a caveat: `(S - NOFORN)`.
    entire = _ENTIRE.match(text, end)
    if not entire and (found := _PORTION.match(text, end)):
        return Start(label, found["mark"], found.end(), titled)
    space = _SPACE.match(text, end)
    offset = space.end() if space else end
    return Start(label, entire["mark"].upper() if entire else "", offset, titled)


def inside(line: Line, outer: Start, style: Style, index: int) -> Place | None:
    """The number that follows another on its line: `(1)` in `§ 12 (1) …`."""
    matched = style.match(line.text, outer.offset)
    if matched is None:
        return None
    match, label, value = matched
    return Place(index, value, portion(line.text, match.end(), label), 1.0)


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _written_before(lines: Sequence[Line]) -> list[str]:
    """For each line the last written one before it, footnotes aside; empty where there is none."""
    before: list[str] = []
    last = ""
    for line in lines:
        before.append(last)
        if not (line.blank or is_rule(line.text) or is_note(line.text)):
            last = line.text
    return before


def _quoted_texts(lines: Sequence[Line]) -> set[int]:
    """Indexes of the lines between BEGIN TEXT and END TEXT; what is quoted numbers itself."""
    quoted: set[int] = set()
    found = (CABLE_NUMBER.match(line.text) for line in lines)
    numbers = [match[2].number if match else 0 for match in found]
    begin: int | None = None
    outer = 0  # the document's own last number
    for index, line in enumerate(lines):
        outer = outer if begin is not None else numbers[index] or outer
        for match in _QUOTED_TEXT.finditer(line.text):
            if begin is not None and match[1] == "END":
                quoted.update(range(begin + 1, index + 1))
                begin = None
            elif match[1] == "BEGIN":
                if begin is not None:
                    quoted.update(_unclosed(numbers, begin + 1, index, outer))
                    outer = next(filter(None, numbers[index:begin:-1]), outer)
                begin = index
    if begin is not None:
        quoted.update(_unclosed(numbers, begin + 1, len(lines), outer))
    return quoted


def _unclosed(numbers: Sequence[int], begin: int, end: int, outer: int) -> range:
    """The lines of a quoted text whose end is not marked.

    Where it counts from 1, it ends at the number that follows `outer`, the last one before it:
    at the one that does not go on with its own numbers, if that number comes more than once.
    """
    counted = [(index, numbers[index]) for index in range(begin, end) if numbers[index]]
    if not counted or counted[0][1] != 1:
        return range(0)
    ends = [
        (before == outer, index)
        for (_, before), (index, number) in pairwise([(begin, 0), *counted])
        if number == outer + 1
    ]
    return range(begin, min(ends)[1]) if ends else range(0)
