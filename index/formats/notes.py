"""Footnotes, as texts without a page hold them: `³` where one is called, `³ …` the note."""

import re

__all__ = ["RAISED", "calls", "is_note", "raised", "with_call"]

# Raised figures, and the letters of raised Roman numerals, in which endnotes count.
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁱᵛˣˡᶜ"
_RAISE = str.maketrans("0123456789ivxlc", RAISED)
_CALL = re.compile(rf"[{RAISED}]+")
_NOTE = re.compile(rf"\s*[{RAISED}]+\s")
_WORD_BEFORE = re.compile(r"[^\W\d_]{3}\Z")


def raised(number: str) -> str:
    """A number in raised figures: `12` is `¹²`, `iv` is `ⁱᵛ`."""
    return number.translate(_RAISE)


def with_call(text: str, mark: str) -> str:
    """`text` followed by a raised mark, which stands off a word so that a search finds it."""
    return f"{text} {mark}" if _WORD_BEFORE.search(text) else text + mark


def calls(text: str) -> list[str]:
    """The raised numbers in a text."""
    return _CALL.findall(text)


def is_note(text: str) -> bool:
    """Whether a line is a footnote, set after the paragraph that calls it."""
    return _NOTE.match(text) is not None
