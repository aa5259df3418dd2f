"""The name of a case, from the lines above a judgment: who appears against whom, and its report."""

import re
from collections.abc import Sequence

__all__ = ["case_name", "is_court"]

_ROLE = (
    r"(?:Appellant|Applicant|Claimant|Defendant|Petitioner|Plaintiff|Respondent"
    r"|APPELLANT|APPLICANT|CLAIMANT|DEFENDANT|PETITIONER|PLAINTIFF|RESPONDENT)[sS]?"
)
_NTH = r"(?:(?:[Ff]irst|[Ss]econd|[Tt]hird|FIRST|SECOND|THIRD|1st|2nd|3rd)\s+)?"
_ROLES = re.compile(rf"(?:\A|[\s.,(–—-]){_NTH}{_ROLE}(?:\s*/\s*{_ROLE})?[\s.,)]*\Z")
_VERSUS = re.compile(
    r"\s*(?P<one>[^\W\d_a-z](?:.{0,150}?\S)?)\s+(?:v|vs|versus|-v-)\.?\s+"
    r"(?P<other>[^\W\d_a-z][^\n]{0,150}?)\s*(?P<report>\[\d{4}\][\w .]{0,30})?\s*\Z"
)
_REPORT = re.compile(r"\[\d{4}\](?:\s+\d{1,4})?\s+[A-Z][A-Za-z. ]{1,14}\s\d{1,6}\b")
_COURT = re.compile(r"\b(?:court|tribunal|house of lords|privy council)\b", re.IGNORECASE)
_NO_PARTY = re.compile(r"\b(?:and|by|for|from|in|of|on|the|to|with)\Z|[,:]", re.IGNORECASE)


def is_court(title: str) -> bool:
    """Whether a title is what a court is called."""
    return _COURT.search(title) is not None


def case_name(lines: Sequence[str]) -> str:
    """The case as one cites it: `Osk Ltd v Quay Board [2013] 8 QCR 41`.

    Args:
        lines: What stands above the first numbered paragraph.

    Returns:
        Its parties as they are printed, from one line (`X v Y`) or from two that have `Appellant`,
        `Respondent` or the like after them, with the report or neutral citation, if there is one;
        empty where there is neither a court nor a report, or no two parties are found.
    """
    report = next((match[0] for line in lines if (match := _REPORT.search(line))), "")
    if not report and not any(map(is_court, lines)):
        return ""
    for line in lines:
        if (match := _VERSUS.match(line)) and _is_party(match["one"]) and _is_party(match["other"]):
            return f"{match['one']} v {match['other']} {report}".strip()
    parties = _parties(lines)
    if len(parties) < 2 or not all(map(_is_party, parties)):
        return ""
    return f"{parties[0]} v {parties[1]} {report}".strip()


def _is_party(name: str) -> bool:
    return _NO_PARTY.search(name) is None


def _parties(lines: Sequence[str]) -> list[str]:
    """The names before what says as what they appear, on its line or on those right above.

    Where several appear alike, `(1) Osk Ltd` and `(2) Marr Ltd`, the first, “and others”.
    """
    found: list[str] = []
    above: list[str] = []
    for line in filter(str.strip, lines):
        match = _ROLES.search(line)
        if match is None:
            above.append(line.strip(" ,"))
            continue
        own = line[: match.start()].strip(" ,")
        first = next((n for n, each in enumerate(above) if each.startswith("(1)")), None)
        if own:
            found.append(own)
        elif first is not None:
            found.append(f"{above[first].removeprefix('(1)').strip()} and others")
        elif above:
            found.append(above[-1])
        above = []
    return found
