"""Whose view stands in a judgment: the court's, a judge's who dissents, or a party's."""

import re
from typing import Literal

__all__ = [
    "asks_for_argument",
    "has_court_hold",
    "is_dissent",
    "is_of_judge",
    "is_open",
    "judge_named",
    "speaks_of_court",
    "speaks_of_dissent",
    "where_party_argues",
    "whose_view",
    "without_court",
]

_HOLDS = (
    r"(?:accepts|accepted|agrees|agreed|concludes|concluded|decides|decided|finds|found|holds|held"
    r"|orders|ordered|rejects|rejected|rules|ruled)"
)
_COURT_HOLDS = re.compile(
    rf"\b(?:court|majority|panel|tribunal)\b,?(?:\s+\w+){{0,2}}?\s+{_HOLDS}\b"
    rf"|\baccording to the (?:court|majority|panel|tribunal)\b",
    re.IGNORECASE,
)
_JUDGE_HOLDS = re.compile(
    r"\b(?:I|[Ww]e)\s+(?:(?!would\b)\w+\s+){0,2}?"
    r"(?:accept(?:ed)?|agreed?|conclude|concluded|hold|held|reject|rejected|(?:find|found)\s+that)\b"
    r"|\b[Gg]rounds?\s(?:\w+\s){1,3}(?:fails?|succeeds?)\b"
)
_ARGUES = (
    r"(?:(?:answer(?:s|ed)|assert(?:s|ed)|contend(?:s|ed)|maintain(?:s|ed)|repl(?:ied|ies)"
    r"|submit(?:s|ted)|suggest(?:s|ed))\s+that|argue[ds]|relie[ds]\s+on\s+[A-Z]\w+\s+v)"
)
_PARTY_ARGUES = re.compile(
    r"\b(?:(?:[Cc]ounsel|[Aa]ppellants?|[Rr]espondents?|[Cc]laimants?|[Dd]efendants?"
    r"|[Pp]rosecution|[Aa]pplicants?|[Pp]etitioners?|(?:Ms|Mr|Mrs|Miss|Dr)\.?\s+[^\W\d_a-z]\w+)"
    rf"\b[^.;]{{0,30}}?|[Ss]?[Hh]e\s+(?:also\s+)?|[Ii]t\s+(?:also\s+)?)\b{_ARGUES}\b"
    r"|\b[Ii]t\s+(?:also\s+)?says\s+that\b"
    r"|\b[Oo]n (?:his|her|its|their) \w+ case\b|\bIn the alternative\b"
)
_OPEN = re.compile(r"\bquestions? (?:\w+ )?arises?\b|\A(?:If|Whether)\s|\bappeals?\s+against\b")
_SPEAKS_OF_COURT = re.compile(
    r"\b(?:courts?|judges?|justices?|tribunal|jury|majority|panel|verdict|judgment|convict\w*"
    r"|acquit\w*|sentenced|ruled|ruling(?!\s+party))\b",
    re.IGNORECASE,
)
_OF_DISSENT = re.compile(r"\bdissent|\bminority (?:judgment|judge|opinion)\b", re.IGNORECASE)
_DISSENT = re.compile(
    r"\bdissenting\b|\bdissent (?:of|by)\b|\A\W*dissent\W*\Z|\bminority (?:judgment|opinion)\b",
    re.IGNORECASE,
)
_COURT = r"(?:court|majority(?!\s+of\b)|tribunal|panel|judges?)"
# `Tarn J`, `Judge Tarn`; not `John P Smith`, `Justice Minister Kane`.
_JUDGE = (
    r"(?-i:(?:Judge|(?:Lord|Lady|Mr|Mrs|Ms)\s+Justice|Justice(?!\s+(?:Dep|Min)))\s+(?P<after>[A-Z][\w-]+)"
    r"|\b(?P<before>[A-Z][\w-]+)\s+(?:[CL]?J|P|JA|JSC)\b(?!\.?\s+[A-Z]))"
)
_NAMED_JUDGE = re.compile(rf"\b{_JUDGE}")
_OPINION = re.compile(r"\b(?:judge?ments?|opinions?|dissent(?:ing)?|reasons)\b", re.IGNORECASE)
_OF_COURT = re.compile(rf"(?<!dissenting )(?<!minority )\b{_COURT}\b|{_JUDGE}", re.IGNORECASE)
_DECIDES = (
    r"(?:accept|agree|allow|award|conclude|decide|dismiss|fix|find|found|held|hold|impose|order"
    r"|quash|reduce|reject|rule|said|say|set|think|thought|uphold|upheld)(?:e?[ds])?"
)
_ASKED_OF_COURT = re.compile(
    rf"\b(?:{_COURT}|judgment)\b(?:\s+\w+){{0,4}}?\s+{_DECIDES}\b"
    rf"|\b(?:according to|by) the {_COURT}\b|\b(?:did|has|had) the {_COURT}\s"
    rf"|\b{_COURT}['’]s?\s(?:conclusion|decision|finding|judgment|reason|ruling|view)",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"\b(?:compare[ds]?|differ\w*)\b", re.IGNORECASE)
# “What did the court decide about …”
_WHOSE = rf"(?:the\s+(?:{_COURT}|(?:dissenting\s+|minority\s+)?judge|dissent|minority)|{_JUDGE})"
_FRAME = re.compile(
    rf"\A\s*what\s+(?:did|does|has|had)\s+{_WHOSE}\s+{_DECIDES}\s+"
    r"(?:about|as\s+to|(?:of|on)(?=\s+(?:the|when|whether|how|what)\b))\s+",
    re.IGNORECASE,
)
# Where it is the argument itself that is asked for.
_ASKED_OF_PARTIES = re.compile(
    r"\b(?:appellant|argu\w+|claimant|contend\w*|contention|counsel|defendant|respondent"
    r"|submission|submit\w*)\b",
    re.IGNORECASE,
)


def whose_view(question: str) -> Literal["court", "dissent"] | None:
    """Whether a question asks what a court held, or what a judge who dissents did.

    None where it asks of neither, or to compare the two.
    """
    if _OF_DISSENT.search(question):
        if _COMPARES.search(question) and _OF_COURT.search(question):
            return None
        return "dissent"
    return "court" if _ASKED_OF_COURT.search(question) else None


def judge_named(question: str) -> str | None:
    """The name of the judge of whom a question asks: `Orrin` in “What did Orrin P hold?”.

    None where it asks of none, or compares.
    """
    found = None if _COMPARES.search(question) else _NAMED_JUDGE.search(question)
    return found["after"] or found["before"] if found else None


def is_of_judge(heading: str, judge: str) -> bool:
    """Whether what stands under a heading is the judgment of a judge: `JUDGMENT OF ORRIN P`."""
    named = re.search(rf"\b{re.escape(judge)}\b", heading, re.IGNORECASE)
    return named is not None and _OPINION.search(heading) is not None


def without_court(question: str) -> str:
    """A question without the words that only say whose view is asked for.

    “What did the court decide about the costs?” is about the costs, which is all that a judgment
    mostly says of them in that place.
    """
    return _FRAME.sub("", question).strip()


def asks_for_argument(question: str) -> bool:
    """Whether a question asks what was argued."""
    return _ASKED_OF_PARTIES.search(question) is not None


def speaks_of_dissent(sentence: str) -> bool:
    """Whether a sentence says that it is of a dissent."""
    return _OF_DISSENT.search(sentence) is not None


def is_dissent(heading: str) -> bool:
    """Whether what stands under a heading is a dissent."""
    return _DISSENT.search(heading) is not None


def has_court_hold(text: str, *, by_name: bool = False) -> bool:
    """Whether a court holds something in a text.

    Args:
        text: Sentences.
        by_name: Only where it is called the court; else “I agree” of a judge counts as well.
    """
    if _COURT_HOLDS.search(text):
        return True
    return not by_name and _JUDGE_HOLDS.search(text) is not None


def where_party_argues(text: str) -> re.Match[str] | None:
    """The words of a text by which a party argues what follows; None where none does."""
    return _PARTY_ARGUES.search(text)


def speaks_of_court(text: str) -> bool:
    """Whether a text speaks of a court, a judge, or what only these do."""
    return _SPEAKS_OF_COURT.search(text) is not None


def is_open(text: str) -> bool:
    """Whether a text asks or supposes what a court is to decide."""
    return _OPEN.search(text) is not None
