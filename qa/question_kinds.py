"""What a question asks for: a person, a place, a date, a number, a reason; one thing or several.

Told from its words alone. A kind is a hint, never a condition: a sentence that holds what was
asked for is preferred to one that does not.
"""

import re
from collections.abc import Iterator
from typing import Literal

__all__ = [
    "Kind",
    "asks_for_several",
    "gives_reason",
    "holds_kind",
    "kind_of",
    "long_names_in",
    "names_in",
    "numbers_in",
    "who_is",
]

Kind = Literal["name", "place", "date", "number", "reason"]

# The first that is met tells; `which` alone comes last.
_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "number",
        r"\bhow (?:many|much|long|far|old|large|often|big|high|tall|fast|few|deep|wide)\b"
        r"|\b(?:what|which) (?:percent|percentage|number|amount|share|proportion|sum)\b",
    ),
    ("date", r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time|period)s?\b"),
    ("name", r"\bwho(?:m|se)?\b"),
    (
        "place",
        r"\bwhere\b|\b(?:what|which) (?:country|city|state|place|region|area|river|town|village"
        r"|province|continent|capital|location|port|island|sea)\b",
    ),
    ("reason", r"\bwhy\b|\b(?:what|which) (?:reason|cause)s?\b"),
    ("name", r"\bwhich\b|\bnamed?\b|\bcalled\b"),
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:1\d{{3}}|20\d{{2}})s?\b|\b(?:{_MONTHS}|{_MONTHS.upper()})\b|\b[Cc]entur(?:y|ies)\b"
    r"|\b[Dd]ecades?\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_NUMBER = re.compile(
    r"\b\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred"
    r"|thousand|million|billion|half|third|quarter|twice|percent)s?\b",
    re.IGNORECASE,
)
# A capitalised word that does not begin the text.
_NAME = re.compile(r"(?<=\s)[^\w\s]*([^\W\d_a-z]\w*)")
# Several of them that make one name: `Hajji Sarbaz Toluk`, `Bank of Marrow Sound`.
_CAPITALISED = r"[^\W\d_a-z][\w’'-]*"
_LONG_NAME = re.compile(
    rf"(?<=\s){_CAPITALISED}"
    rf"(?:\s+(?:(?:of|de|del|da|von|van|der|al|bin|the)\s+){{0,2}}{_CAPITALISED})+"
)
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|of|across|into|through|between|outside|off)\s+(?:the\s+)?"
    r"([^\W\d_a-z]\w*)"
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|as a result|therefore|thus"
    r"|reasons?|caus\w+|led to|to \w+|by \w+ing)\b",
    re.IGNORECASE,
)
_SURE_REASON = re.compile(
    r"\b(?:because|due to|owing to|in order to|as a result|therefore|reasons?|caus(?:e[ds]?|ing)"
    r"|led to)\b",
    re.IGNORECASE,
)
_FOUND = {"date": _DATE, "number": _NUMBER, "name": _NAME, "place": _PLACE}

_SEVERAL = re.compile(
    r"\b(?:which|what)\s+(?:\w+\s+){0,2}?\w{3,}[^s\W]s\s+"
    r"(?:are|were|do|did|have|had|can|could|will|would|may|must|should|\w+ed)\b"
    r"|\bwhat (?:are|were) (?:the|all|some)\b|\b(?:name|list) (?:the|all|some|every)\b"
    r"|\bwho (?:are|were)\b",
    re.IGNORECASE,
)
_WHO_IS = re.compile(
    rf"\s*[Ww]ho(?:[’']s|\s+(?:is|was|are|were))\s+((?:{_CAPITALISED}\s+){{0,4}}{_CAPITALISED})\s*\?*\s*\Z"
)
_DIGITS = re.compile(r"\b\d[\w.,]*")


def kind_of(question: str) -> Kind | None:
    """What a question asks for; None where its words do not tell."""
    asked = question.casefold()
    return next((kind for kind, pattern in _KINDS if re.search(pattern, asked)), None)


def holds_kind(kind: Kind | None, question: str, text: str) -> bool:
    """Whether a text has something of a kind that the question does not say itself.

    Args:
        kind: What is asked for; nothing holds None.
        question: The question.
        text: A sentence.
    """
    if kind is None:
        return False
    if kind == "reason":
        return bool(_REASON.search(text))
    said = {word.casefold() for word in re.findall(r"\w+", question)}
    return any(found.casefold() not in said for found in _found(_FOUND[kind], text))


def gives_reason(text: str) -> bool:
    """Whether a text says for certain that it gives a reason."""
    return _SURE_REASON.search(text) is not None


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match[match.lastindex or 0] for match in pattern.finditer(text))


def asks_for_several(question: str) -> bool:
    """Whether a question asks for more than one thing, as in “Which organisations…?”."""
    return kind_of(question) not in {"number", "date"} and bool(_SEVERAL.search(question))


def who_is(question: str) -> str:
    """The name in “Who is Dorcas Pym?”; empty where a question asks something else."""
    found = _WHO_IS.match(question)
    return found[1] if found else ""


def names_in(question: str) -> list[tuple[int, int]]:
    """Spans of the capitalised words of a question, its first word aside."""
    return [match.span(1) for match in _NAME.finditer(question)]


def long_names_in(question: str) -> list[tuple[int, int]]:
    """Spans of the names of a question that have several words, its first word aside."""
    return [match.span() for match in _LONG_NAME.finditer(question)]


def numbers_in(question: str) -> list[tuple[int, int]]:
    """Spans of the numbers of a question that are written in digits."""
    return [match.span() for match in _DIGITS.finditer(question)]
