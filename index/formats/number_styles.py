"""The styles in which documents number their paragraphs, and the values of their numbers.

A style is a pattern that a line must begin with, and a way to read the number in it as a value
that can be compared: `IV` is 4, `12a` stands between 12 and 13, `Article 5(2)` after 5(1). A
label is kept as it is printed; brackets, a pilcrow and a final full stop are no part of it, a
word or a section sign is (`Art. 5`, `§ 12a`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

__all__ = [
    "BARE",
    "CABLE_NUMBER",
    "LETTERS",
    "PLAIN",
    "ROMAN",
    "WORDED",
    "Number",
    "Style",
    "word_of",
]

_AFTER = r"(?=\s|\(|\Z)"


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """The value of a number.

    Attributes:
        number: What counts on from one paragraph to the next.
        below: What distinguishes paragraphs of one number, in order: empty for `12`, then
            `12(1)`, `12(2)`, `12a`.
    """

    number: int
    below: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """One style of numbering.

    Attributes:
        pattern: What a line begins with; its group `label` is what is printed.
        read: The value of a match, or None where it is no number (`IIX`).
    """

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Number | None]

    def match(self, text: str, begin: int = 0) -> tuple[re.Match[str], str, Number] | None:
        """The match at `begin`, its label and value; None where the line has no such number."""
        match = self.pattern.match(text, begin)
        number = self.read(match) if match else None
        if match is None or number is None:
            return None
        return match, " ".join(match["label"].split()), number


# Digits: `7`, `12a`, `14.25`.
_COMPONENT = re.compile(
    r"\((?P<inside>\d{1,5}|[a-zA-Z]{1,5})\)|(?P<digits>\d+)|(?P<letter>[a-zA-Z])"
)
_LETTER_SUFFIX = 100_000  # 12a stands after 12(1) and 12(2)


def _digits(match: re.Match[str]) -> Number | None:
    return Number(int(match["number"]), tuple(_below(match["below"])))


def _below(text: str) -> Iterator[int]:
    for part in _COMPONENT.finditer(text):
        if part["letter"]:
            yield _LETTER_SUFFIX + ord(part["letter"].lower())
        elif part["digits"] or part["inside"].isdecimal():
            yield int(part["digits"] or part["inside"])
        else:
            inside = part["inside"].lower()
            yield ord(inside) - ord("a") + 1 if len(inside) == 1 else (_roman_value(inside) or 0)


_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_FORM = re.compile(r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def _roman_value(text: str) -> int | None:
    """The value of a roman numeral below 400; None for letters that are none."""
    if not text or not _ROMAN_FORM.fullmatch(text):
        return None
    values = [_ROMAN_DIGITS[digit] for digit in text]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _roman(match: re.Match[str]) -> Number | None:
    value = _roman_value(match["label"].lower())
    return None if value is None else Number(value)


def _letter(match: re.Match[str]) -> Number:
    return Number(ord(match["label"].lower()) - ord("a") + 1)


def _plain(before: str, after: str, *, then: str = _AFTER) -> Style:
    number = r"(?P<label>(?P<number>\d{1,4})(?P<below>[a-zA-Z]?))"
    return Style(re.compile(rf"\s*{before}{number}{after}{then}"), _digits)


# One family a style; a document is numbered in the one that makes the best chain.
PLAIN: Mapping[str, Style] = {
    # After a full stop of full width no blank stands.
    "full stop": _plain("", rf"(?:\.{_AFTER}|．)", then=""),
    "parenthesis": _plain("", r"\)"),
    "parentheses": _plain(r"\(", r"\)"),
    "brackets": _plain(r"\[", r"\]", then=r"(?=\s|\Z)"),
    "pilcrow": _plain(r"¶\s?", r"[.)]?"),
}
_ROUND = (("full stop", "", r"\."), ("parenthesis", "", r"\)"), ("parentheses", r"\(", r"\)"))
ROMAN: Mapping[str, Style] = {
    f"{case} roman, {name}": Style(
        re.compile(rf"\s*{before}(?P<label>{digits}{{1,8}}){after}{_AFTER}"), _roman
    )
    for case, digits in (("upper", "[IVXLC]"), ("lower", "[ivxlc]"))
    for name, before, after in _ROUND
}
LETTERS: Mapping[str, Style] = {
    f"{case} letter, {name}": Style(
        re.compile(rf"\s*{before}(?P<label>{letter}){after}{_AFTER}"), _letter
    )
    for case, letter in (("upper", "[A-Z]"), ("lower", "[a-z]"))
    for name, before, after in _ROUND
}

# A number alone stands before prose too: `1995 was …`, `3 March`; a paragraph begins with a
# capital letter, or with one of a script that has none.
_MONTH = re.compile(
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|March|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)


def _bare(match: re.Match[str]) -> Number | None:
    goes_on = match["first"].islower() or _MONTH.match(match.string, match.start("first"))
    return None if goes_on else _digits(match)


BARE = Style(
    re.compile(
        r"\s*(?P<label>(?P<number>\d{1,3})(?P<below>))\s+(?=[\"'“„«‘(\[]*(?P<first>[^\W\d_]))"
    ),
    _bare,
)

# A cable may change from `7.` to `¶7.` or `7)` between its sections.
CABLE_NUMBER = Style(
    re.compile(
        rf"\s*(?P<sign>¶\s?)?(?P<label>(?P<number>\d{{1,3}})(?P<below>))(?(sign)[.)]?|[.)]){_AFTER}"
    ),
    _digits,
)

# Words and signs that are part of the label, each a family of its own.
_WORDS = {
    "article": r"Art(?:icle|ikel|ículo|icolo|igo|\.)?",
    "section": r"Sec(?:tion|t?\.)",
    "clause": r"Cl(?:ause|\.)",
    "rule": r"Rule",
    "regulation": r"Reg(?:ulation|\.)",
    "paragraph": r"Para(?:graph|\.)?",
    "principle": r"Principle",
    "recommendation": r"Recommendation",
    "guideline": r"Guideline",
    "recital": r"Recital",
    "number": r"(?:No|Nr)\.",
    "sign": r"§",
}
_WORD = re.compile("|".join(rf"(?P<{name}>{word})" for name, word in _WORDS.items()), re.IGNORECASE)
# `Article 5 of the Charter`, `Section 3, as amended`, `Article 5 § 1`, `Art. 5 (2) of …` go on
# with a sentence; a title or a text begins with a capital letter, after a dash with any.
_POINTS = re.compile(r"[\s.]*(?:\((?:\d{1,4}|[a-zA-Z]{1,5})\)\s*)*")


def _worded(match: re.Match[str]) -> Number | None:
    text, end = match.string, match.end("label")
    points = _POINTS.match(text, end)
    following = text[points.end() if points else end :][:1]
    if following.islower() or following in set(",;§/)&"):
        return None
    if match["number"]:
        return _digits(match)
    value = _roman_value(match["roman"].lower())
    return None if value is None else Number(value)


WORDED = Style(
    re.compile(
        rf"\s*(?P<label>(?P<several>§(?=§))?(?i:{'|'.join(_WORDS.values())})\s*"
        r"(?:(?P<number>\d{1,4})"
        r"(?P<below>(?:\.\d{1,4})*(?:bis|ter|quater|[a-zA-Z])?(?:\((?:\d{1,5}|[a-zA-Z]{1,5})\))*"
        r"(?:\s+Abs\.?\s?\d{1,3})?)"
        # `§§ 4-6 (repealed)`
        r"(?(several)(?:\s?(?:[–—,-]|bis|to|and|und)\s?\d{1,4}[a-zA-Z]?\b)+)"
        r"|(?P<roman>[IVXLC]{1,8})))\s*[.:–—-]?(?=\s|\(|\Z)"
    ),
    _worded,
)


def word_of(label: str) -> str:
    """The family of a worded label, such as `article`; empty where there is no such word."""
    match = _WORD.match(label)
    return match.lastgroup or "" if match else ""
