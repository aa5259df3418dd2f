"""The name of a case, from the lines above a judgment: who appears against whom, and its report."""

import re
from collections.abc import Sequence

__all__ = ["case_name"]

_ROLE = (
    r"(?:Appellant|Applicant|Claimant|Defendant|Petitioner|Plaintiff|Respondent"
    r"|APPELLANT|APPLICANT|CLAIMANT|DEFENDANT|PETITIONER|PLAINTIFF|RESPONDENT)[sS]?"
)
_ROLES = re.compile(rf"(?:\A|[\s.,(–—-])(?:{_ROLE})(?:\s*/\s*{_ROLE})?[\s.,)]*\Z")
_VERSUS = re.compile(
    r"\s*(?P<one>[^\W\d_a-z].{1,150}?)\s+(?:v|vs|V|VS|versus|-v-)\.?\s+(?P<other>[^\W\d_a-z].{1,150}?)"
    r"\s*(?P<report>\[\d{4}\].*)?\Z"
)
_REPORT = re.compile(r"\[\d{4}\](?:\s+\d{1,4})?\s+[A-Z][A-Za-z. ]{1,14}\s\d{1,6}\b")


def case_name(lines: Sequence[str]) -> str:
    """The case as one cites it: `Osk Ltd v Quay Board [2013] 8 QCR 41`.

    Args:
        lines: What stands above the first numbered paragraph.

    Returns:
        Its parties as they are printed, from one line (`X v Y`) or from two that have `Appellant`,
        `Respondent` or the like after them, with the report or neutral citation, if there is one;
        empty where nothing is a case.
    """
    report = next((match[0] for line in lines if (match := _REPORT.search(line))), "")
    for line in lines:
        if match := _VERSUS.match(line):
            return f"{match['one']} v {match['other']} {report}".strip()
    parties = _parties(lines)
    if len(parties) < 2:
        return ""
    return f"{parties[0]} v {parties[1]} {report}".strip()


def _parties(lines: Sequence[str]) -> list[str]:
    """The names before what says as what they appear, on its line or on the one above."""
    found, above = [], ""
    for line in lines:
        if not line.strip():
            continue
        match = _ROLES.search(line)
        name = line[: match.start()].strip(" ,") if match else ""
        if match and (name or above):
            found.append(name or above)
        above = line.strip(" ,") if not match else ""
    return found
