"""Whether quoted words hold an answer that a question set accepts.

Both are normalised as the SQuAD evaluation does it (https://rajpurkar.github.io/SQuAD-explorer/),
made fit for finding one text within another: case, punctuation, white space and the articles
`a`, `an` and `the` do not count. What differs: punctuation parts words instead of joining
them, so that `Parliament` is found in `Parliament's`; and numbers, dates and times are left as
they are written, so that `3.5` is not found in `35`, nor `1,000` in `1000`. Whole words are
compared: `art` is not found in `party`.
"""

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["accepted_answers", "holds"]

_ARTICLES = frozenset({"a", "an", "the"})
# Letters and digits; a sign between two digits belongs to the number.
_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.,:/](?=\d)[^\W_]+)*")
# The full stops of `U.S.`, which is the same word as `US`.
_ABBREVIATING_STOP = re.compile(r"(?<=\b[^\W\d_])\.")


def accepted_answers(answers: Iterable[str]) -> tuple[str, ...]:
    """Those of the answers that can be looked for: those with a letter or a digit in them."""
    return tuple(answer for answer in answers if _words(answer))


def holds(text: str, answer: str) -> bool:
    """Whether a text has the words of an answer, one after the other.

    Args:
        text: Words quoted from a paragraph.
        answer: An accepted answer.

    Returns:
        False too if the answer has no word.
    """
    wanted, held = _words(answer), _words(text)
    # An answer that is an article ("A", of a blood group) is compared with articles.
    if not _ARTICLES.issuperset(wanted):
        wanted, held = _without_articles(wanted), _without_articles(held)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(held)} "


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", text).casefold()
    return _WORD.findall(_ABBREVIATING_STOP.sub("", folded))


def _without_articles(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _ARTICLES]
