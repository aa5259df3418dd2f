"""Lists: what is quoted with a sentence that only introduces one, such as “These are exempt:”.

The items stand in the lines after it, or in paragraphs of their own: `4.1.3.(a)` is one of `4.1.3`.
An item, or the row of a table, says little without what introduces it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.model import Paragraph
from index.sentences import sentence_spans

__all__ = [
    "goes_on",
    "introduces",
    "introductions",
    "is_row",
    "is_table",
    "items_below",
    "list_end",
    "list_start",
]

_N_BELOW = 10
_LONGEST = 1_200  # characters from the introduction of an item to its end
# How a line of a list begins, or the columns of a table.
_ITEM = re.compile(r"(?:[-–—•*]+|\(?[0-9A-Za-z]{1,4}[.)])\s|[^\n]*\S {3,}\S")
_GOES_ON = re.compile(r"(?:[;,]|[;,]?\s(?:and|or))\s*\Z")
_ROW = re.compile(r"\S {3,}\S")


def introduces(sentence: str) -> bool:
    """Whether a sentence says nothing without what comes after it."""
    return sentence.endswith(":")


def is_row(sentence: str) -> bool:
    """Whether a sentence is a row of a table: words in columns, three blanks or more apart."""
    return _ROW.search(sentence) is not None


def is_table(text: str) -> bool:
    """Whether a text has rows of a table under each other, so that its blanks mean columns."""
    rows = [is_row(line) for line in text.splitlines()]
    return any(first and second for first, second in pairwise(rows))


def goes_on(item: str) -> bool:
    """Whether an item of a list says that another follows: “…; and”, “…,”."""
    return _GOES_ON.search(item) is not None


def list_end(text: str, sentences: Sequence[tuple[int, int]], place: int) -> int:
    """The last sentence of the list that a sentence introduces.

    Args:
        text: The paragraph's text.
        sentences: Spans of its sentences, in order.
        place: The sentence.

    Returns:
        The place of the sentence with which the last item begins; `place` itself where no list
        follows.
    """
    last = place
    if not introduces(text[slice(*sentences[place])]):
        return last
    for at in range(place + 1, len(sentences)):
        if _begins_item(text, sentences, at):
            last = at
        elif "\n" in text[sentences[at - 1][1] : sentences[at][0]]:
            break
    return last


def list_start(text: str, sentences: Sequence[tuple[int, int]], place: int) -> int:
    """The sentence that introduces the list, or the table, that a sentence is an item or row of.

    Args:
        text: The paragraph's text.
        sentences: Spans of its sentences, in order.
        place: The sentence.

    Returns:
        The place of that sentence, or `place` itself where it begins no item, or the list is longer
        than can be quoted.
    """
    if not _begins_item(text, sentences, place):
        return place
    for at in range(place - 1, -1, -1):
        start, end = sentences[at]
        below = text[end : sentences[at + 1][0]]
        is_prose = "\n" in below and not _begins_item(text, sentences, at + 1)
        if is_prose or sentences[place][1] - start > _LONGEST:
            break
        if introduces(text[start:end]) and _begins_item(text, sentences, at + 1):
            return at
    return place


def _begins_item(text: str, sentences: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a sentence begins a line of its own as an item or a row does."""
    start = sentences[place][0]
    begins_line = place > 0 and "\n" in text[sentences[place - 1][1] : start]
    return begins_line and _ITEM.match(text, start) is not None


def introductions(
    paragraph: Paragraph, document: Sequence[Paragraph]
) -> tuple[tuple[Paragraph, int, int], ...]:
    """The sentences that introduce a paragraph as an item: where each stands, the first one first.

    Args:
        paragraph: The paragraph.
        document: The paragraphs of its document, in order.

    Returns:
        Paragraphs before it and the spans of their last sentences: that of `3.4.2` and that of
        `3.4.2.(a)` for `3.4.2.(a)(i)`. None where nothing introduces it.
    """
    for above in reversed(document[max(0, paragraph.ordinal - 2 * _N_BELOW) : paragraph.ordinal]):
        if introduces(above.text) and paragraph in items_below(above, document):
            span = sentence_spans(above.text)[-1]
            return (*introductions(above, document), (above, *span))
    return ()


def items_below(paragraph: Paragraph, document: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs that a paragraph ends by introducing, ten at most.

    Args:
        paragraph: The paragraph.
        document: The paragraphs of its document, in order.

    Returns:
        Those right after it whose labels go on from its own: `4.1.3.(a)` and `4.1.3.(b)` after
        `4.1.3`.
    """
    below: list[Paragraph] = []
    if introduces(paragraph.text):
        for each in document[paragraph.ordinal + 1 :]:
            if not each.paragraph.startswith(
                (f"{paragraph.paragraph}.", f"{paragraph.paragraph}(")
            ):
                break
            below.append(each)
    return tuple(below[:_N_BELOW])
