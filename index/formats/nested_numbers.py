"""Numbers that begin anew under others: paragraphs of articles and of chapters."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.formats.number_chain import Start
from index.formats.number_places import Body, Numbering, inside, numbering_of, within
from index.formats.number_styles import PLAIN

__all__ = ["nested_starts"]

_ENOUGH, _ENOUGH_ALONE = 1.5, 0.9  # worth of a chain; of a single paragraph in the usual style


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands between two articles or chapters.

    Attributes:
        begin: Index of the line with the outer number; -1 before the first.
        end: Index of the line after its last.
        outer: The outer number; None before the first.
        inner: For each style of plain numbers its best chain in the part.
    """

    begin: int
    end: int
    outer: Start | None
    inner: Mapping[str, Numbering]

    @property
    def outermost(self) -> str:
        """The style that begins first; empty where none is enough."""
        enough = {name: n for name, n in self.inner.items() if n.worth >= _ENOUGH}
        return min(
            enough, key=lambda name: (enough[name].chain[0].index, -enough[name].worth), default=""
        )

    def is_single(self, style: str) -> bool:
        """Whether its only paragraph is number 1 of a style."""
        alone = self.inner.get(style)
        return bool(alone and alone.worth >= _ENOUGH_ALONE and alone.chain[0].value.number == 1)


def nested_starts(
    body: Body,
    outer: Numbering,
    plain: Mapping[str, Numbering],
    compound: Mapping[int, Start],
    joiner: str,
) -> dict[int, Start]:
    """The numbers of articles or chapters, and those that begin anew in each.

    Args:
        body: The lines.
        outer: Numbers of the articles or chapters.
        plain: For each style of plain numbers its best chain over the whole document.
        compound: Starts with compound numbers.
        joiner: How an inner number is printed after the outer one: `({})` or `.{}`.

    Returns:
        The starts of both in order. Empty where the plain numbers count on through the outer
        ones, or where most stand after one of them, which is then only quoted; and where
        nothing is numbered anew.
    """
    longest = max(plain.values(), key=lambda numbering: numbering.worth)
    if longest.worth >= outer.worth and _counts_on(longest, outer):
        return {}
    articles = outer.starts
    bounds = [-1, *articles, len(body.lines)]
    parts = [_part(body, articles.get(begin), plain, begin, end) for begin, end in pairwise(bounds)]
    styles = _styles(parts)
    if not compound and not _begins_anew(parts, styles, outer, chapters=joiner == ".{}"):
        return {}
    places = list(compound)
    starts: dict[int, Start] = {}
    for part, style in zip(parts, styles, strict=True):
        among = places[bisect_right(places, part.begin) : bisect_right(places, part.end - 1)]
        found = {index: compound[index] for index in among} or _inner(part, style, joiner)
        if part.outer and part.begin not in found:
            starts[part.begin] = part.outer
        starts.update(found)
    return starts


def _inner(part: _Part, style: str, joiner: str) -> dict[int, Start]:
    starts = part.inner[style].starts if style else {}
    if part.outer is None:
        return starts
    label = part.outer.label
    return {
        index: replace(start, label=label + joiner.format(start.label))
        for index, start in starts.items()
    }


def _counts_on(plain: Numbering, outer: Numbering) -> bool:
    """Whether plain numbers go through the outer ones without beginning anew."""
    if len(plain.chain) * 3 < len(plain.places) * 2:
        return False
    bounds = list(outer.starts)
    on = anew = 0
    for before, after in pairwise(plain.chain):
        if bisect_right(bounds, before.index) != bisect_right(bounds, after.index):
            on += after.value > before.value
            anew += after.value <= before.value
    return on > anew


def _part(
    body: Body, start: Start | None, plain: Mapping[str, Numbering], begin: int, end: int
) -> _Part:
    inner: dict[str, Numbering] = {}
    for name, numbering in plain.items():
        places = within(numbering.places, begin + 1, end)
        first = inside(body.lines[begin], start, PLAIN[name], begin) if start else None
        if first:
            places.insert(0, first)
        if places:
            inner[name] = numbering_of(body, places)
    return _Part(begin, end, start, inner)


def _styles(parts: Sequence[_Part]) -> list[str]:
    """The style of the numbers in each part; empty for a part without."""
    styles = [part.outermost for part in parts]
    usual = Counter(filter(None, styles[1:])).most_common(1)
    if not usual or usual[0][1] < 2:
        return styles
    return [
        style or (usual[0][0] if part.outer and part.is_single(usual[0][0]) else "")
        for part, style in zip(parts, styles, strict=True)
    ]


def _begins_anew(
    parts: Sequence[_Part], styles: Sequence[str], outer: Numbering, *, chapters: bool
) -> bool:
    """Whether the parts have numbers of their own."""
    inner = [part.inner[style] for part, style in zip(parts[1:], styles[1:], strict=True) if style]
    anew = sum(numbering.chain[0].value.number == 1 for numbering in inner)
    if chapters:
        return anew >= 2 and anew * 2 > len(inner)
    if len(inner) == 1 and inner[0].worth > outer.worth:
        return False
    return bool(inner or styles[0])
