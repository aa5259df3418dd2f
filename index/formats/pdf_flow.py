"""The printed lines of a PDF as one text: what belongs together stands together.

Blank lines part paragraphs, divided words are whole, footnotes follow the paragraph that
calls them.
"""

import re
from collections import Counter
from collections.abc import Container, Sequence

from index.formats.lines import append, ends_clause, ends_sentence, is_item, looks_like_heading
from index.formats.notes import calls
from index.formats.pdf_lines import PageLine
from index.formats.pdf_notes import notes_apart
from index.formats.pdf_spacing import distance, line_spacing, together

__all__ = ["flowing_text"]

_WIDER = 1.22  # a gap so much wider than the line spacing parts paragraphs
_LARGER = 1.15  # a line so much larger or smaller is a heading, a note, a quotation
_STARTS = re.compile(
    r"\s*(?:¶\s?\d|[\[(]?\d{1,4}[\])]|\d{1,3}(?:\.\d{1,3})*\.?(?:\(|\s+\S)|\d{4}\.\s+\S)"
)
_HYPHENATED = re.compile(r"(?<![^\W\d_])(?=([^\W\d_]+-[^\W\d_]+))")


def flowing_text(pages: Sequence[Sequence[PageLine]]) -> str:
    """The text of a document.

    Args:
        pages: The lines of each page in reading order, running heads and feet removed.

    Returns:
        Lines, with a blank line where a gap or a short line shows that a paragraph ends, and
        none where a page breaks a paragraph.
    """
    lines = [line for page in pages for line in page]
    hyphenated = _hyphenated(lines)
    lines, notes = notes_apart(pages, _body_size(lines), hyphenated)
    spacing = line_spacing(lines)
    blocks: list[list[PageLine]] = []
    for line in lines:
        if blocks and not _parted(blocks[-1][-1], line, spacing):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    texts: list[str] = []
    for block in blocks:
        texts.append("\n".join(_whole_words(block, hyphenated)))
        marks = [(line.page, mark) for line in block for mark in calls(line.text)]
        texts += [notes.pop(mark) for mark in marks if mark in notes]
    return "\n\n".join([*texts, *notes.values()]) + "\n"


def _hyphenated(lines: Sequence[PageLine]) -> frozenset[str]:
    """The words written with a hyphen inside a line, in lower case."""
    return frozenset(word for line in lines for word in _HYPHENATED.findall(line.text.lower()))


def _body_size(lines: Sequence[PageLine]) -> float:
    """The size of the type that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _parted(before: PageLine, line: PageLine, spacing: float) -> bool:
    """Whether a paragraph ends between two lines."""
    ended = ends_sentence(before.text)
    starts = _STARTS.match(line.text) is not None or is_item(line.text)
    short = _has_room(before, line)
    if before.turn != line.turn or _other_type(before, line) or (short and (ended or starts)):
        return True
    if together(before, line):
        return distance(before, line) > _WIDER * spacing
    if line.text[0].islower() and not ended:
        return False
    starts = starts or (looks_like_heading(line.text) and line.x1 < line.margin - line.size)
    return short or (starts and (ended or ends_clause(before.text)))


def _other_type(before: PageLine, line: PageLine) -> bool:
    """Whether a line is set in another size, and does not go on in small letters."""
    larger, smaller = max(before.size, line.size), min(before.size, line.size)
    return larger > _LARGER * smaller and not line.text[0].islower()


def _has_room(before: PageLine, line: PageLine) -> bool:
    """Whether the first word of a line would have stood on the line before."""
    first = line.text.split()[0]
    width = (line.x1 - line.x0) / len(line.text) * (len(first) + 1)
    return before.x1 + 1.2 * width < before.margin


def _whole_words(block: Sequence[PageLine], hyphenated: Container[str]) -> list[str]:
    """The lines of a block; where a line divides a word, the next goes on in the same line."""
    texts: list[str] = []
    for line in block:
        # Behind a hyphen, a capital in small letters begins a name: Anglo-, American.
        divided = texts and texts[-1].endswith("-") and not line.text[:2].istitle()
        if divided:
            texts[-1] = append(texts[-1], line.text, hyphenated)
        else:
            texts.append(line.text)
    return texts
