"""Sentences of a paragraph, as spans of its text."""

import re

__all__ = ["sentence_spans"]

_NUMBER = re.compile(r"\d\.\Z")
# With one of these before it, sentencex takes a line for a single sentence.
_ITEM = re.compile(r"\s*\([0-9A-Za-z]{1,4}\)\s+")
_NUMBER_ONLY = re.compile(r"\(?[0-9A-Za-z]{1,4}[.)]\s*\Z")
# Where sentencex sees an end and there is none: after a title that a name follows, and after an
# abbreviation that a number follows; below, after a time of day.
_TITLE = re.compile(r"\b(?:Amb|Chmn|Cmdr|Cons|Del|Dep|Asst|DCM|Msgr|Pol|Econ|Pub|Op|Ste)\.\s*\Z")
_BEFORE_NUMBER = re.compile(
    r"\b(?:(?:sub-?)?paras?|chs?|vols?|approx|ca|cf|pp?|nos?|secs?|arts?|cls?|figs?|refs?|encls?"
    r"|tels?|decl)\.\s*\Z",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b[ap]\.m\.\s*\Z", re.IGNORECASE)
_AFTER_TIME = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August"
    r"|(?:Septem|Octo|Novem|Decem)ber|GMT|UTC|[A-Z]{1,2}[SD]?T)\b"
)
_LONGEST = 16  # characters that an abbreviation has, with what is before and after it


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of a text begins and ends.

    A line break always ends a sentence: `index.formats.lines.join` keeps one only before list items
    and paragraphs. The number of a list item belongs to the item's first sentence.

    Returns:
        (start, end) offsets in order, without the white space between sentences; every
        character that is not white space is in exactly one span.
    """
    from sentencex import get_sentence_boundaries

    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        begin = offset
        item = _ITEM.match(line)
        skipped = item.end() if item else 0
        rest = line[skipped:]
        for boundary in get_sentence_boundaries("en", rest) if rest.strip() else ():
            end = offset + skipped + int(boundary["end_index"])
            if end < offset + len(line) and _goes_on(text, begin, end):
                continue
            spans.append((begin, end))
            begin = end
        if text[begin : offset + len(line)].strip():
            spans.append((begin, offset + len(line)))
        offset += len(line) + 1
    return tuple(filter(None, (_trimmed(text, span) for span in spans)))


def _goes_on(text: str, begin: int, end: int) -> bool:
    """Whether what sentencex takes for a sentence belongs to what follows it."""
    if _NUMBER_ONLY.match(text, begin, end):
        return True
    if _NUMBER.search(text, begin, end):  # `3.4.2.(a)`: nothing stands between
        return True
    if _AFTER_TIME.match(text, end) and _TIME.search(text, max(begin, end - _LONGEST), end):
        return True
    abbreviation = _BEFORE_NUMBER if text[end].isdigit() else _TITLE
    return bool(abbreviation.search(text, max(begin, end - _LONGEST), end))


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    end = span[0] + len(piece.rstrip())
    return (start, end) if start < end else None
