"""What printing, archiving and publishing put into a telegram that is none of its words.

Page headings and the classification above and below them, the list of bureaus before a
repeated heading, release stamps, the mark at the end and what web pages add after it. Only
whole lines are furniture; a part of a line never is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.cable_fields import Classified, is_banner, opens_header, same_post, serial_of
from index.formats.lines import Line

__all__ = [
    "Furniture",
    "find_furniture",
    "is_distribution",
    "is_end",
    "is_web_furniture",
    "page_heading",
]

_LEVEL_BEFORE = r"(?:(?:UNCLASSIFIED|CONFIDENTIAL|(?:TOP )?SECRET|LIMITED OFFICIAL USE)\s+)?"
_PAGE = re.compile(
    rf"\s*{_LEVEL_BEFORE}PAGE\s+\d{{1,3}}\s+(?:OF\s+\d{{1,3}}\s+)?"
    r"(?P<post>[A-Z][A-Z.'-]*(?: [A-Z.'-]+){0,4})\s+(?P<number>\d{4,8})(?:\s+[A-Z]{4,6}\s+\d{3,6})?"
    r"(?:\s+\d{1,2}\s+OF\s+\d{1,2})?(?:\s+\d{6}Z)?\s*\Z"
)
# The heading of the later pages of a telegram from the 1980s on.
_LATER_PAGE = re.compile(
    r"\s*(?P<post>[A-Z][A-Z.'-]*(?: [A-Z.'-]+){0,4})\s+(?P<number>\d{8})\s+\d{3}(?:\.\d+)?"
    r"\s+OF\s+\d{3}\s*\Z"
)
_FIRST_PAGE = re.compile(r".*\bPAGE\s+0*1\s")
_DISTRIBUTION = re.compile(
    r"\s*(?:ACTION|ORIGIN)\s+(?:(?:INFO\s+)?[A-Z/]{1,6}-\d{2}\s*)+(?:/\d{1,3} [A-Z])?\s*\Z"
)
_STAMP = re.compile(
    r"\s*(?:(?:[A-Z][\w.]*\s+){1,4})?Declassified/Released\b(?:\s+US Department of State)?"
    r"(?:\s+EO Systematic Review)?(?:\s+\d{1,2} [A-Z]{3} \d{4})?\s*\Z"
    r"|\s*RELEASED?\s+IN\s+(?:FULL|PART)\b[\s\dA-Z,.()]{0,30}\Z"
    r"|\s*UNCLASSIFIED\s+U\.?S\.? Department of State\s+Case No\.?.{0,120}\Z",
    re.IGNORECASE,
)
# Where the stamp is broken into lines, the lines after its first.
_STAMP_GOES_ON = re.compile(
    r"\s*(?:US Department of State|EO Systematic Review|\d{1,2} [A-Z]{3} \d{4})\s*\Z",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*(?:N{3,4}|<<\s*END OF DOCUMENT\s*>>|=+\s*CABLE ENDS\s*=+)\s*\Z", re.IGNORECASE
)
# What an archive states of a telegram under its text, a line each.
_ATTRIBUTES = re.compile(r"\s*Message Attributes\s*\Z", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s*[A-Z][A-Za-z/]*(?: [A-Za-z/]+){0,4}:(?:\s|\Z)")
_WEB = re.compile(
    r"\s*(?:share this\b(?!.*[.!?]\s*\Z).*"
    r"|(?:(?:by |via )?(?:facebook|twitter|bluesky|mastodon|reddit|e-?mail|link"
    r"|print|save|copy|(?:next|previous) cable)\b|[-|·,\s])+"
    r"|#\d{1,5}|BT|back to (?:the )?(?:top|list|search results))\s*\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(?:¶\s?|\()?\d{1,3}[.)](?:\s|\()")
_LONGEST = 200
_TO_DISTRIBUTION, _TO_HEADER = 8, 80  # lines from a page's heading to them, at most
_BANNERS = 2


@dataclass(slots=True)
class Furniture:
    """Where the furniture of a telegram is, as indexes of its lines.

    Attributes:
        lines: Lines to leave out.
        blanks: Blank lines round a page's end, which part nothing.
        stamps: Among `lines`, those of release stamps.
        end: Index after the last line of the telegram.
    """

    lines: set[int] = field(default_factory=set)
    blanks: set[int] = field(default_factory=set)
    stamps: list[int] = field(default_factory=list)
    end: int = 0


def page_heading(text: str) -> tuple[str, int] | None:
    """Post and number that the heading of a page states; None if the line is none."""
    if len(text) > _LONGEST:
        return None
    match = _PAGE.match(text) or _LATER_PAGE.match(text)
    return (match["post"], int(match["number"])) if match else None


def is_distribution(text: str) -> bool:
    """Whether a line begins the list of bureaus that got copies: `ACTION AF-18`."""
    return len(text) <= _LONGEST and _DISTRIBUTION.match(text) is not None


def is_end(text: str) -> bool:
    """Whether a line marks the end of a telegram, such as `NNNN`."""
    return len(text) <= _LONGEST and _END.match(text) is not None


def is_web_furniture(text: str) -> bool:
    """Whether a line is what web pages and transmission add after a telegram's last words."""
    return len(text) <= _LONGEST and (_WEB.match(text) is not None or is_end(text))


def find_furniture(lines: Sequence[Line]) -> Furniture:
    """Find the furniture of one telegram."""
    found = Furniture(end=_end(lines))
    _find_stamps(lines, found)
    own = _own_names(lines)
    last_page = -1
    for index in range(found.end):
        heading = page_heading(lines[index].text)
        if heading and any(
            heading[1] == number and same_post(heading[0], post) for post, number in own
        ):
            _find_distribution(lines, index, found)
        elif not _ends(lines, index):
            continue
        found.lines.add(index)
        _find_banners(lines, index, last_page, found)
        last_page = index
    return found


def _own_names(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """Post and number of the telegram, as the headings of its pages may print them.

    They are those of its classification line and of a page's heading above its header.
    Where that line is lost, a page of any post has the number of the transmission.
    """
    own: list[tuple[str, int]] = []
    serials: list[tuple[str, int]] = []
    in_header = False
    for line in lines:
        if classified := Classified.of(line.text):
            return [*own, *((classified.post, number) for number in classified.numbers)]
        in_header = in_header or opens_header(line.text)
        if serial := serial_of(line.text):
            serials.append(("", serial))
        elif not (own or in_header) and (heading := page_heading(line.text)):
            own.append(heading)
    return own or serials


def _ends(lines: Sequence[Line], index: int) -> bool:
    """Whether a line marks the end of the telegram, or heads what an archive states of it."""
    text = lines[index].text
    if len(text) <= _LONGEST and _ATTRIBUTES.match(text):
        below = (line.text for line in lines[index + 1 : index + 4] if not line.blank)
        return _ATTRIBUTE.match(next(below, "")) is not None
    return is_end(text)


def _end(lines: Sequence[Line]) -> int:
    """Where the telegram ends: at the last mark of an end with no more of it after.

    The banner before the mark is left out with it.
    """
    end = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        text = lines[index].text
        if _ends(lines, index):
            end = index + 1
        elif _NUMBERED.match(text) or opens_header(text):
            break
    return end


def _find_stamps(lines: Sequence[Line], found: Furniture) -> None:
    goes_on = False
    for index in range(found.end):
        text = lines[index].text
        if len(text) > _LONGEST:
            goes_on = False
        elif _STAMP.match(text) or (goes_on and _STAMP_GOES_ON.match(text)):
            found.lines.add(index)
            found.stamps.append(index)
            goes_on = True
        else:
            goes_on = goes_on and not text.strip()


def _find_banners(lines: Sequence[Line], page: int, last_page: int, found: Furniture) -> None:
    """Add the banners above a page's heading, or the one below it, and the blanks between."""
    n_banners = 0
    index = _over_blanks(lines, page - 1, last_page, found)
    while index > last_page and n_banners < _BANNERS and is_banner(lines[index].text):
        found.lines.add(index)
        n_banners += 1
        index = _over_blanks(lines, index - 1, last_page, found)
    below = page + 1
    while below < found.end and lines[below].blank:
        found.blanks.add(below)
        below += 1
    alone = below + 1 >= found.end or lines[below + 1].blank
    if n_banners < _BANNERS and below < found.end and alone and is_banner(lines[below].text):
        found.lines.add(below)


def _over_blanks(lines: Sequence[Line], index: int, last_page: int, found: Furniture) -> int:
    """The first line with words at or above `index`; the blank ones below it are added."""
    while index > last_page and (lines[index].blank or index in found.lines):
        found.blanks.add(index)
        index -= 1
    return index


def _find_distribution(lines: Sequence[Line], begin: int, found: Furniture) -> None:
    """Add what stands between the heading of a first page and the header below it.

    That is the list of bureaus with their numbers of copies, drafting and clearances. It
    comes again at each section, whose first page is numbered 1 again.
    """
    near = lines[begin : min(begin + _TO_DISTRIBUTION, found.end)]
    if not _FIRST_PAGE.match(near[0].text) or not any(is_distribution(line.text) for line in near):
        return
    for index in range(begin, min(begin + _TO_HEADER, found.end)):
        if opens_header(lines[index].text) or lines[index].text.lstrip().startswith("FM "):
            found.lines.update(range(begin, index))
            return
