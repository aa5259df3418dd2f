"""Parting a file that holds many telegrams, one after the other.

A new telegram begins with a header of another post, number or year, not with the heading
that comes again at each section nor with a header that a web page prints twice. A telegram
quoted in another (`QUOTE` … `UNQUOTE`) stays in it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.formats.cable_fields import (
    CABLE_ID,
    Classified,
    field_of,
    is_banner,
    is_transmission,
    iso_date,
    opens_header,
    precedence_of,
)
from index.formats.cable_furniture import is_distribution, is_end, page_heading

__all__ = ["split_cables"]

_SEPARATOR = re.compile(r"\s*[=*_#]{5,}\s*\Z")
_LABELS = re.compile(
    r"\s*(?:(?:Identifier|Reference ID|Created|Released|Classification|Origin|Date)\b:?\s*)+\Z"
)
_LABEL = re.compile(r"\s*(?:Identifier|Reference ID):?\s+")
_STATED = re.compile(r"\s*(?:Created|Released|Classification|Origin|Date):\s")
_DATED = re.compile(r"\s*\d{4}-\d{2}-\d{2}\b")
_QUOTES = re.compile(r"\b(?:QUOTE|BEGIN (?:TEXT|QUOTE|MESSAGE))\s*[:.]?\s*\Z")
_SENDER, _TO_CLASSIFICATION, _TO_CAPTION, _NEAR, _TO_PAGE = 6, 80, 12, 6, 80  # lines
_TO_HEADER = 12
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class _Header:
    """A header, or what a web page prints above one.

    Attributes:
        top: Index of its first line.
        told: Index of the line that tells which telegram it heads.
        classified: Its classification line.
        page: Post and number of the page's heading.
        group: Its date-time group.
        identifier: Id that a web page prints.
        corrected: Whether it says that it is a corrected copy.
    """

    top: int
    told: int
    classified: Classified | None = None
    page: tuple[str, int] | None = None
    group: str = ""
    identifier: str = ""
    corrected: bool = False

    def same_telegram(self, other: "_Header") -> bool:
        """Whether both head one telegram; where they state nothing alike, they do."""
        years = {date[:4] for date in map(iso_date, (self.group, other.group)) if date}
        if len(years) > 1 or other.is_other_copy(self):
            return False
        if self.classified and other.classified:
            return self.classified.same_telegram(other.classified)
        if self.page and other.page:
            return self.page == other.page
        return self.group == other.group or not (self.group and other.group)

    def is_other_copy(self, earlier: "_Header") -> bool:
        """Whether it heads the corrected copy of an earlier telegram, or the original of one.

        The later sections of a corrected copy need not say again that they are.
        """
        later_section = self.classified is not None and self.classified.section > 1
        return self.corrected != earlier.corrected and (self.corrected or not later_section)

    def identified_by(self, identifier: str) -> bool:
        """Whether a web page's id is of the telegram of this header."""
        match = CABLE_ID.match(identifier)
        if self.identifier or match is None:
            return self.identifier == identifier
        return self.classified is not None and int(match["number"]) in self.classified.numbers


def split_cables(text: str) -> list[tuple[int, str]]:
    """The telegrams of a text.

    Args:
        text: Text of a file.

    Returns:
        For each telegram the 1-based line that it begins with, and its text. A text that
        holds one telegram, or none, comes back whole.
    """
    lines = text.split("\n")
    cuts = [0, *_cuts(lines)]
    return [
        (begin + 1, "\n".join(lines[begin:end]))
        for begin, end in zip(cuts, [*cuts[1:], len(lines)], strict=True)
    ]


def _cuts(lines: Sequence[str]) -> list[int]:
    """Indexes of the lines that the second telegram and those after it begin with."""
    cuts: list[int] = []
    current: _Header | None = None
    announced = False  # a web page's id stands above the header that comes
    for header in _headers(lines):
        identifier = header.identifier
        if current is None:
            announced = bool(identifier)
        elif identifier:
            if current.identified_by(identifier):
                continue
            announced = True
            cuts.append(header.top)
        elif announced:
            announced = False
            # The page announced this telegram by an id that its own header does not print.
            identifier = current.identifier
        elif current.same_telegram(header):
            continue
        else:
            cuts.append(header.top)
        current = replace(header, identifier=identifier)
    return cuts


def _headers(lines: Sequence[str]) -> Iterator[_Header]:
    """The headers of a text in order, those that come again among them."""
    classified = {i: found for i, line in enumerate(lines) if (found := Classified.of(line))}
    places = list(classified)
    told, marked = -1, True
    for index, line in enumerate(lines):
        marked = marked or is_end(line) or _is_mark(line)
        header: _Header | None = None
        if index <= told:
            continue
        if identifier := _identifier(lines, index):
            header = _Header(_page_top(lines, index), index, identifier=identifier)
        elif precedence_of(line) and _has_sender(lines, index):
            header = _header(lines, index, told, classified, places)
        elif marked and index in classified:
            top = _top(lines, index, told)
            corrected = _corrected(lines, top, index)
            header = _Header(top, index, classified[index], corrected=corrected)
        if header and (header.identifier or not _quoted(lines, header.top)):
            yield header
        if header:
            told, marked = header.told, False


def _header(
    lines: Sequence[str],
    index: int,
    told: int,
    classified: dict[int, Classified],
    places: Sequence[int],
) -> _Header:
    """The header whose date-time group stands at `index`."""
    place = bisect_left(places, index)
    following = places[place] if place < len(places) else len(lines)
    near = following < min(len(lines), index + _TO_CLASSIFICATION) and not any(
        precedence_of(lines[between]) and _has_sender(lines, between)
        for between in range(index + 1, following)
    )
    top = _top(lines, index, told)
    pages = (page_heading(line) for line in lines[top:index])
    return _Header(
        top=top,
        told=following if near else index,
        classified=classified[following] if near else None,
        page=next(filter(None, pages), None),
        group=" ".join(lines[index].split()),
        corrected=_corrected(lines, top, following if near else index),
    )


def _is_mark(line: str) -> bool:
    return line.startswith("VZCZC") or _SEPARATOR.match(line) is not None


def _has_sender(lines: Sequence[str], index: int) -> bool:
    following = (field_of(line) for line in lines[index + 1 : index + 1 + _SENDER])
    return any(found and found[0] in {"from", "to"} for found in following)


def _corrected(lines: Sequence[str], top: int, told: int) -> bool:
    header = (field_of(line) for line in lines[top : told + _TO_CAPTION])
    return any(found and found[0] == "correction" for found in header)


def _quoted(lines: Sequence[str], top: int) -> bool:
    """Whether the words before a header say that a quotation follows."""
    before = next((line for line in lines[max(top - _NEAR, 0) : top][::-1] if line.strip()), "")
    return len(before) <= _LONGEST and _QUOTES.search(before) is not None


def _identifier(lines: Sequence[str], index: int) -> str:
    """The id that a web page prints in this line.

    The page states other facts beside it; else a header follows it and its date or name.
    """
    named = _LABEL.match(lines[index]) if len(lines[index]) <= _LONGEST else None
    words = lines[index][named.end() if named else 0 :].strip()
    if not CABLE_ID.match(words):
        return ""
    beside = lines[max(index - _NEAR, 0) : index + _NEAR]
    short = [line for line in beside if len(line) < 99]
    if any(_LABELS.match(line) or _STATED.match(line) for line in short):
        return words
    announced = named or any(map(_DATED.match, short))
    return words if announced and any(map(opens_header, lines[index : index + _TO_HEADER])) else ""


def _page_top(lines: Sequence[str], index: int) -> int:
    """The first line of what a web page prints about a telegram: the names above the id."""
    while index > 0 and (_LABELS.match(lines[index - 1]) or _SEPARATOR.match(lines[index - 1])):
        index -= 1
    return index


def _top(lines: Sequence[str], index: int, told: int) -> int:
    """The first line of the header that has its date-time group or classification at `index`.

    Above it stand transmission lines, and in the 1970s the list of bureaus under the heading
    of the first page.
    """
    top = _over_transmission(lines, index, told)
    for above in range(top - 1, max(told, top - _TO_PAGE), -1):
        if is_end(lines[above]):
            break
        following = lines[above : above + _NEAR]
        if page_heading(lines[above]) and any(map(is_distribution, following)):
            return _over_transmission(lines, above, told)
    return top


def _over_transmission(lines: Sequence[str], index: int, told: int) -> int:
    """The top of the blank, transmission and page lines that stand above a line."""
    top = index
    while index - 1 > told:
        line = lines[index - 1]
        if line.strip():
            found = field_of(line)
            heads = is_transmission(line) or (found and found[0] in {"transmission", "correction"})
            if not (heads or is_banner(line) or page_heading(line)):
                break
            top = index - 1
        index -= 1
    return top
