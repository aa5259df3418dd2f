"""Lists: what is quoted with a sentence that only introduces one, such as “These are exempt:”.

The items stand in the lines after it, or in paragraphs of their own: `4.1.3.(a)` is one of `4.1.3`.
"""

import re
from collections.abc import Sequence

from index.model import Paragraph

__all__ = ["introduces", "items_below", "list_end"]

_N_BELOW = 10
# How a line of a list begins, or the columns of a table.
_ITEM = re.compile(r"(?:[-–—•*]+|\(?[0-9A-Za-z]{1,4}[.)])\s|[^\n]*\S {3,}\S")


def introduces(sentence: str) -> bool:
    """Whether a sentence says nothing without what comes after it."""
    return sentence.endswith(":")


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
        begins_line = "\n" in text[sentences[at - 1][1] : sentences[at][0]]
        if begins_line and not _ITEM.match(text, sentences[at][0]):
            break
        if begins_line:
            last = at
    return last


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
