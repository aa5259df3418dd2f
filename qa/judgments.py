"""Whose view stands in a judgment: the court's, a judge's who dissents, or a party's."""

import re
from typing import Literal

__all__ = ["has_court_hold", "has_party_argue", "is_dissent", "is_open", "whose_view"]

_HOLDS = (
    r"(?:accept(?:s|ed)?|agree[ds]?|conclude[ds]?|decide[ds]?|finds?|found|held|holds?|orders?"
    r"|ordered|rejects?|rejected|rule[ds]?)"
)
_COURT_HOLDS = re.compile(
    rf"\b(?:court|majority|panel|tribunal)\b(?:\s+\w+){{0,2}}?\s+{_HOLDS}\b"
    rf"|\baccording to the (?:court|majority|panel|tribunal)\b",
    re.IGNORECASE,
)
_JUDGE_HOLDS = re.compile(
    rf"\b(?:I|[Ww]e)\s+(?:(?!would\b)\w+\s+){{0,2}}?{_HOLDS}\b"
    r"|\b[Gg]rounds?\s(?:\w+\s){1,3}(?:fails?|succeeds?)\b"
)
_ARGUES = (
    r"(?:answered|argue[ds]?|asserts?|asserted|contend(?:s|ed)?|maintain(?:s|ed)?|rel(?:ied|ies)"
    r"|repl(?:ied|ies)|submit(?:s|ted)?|suggest(?:s|ed)?|urge[ds]?)"
)
_PARTY_ARGUES = re.compile(
    r"\b(?:(?:[Cc]ounsel|[Aa]ppellants?|[Rr]espondents?|[Cc]laimants?|[Dd]efendants?"
    r"|[Pp]rosecution|[Aa]pplicants?|[Pp]etitioners?|(?:Ms|Mr|Mrs|Miss|Dr)\.?\s+[^\W\d_a-z]\w+)"
    rf"\b[^.;]{{0,30}}?|[Ss]?[Hh]e\s+(?:also\s+)?|[Ii]t\s+(?:also\s+)?)\b{_ARGUES}\b"
    r"|\b[Ii]t\s+(?:also\s+)?says\s+that\b"
    r"|\b[Oo]n (?:his|her|its|their) \w+ case\b|\bIn the alternative\b"
)
_OPEN = re.compile(r"\bquestions? (?:\w+ )?arises?\b|\A(?:If|Whether)\s|\bappeals?\s+against\b")
_DISSENT = re.compile(r"\bdissent|\bminority (?:judgment|judge|opinion)\b", re.IGNORECASE)
_ASKED_OF_COURT = re.compile(
    r"\b(?:court|majority|tribunal|panel|judges?|judgment)\b(?:\s+\w+){0,4}?\s+"
    r"(?:accept|agree|conclude|decide|find|found|held|hold|order|reject|rule|said|say|think)"
    r"(?:e?[ds])?\b|\b(?:according to|by) the (?:court|majority|panel|tribunal)\b",
    re.IGNORECASE,
)


def whose_view(question: str) -> Literal["court", "dissent"] | None:
    """Whether a question asks what a court held, or what a judge who dissents did."""
    if _DISSENT.search(question):
        return "dissent"
    return "court" if _ASKED_OF_COURT.search(question) else None


def is_dissent(text: str) -> bool:
    """Whether a heading, or a sentence, is of a dissent."""
    return _DISSENT.search(text) is not None


def has_court_hold(text: str, *, by_name: bool = False) -> bool:
    """Whether a court holds something in a text.

    Args:
        text: Sentences.
        by_name: Only where it is called the court; else “I agree” of a judge counts as well.
    """
    if _COURT_HOLDS.search(text):
        return True
    return not by_name and _JUDGE_HOLDS.search(text) is not None


def has_party_argue(text: str) -> bool:
    """Whether a party argues something in a text."""
    return _PARTY_ARGUES.search(text) is not None


def is_open(text: str) -> bool:
    """Whether a text asks or supposes what a court is to decide."""
    return _OPEN.search(text) is not None
