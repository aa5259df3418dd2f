"""Lines of a text, and the joining of wrapped lines into running text."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from index.formats.notes import RAISED, is_note

__all__ = [
    "CODE",
    "HEADING",
    "Line",
    "append",
    "ends_clause",
    "ends_sentence",
    "is_item",
    "is_row",
    "is_rule",
    "join",
    "looks_like_heading",
    "numbered_lines",
    "unmarked",
]

# What a page's mark-up says of a line, inside its text: characters of which Unicode says that
# no text has them.
HEADING, CODE = "\ufdd0", "\ufdd1"

# A line drawn with signs, under a heading or between columns; it holds no words.
_RULE = re.compile(r"\s*(?:[-=_*~·—–]\s*){3,}\Z")
# What may follow a sentence's last mark: closing quotation marks, brackets, a footnote's call.
_SENTENCE_END = re.compile(
    rf"[.!?。！？।؟۔][\"'”’)\]»」』）]*(?:[{RAISED}]+(?:, ?[{RAISED}]+)*)?\s*\Z"
)
_ITEM_BEFORE = re.compile(
    r"(?:[.!?:;][\"'”’)\]»]*|(?:[,;:] ?|\A\s*)(?:and|or|but))\s*\Z", re.IGNORECASE
)
# The beginning of a sub-paragraph: `a.`, `(a)`, `(1)`, `1.`, `iv.`, `--`, `*`.
_ITEM = re.compile(
    r"\s*(?:\((?:[a-zA-Z]|\d{1,2}|[ivx]+)\)|(?:[a-zA-Z]|\d{1,2}|[ivx]+)[.)]|--?|[*•])\s+\S"
)
# Columns: at least two gaps of three spaces, or a tab or a bar between words.
_TABULAR = re.compile(r"\S {3,}\S.* {3,}\S|\S\s*\t\s*\S|\S\s*\|\s*\S")
_SENTENCE_INSIDE = re.compile(r"[a-z]{3}[.?!] +[A-Z]")
_HYPHENATED = re.compile(r"([^\W\d_]+)-\Z")
_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W\d_]+")
# Overlapping, so that a word of three parts is two pairs.
_PAIR = re.compile(r"\b(?=([^\W\d_]+-[^\W\d_]+))")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file.

    Attributes:
        number: 1-based.
        text: Its text without the line end.
        mark: `HEADING` or `CODE` where mark-up says that it is one; empty elsewhere.
    """

    number: int
    text: str
    mark: str = ""

    @property
    def blank(self) -> bool:
        """Whether it holds nothing but white space."""
        return not self.text.strip()


def numbered_lines(text: str) -> list[Line]:
    """The lines of a text, numbered from 1; what its marks say is told by the lines."""
    return [
        Line(number, unmarked(line), next((mark for mark in (HEADING, CODE) if mark in line), ""))
        for number, line in enumerate(text.split("\n"), start=1)
    ]


def unmarked(text: str) -> str:
    """A text without marks."""
    return text.replace(HEADING, "").replace(CODE, "")


def is_rule(text: str) -> bool:
    """Whether a line is drawn (`-------`) rather than written."""
    return _RULE.match(text) is not None


def is_item(text: str) -> bool:
    """Whether a line looks like the beginning of a sub-paragraph or of a list item."""
    return _ITEM.match(text) is not None


def is_row(text: str) -> bool:
    """Whether a line looks like a row of a table: words in columns."""
    return _TABULAR.search(text.strip()) is not None


def ends_sentence(text: str) -> bool:
    """Whether a line ends with the end of a sentence."""
    return _SENTENCE_END.search(text) is not None


def ends_clause(text: str) -> bool:
    """Whether an item of a list can begin after this line: `…:`, `…;`, `…; and`."""
    return _ITEM_BEFORE.search(text) is not None


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


def join(lines: Sequence[Line], *, hyphenated: bool = False) -> str:
    r"""Running text of the lines of one paragraph.

    Wrapped lines are joined by a space. A line break (`\n`) is kept before a list item,
    round the rows of a table, and where a blank line follows the end of a sentence; a
    blank line inside a sentence is where a page broke, and goes.

    Args:
        lines: The lines, blank and drawn ones included.
        hyphenated: Whether words were divided at line ends when the text was set
            (telegrams of the 1970s): `DEPART-` `MENT` becomes one word, unless the text
            writes it with its hyphen elsewhere. Otherwise a hyphen at a line end is part
            of its word.
    """
    divided = _hyphenated_words(lines) if hyphenated else None
    pieces: list[str] = []
    last, after_blank, table = "", False, False
    for line in lines:
        if line.blank or is_rule(line.text):
            after_blank = after_blank or line.blank
            continue
        row = is_row(line.text)
        piece = line.text.strip() if row else " ".join(line.text.split())
        if pieces and (row or table or _breaks_before(last, line.text, after_blank)):
            pieces.append("\n")
        elif pieces and not (_HYPHENATED.search(last[-_LONGEST_WORD:]) and _WORD.match(piece)):
            pieces.append(" ")
        elif pieces and divided is not None and _is_divided(last, piece, divided):
            pieces[-1] = last[:-1]
        pieces.append(piece)
        last, after_blank, table = piece, False, row
    return "".join(pieces)


def _breaks_before(text: str, line: str, after_blank: bool) -> bool:
    """Whether a line begins a new one after `text`, the line before it."""
    if after_blank and (ends_sentence(text) or text.endswith(":") or is_note(line)):
        return True
    return is_item(line) and (after_blank or ends_clause(text))


def _hyphenated_words(lines: Sequence[Line]) -> frozenset[str]:
    """Words that the lines write with a hyphen, each pair of parts, in lower case."""
    return frozenset(
        pair.lower() for line in lines if "-" in line.text for pair in _PAIR.findall(line.text)
    )


def _is_divided(text: str, piece: str, hyphenated: frozenset[str]) -> bool:
    """Whether the word between two lines was divided there, and has no hyphen of its own."""
    before, after = _HYPHENATED.search(text[-_LONGEST_WORD:]), _WORD.match(piece)
    if before is None or after is None:
        return False
    return f"{before[1]}-{after[0]}".lower() not in hyphenated


def append(text: str, piece: str, vocabulary: Container[str] | None) -> str:
    """`text` and the next line's words as one line of running text.

    Args:
        text: The words so far.
        piece: The next line.
        vocabulary: What is known to be written with a hyphen, in lower case; None where a
            hyphen at a line end is always part of its word.
    """
    divided, rest = _HYPHENATED.search(text[-_LONGEST_WORD:]), _WORD.match(piece)
    if not divided or not rest:
        return f"{text} {piece}"
    if vocabulary is not None and f"{divided[1]}-{rest[0]}".lower() not in vocabulary:
        return text[:-1] + piece
    return text + piece
