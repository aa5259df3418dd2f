"""Sentences of a paragraph, as spans of its text."""

import re

__all__ = ["sentence_spans"]

_NUMBER_ONLY = re.compile(r"\(?[0-9A-Za-z]{1,4}[.)]\s*\Z")


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
        for boundary in get_sentence_boundaries("en", line) if line.strip() else ():
            end = offset + int(boundary["end_index"])
            if _NUMBER_ONLY.match(text, begin, end) and end < offset + len(line):
                continue  # goes with the next sentence
            spans.append((begin, end))
            begin = end
        if text[begin : offset + len(line)].strip():
            spans.append((begin, offset + len(line)))
        offset += len(line) + 1
    return tuple(filter(None, (_trimmed(text, span) for span in spans)))


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    end = span[0] + len(piece.rstrip())
    return (start, end) if start < end else None
