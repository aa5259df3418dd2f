"""Cutting the body of a document into its paragraphs, no word left out.

Every written line of the body goes to exactly one block, as its text or as its heading.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from index.formats.announced_lists import is_listed
from index.formats.lines import (
    HEADING,
    Line,
    ends_sentence,
    is_item,
    is_row,
    is_rule,
    join,
    looks_like_heading,
)
from index.formats.notes import is_note
from index.formats.number_chain import Start
from index.model import Paragraph, unnumbered_label

__all__ = ["Block", "cut", "label_blocks"]

_CLOSING = re.compile(r"\s*\(?END\b", re.IGNORECASE)
_CHAPTER = re.compile(r"\s*(\d+)\.\s")
_ROMAN_CHAPTER = re.compile(r"\s*[IVX]+\.\s+[A-Z]")
_OUTER_NUMBER = re.compile(r"\D+\s(\d+)\Z")  # of `Section 3`
_HEADING_LINES = 3
_SHORTER = 0.6  # a title, than the line after it
_TRAILER_WORDS = 6


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph before it has its label.

    Attributes:
        label: The number printed, or None where the document prints none.
        marking: Portion mark.
        heading: What stands between the block before and this one.
        text: Joined text; never empty.
        first_line: 1-based line of the file.
        last_line: 1-based line of the file.
    """

    label: str | None
    marking: str
    heading: str
    text: str
    first_line: int
    last_line: int


def cut(
    lines: Sequence[Line], starts: Mapping[int, Start], *, hyphenated: bool = False
) -> list[Block]:
    """Cut a body into blocks.

    Headings go to the block that follows them. What stands before the first numbered
    paragraph, and a short last line such as a signature, are blocks without a label. With
    no numbered paragraph at all, blank lines part the blocks.

    Args:
        lines: The body, page furniture removed.
        starts: From `find_starts`.
        hyphenated: As in `join`.

    Returns:
        The blocks in order. A number that is followed by nothing stays text of the block
        before it.
    """
    bounds = [*starts, len(lines)]
    lead = list(_parted(lines[: bounds[0]]))
    heading: list[list[Line]] = []
    first = next(iter(starts.values()), None)
    while first and lead and _n_written(lead[-1]) == 1 and _is_heading(lead[-1], first.label):
        heading.insert(0, lead.pop())
    blocks = [_block(part, None, [], hyphenated) for part in lead]
    for begin, end in pairwise(bounds):
        start, after = starts[begin], starts.get(end)
        body, following = _peel(lines[begin:end], after.label if after else None)
        body = [Line(body[0].number, body[0].text[start.offset :]), *body[1:]]
        if start.titled:
            title, body = _part_title(body)
            heading = [*heading, title] if title else heading
        if any(not line.blank and not is_rule(line.text) for line in body):
            blocks.append(_block(body, start, heading, hyphenated))
            heading = following
        else:
            heading = [*heading, [lines[begin]], *following]
    blocks += [_block(part, None, [], hyphenated) for part in heading]
    return _fold_titles(blocks)


def label_blocks(blocks: Sequence[Block], doc_id: str) -> tuple[Paragraph, ...]:
    """Paragraphs of a document, each label made unique (`7`, `7#2`, `u1`)."""
    seen: Counter[str] = Counter()
    paragraphs: list[Paragraph] = []
    n_unnumbered = 0
    for ordinal, block in enumerate(blocks):
        n_unnumbered += block.label is None
        label = unnumbered_label(n_unnumbered) if block.label is None else block.label
        seen[label] += 1
        paragraphs.append(
            Paragraph(
                doc_id=doc_id,
                paragraph=label if seen[label] == 1 else f"{label}#{seen[label]}",
                ordinal=ordinal,
                heading=block.heading,
                marking=block.marking,
                text=block.text,
                first_line=block.first_line,
                last_line=block.last_line,
            )
        )
    return tuple(paragraphs)


def _block(
    part: Sequence[Line], start: Start | None, heading: Sequence[Sequence[Line]], hyphenated: bool
) -> Block:
    written = [line for line in part if not line.blank]
    return Block(
        label=start.label if start else None,
        marking=start.marking if start else "",
        heading=" · ".join(filter(None, (join(piece) for piece in heading))),
        text=join(part, hyphenated=hyphenated),
        first_line=part[0].number,
        last_line=written[-1].number,
    )


def _parted(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines between blank lines; parts of drawn lines alone are left out."""
    parts: list[list[Line]] = [[]]
    for line in lines:
        if line.blank:
            parts.append([])
        else:
            parts[-1].append(line)
    return [part for part in parts if any(not is_rule(line.text) for line in part)]


def _n_written(part: Sequence[Line]) -> int:
    return sum(not is_rule(line.text) for line in part)


def _is_heading(part: Sequence[Line], before: str | None) -> bool:
    """Whether a part reads like a heading of the paragraph labelled `before`."""
    written = [line.text for line in part if not is_rule(line.text)]
    underlined = len(written) < len(part) and is_rule(part[-1].text)
    if not 0 < len(written) <= _HEADING_LINES:
        return False
    if part[0].mark == HEADING:
        return True
    if (
        _is_item(written[0], before)
        or any(_CLOSING.match(text) or is_note(text) for text in written)
        or (len(written) > 1 and all(map(is_row, written)))
    ):
        return False
    if underlined:
        return len(" ".join(written)) <= 180
    if _n_under_title(part) > 1:
        return False
    return looks_like_heading(" ".join(text.strip() for text in written))


def _n_under_title(part: Sequence[Line]) -> int:
    """How many lines stand under a title that is underlined; they are what it titles."""
    last = max((place for place, line in enumerate(part) if is_rule(line.text)), default=0)
    return len(part) - 1 - last if last else 0


def _is_item(text: str, before: str | None) -> bool:
    """Whether a line is an item of a list, not the title of a chapter (`3. SCOPE`, `I. FACTS`)."""
    chapter = _CHAPTER.match(text)
    if chapter and before and before.startswith(f"{chapter[1]}."):
        return False
    return is_item(text) and _ROMAN_CHAPTER.match(text) is None


def _peel(lines: Sequence[Line], before: str | None) -> tuple[list[Line], list[list[Line]]]:
    """A paragraph's lines, and the parts at its end that are headings of what follows.

    Args:
        lines: The lines up to the next numbered paragraph.
        before: That paragraph's label; None at the end of the document, where such a part is
            a block of its own, and only if it is as short as a signature.
    """
    body = list(lines)
    following: list[list[Line]] = []
    while True:
        while body and (body[-1].blank or (following and is_rule(body[-1].text))):
            body.pop()
        begin = len(body)
        while begin > 0 and not body[begin - 1].blank:
            begin -= 1
        part = body[begin:]
        if begin == 0 or not _is_heading(part, before) or not _closed(body, begin):
            return body, following[::-1]
        if is_listed(body, begin):
            return body, following[::-1]
        if before is None and len(" ".join(line.text for line in part).split()) > _TRAILER_WORDS:
            return body, following[::-1]
        following.append(part)
        del body[begin:]


def _part_title(body: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The title under the number of an article, empty if it has none, and the text after it.

    A title is what stands up to a blank line and reads like a heading, or the line under the
    number if it is much shorter than the line after it, which begins anew.
    """
    written = [place for place, line in enumerate(body) if not line.blank]
    if len(written) < 2:
        return [], list(body)
    first, second = written[:2]
    title, after = body[first].text.strip(), body[second].text.strip()
    if not looks_like_heading(title) or is_item(title) or is_row(title):
        return [], list(body)
    apart = second > first + 1 or is_rule(after)
    shorter = first > 0 and len(title) < _SHORTER * len(after) and not after[0].islower()
    if not apart and not shorter:
        return [], list(body)
    number = body[0].number
    return [body[first]], [Line(number, ""), *body[first + 1 :]]


def _closed(lines: Sequence[Line], end: int) -> bool:
    """Whether the text before a heading has come to its end (a page may break a sentence)."""
    if lines[end].mark == HEADING:
        return True
    for index in range(end - 1, -1, -1):
        text = lines[index].text
        if lines[index].blank or is_rule(text) or is_note(text):
            continue
        return (
            ends_sentence(text)
            or looks_like_heading(text)
            or is_row(text)
            or _CLOSING.match(text) is not None
        )
    return False


def _fold_titles(blocks: Sequence[Block]) -> list[Block]:
    """Numbered titles (`3.4 Time limits`, then `3.4.1 …`) become headings of what they title."""
    folded: list[Block] = []
    titles: list[str] = []
    for plain, following in zip_longest(blocks, blocks[1:]):
        block = replace(plain, heading=" · ".join(filter(None, [*titles, plain.heading])))
        if following and _titles(block, following):
            titles = [*filter(None, [block.heading]), f"{block.label} {block.text}"]
        else:
            folded.append(block)
            titles = []
    return folded


def _titles(block: Block, following: Block) -> bool:
    if block.label is None or following.label is None or block.marking:
        return False
    outer = _OUTER_NUMBER.match(block.label)
    number = outer[1] if outer and following.label[:1].isdigit() else block.label
    deeper = following.label.removeprefix(number)
    if deeper == following.label or deeper[:1] not in {".", "("}:
        return False
    return looks_like_heading(block.text) and not block.text.endswith(":")
