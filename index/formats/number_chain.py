"""The most plausible sequence among the numbers that lines begin with."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.formats.number_styles import Number

__all__ = ["Candidate", "Start", "best_chain"]

# Worth of a step of the chain; see `best_chain`.
_REPEATED, _PER_SKIPPED, _FURTHEST_SKIP = 0.25, 0.2, 5
_REPEATED_INSIDE = -0.25  # indented: a list in the paragraph of that number
_JUMP, _RESTART_UNDER_HEADING, _RESTART = -2.0, -1.0, -6.0
_ABANDON = -1.5  # to begin with this number and leave all before it as text
_LATE = -0.5  # an excerpt begins with any number
_NOT_NATURAL = 0.7
_LONE_BELOW = 0.3  # 12a or 12(4) where no 12 was


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a numbered paragraph.

    Attributes:
        label: Its number as printed, without brackets, pilcrow and final full stop.
        marking: Portion mark, such as `SBU`; empty where there is none.
        offset: Where the paragraph's words begin in the line.
        titled: Whether a title may follow the number (`Article 5`, then `Time limits`).
    """

    label: str
    marking: str
    offset: int
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a numbered paragraph.

    Attributes:
        index: Which line.
        value: Its number.
        start: The paragraph, if it begins one.
        worth: How well a paragraph can begin there, up to 1.
        under_heading: Whether the written line before looks like a heading.
        indented: Whether it begins further in than others of its style.
    """

    index: int
    value: Number
    start: Start
    worth: float
    under_heading: bool
    indented: bool


def best_chain(candidates: Sequence[Candidate]) -> tuple[list[Candidate], float]:
    """The most plausible sequence of paragraph numbers among the candidates.

    The worth of a chain is the sum over its members of the worth of the place, times what
    the step from the number before is worth: 1 for the next number, less for each number
    skipped, little for the same number again. A long jump and beginning anew under a
    heading cost what two paragraphs bring, beginning anew without one (as lists inside
    paragraphs do) three times that. A chain may begin late where its numbers have a word
    (an excerpt from Article 40 on). What is left out of the chain stays text of the
    paragraph it stands in.

    Returns:
        The chain in order, and its worth. Both empty where there is no candidate.
    """
    best_with: dict[int, tuple[float, int]] = {}
    best_of_all: tuple[float, int] = (0.0, -1)
    previous: list[int] = []
    for place, candidate in enumerate(candidates):
        number = candidate.value.number
        first = max(1.0 - _PER_SKIPPED * (number - 1), 0.0 if candidate.start.titled else _LATE)
        options = [(candidate.worth * first + (_ABANDON if place else 0.0), -1)]
        if place:
            options.append(
                (best_of_all[0] + _leap(candidates, best_of_all[1], place), best_of_all[1])
            )
        for skipped in range(-1, _FURTHEST_SKIP):
            before = best_with.get(number - 1 - skipped)
            if before is not None and (skipped >= 0 or _may_repeat(candidates, before[1], place)):
                step = _step(candidates, before[1], place, skipped)
                options.append((before[0] + candidate.worth * step, before[1]))
        total, predecessor = max(options)
        previous.append(predecessor)
        best_with[number] = max(best_with.get(number, (total, place)), (total, place))
        best_of_all = max(best_of_all, (total, place))
    chain: list[Candidate] = []
    place = best_of_all[1]
    while place >= 0:
        chain.append(candidates[place])
        place = previous[place]
    return chain[::-1], best_of_all[0]


def _may_repeat(candidates: Sequence[Candidate], before: int, place: int) -> bool:
    """Whether a number may come again: right after itself, or as a part of it (`2a` after `2`).

    With other numbers in between it is the number of a list, or of another part that begins
    anew.
    """
    return before == place - 1 or candidates[place].value.below > candidates[before].value.below


def _step(candidates: Sequence[Candidate], before: int, place: int, skipped: int) -> float:
    """What the step from the number at `before` to the one at `place` is worth.

    It is worth less if the line just before has the number that is counted on from, but
    another line of that number was taken.
    """
    value, earlier = candidates[place].value, candidates[before].value
    natural = place > 0 and candidates[place - 1].value.number == value.number - 1
    if skipped < 0 and value.below > earlier.below:
        return 1.0
    if skipped < 0:
        step = _REPEATED_INSIDE if candidates[place].indented else _REPEATED
    else:
        step = _LONE_BELOW if value.below[:1] > (1,) else 1.0 - _PER_SKIPPED * skipped
    return step * _NOT_NATURAL if natural and before != place - 1 else step


def _leap(candidates: Sequence[Candidate], before: int, place: int) -> float:
    """What it costs that a number neither follows nor repeats the one before."""
    if candidates[place].under_heading:
        return _RESTART_UNDER_HEADING
    return _JUMP if candidates[place].value > candidates[before].value else _RESTART
