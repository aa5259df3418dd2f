"""The case that a judgment is of, from the lines above its first paragraph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.case_name import case_name


@pytest.mark.parametrize(
    ("lines", "case"),
    [
        (
            ["Case No. 4", "[2013] 8 QCR 41", "Between", "  OSK LIMITED", "", "   Appellant",
             "  and", "THE QUAY BOARD", "   Respondent"],
            "OSK LIMITED v THE QUAY BOARD [2013] 8 QCR 41",
        ),
        (["Osk Ltd v Quay Board [2013] 8 QCR 41"], "Osk Ltd v Quay Board [2013] 8 QCR 41"),
        (["DISTRICT COURT", "JOHN OSK,", "Plaintiff,", "v.", "QUAY BOARD,", "Defendant."],
         "JOHN OSK v QUAY BOARD"),
        (["County Court", "Osk (Claimant)", "and", "Marr (Defendant)"], "Osk v Marr"),
        (["Marr vs. Osk", "[2009] EWHC 3"], "Marr v Osk [2009] EWHC 3"),
        (["Crown Court", "R v Osk"], "R v Osk"),
        (["Court of Appeal", "(1) OSK LTD", "(2) MARR LTD", "Appellants", "and", "THE BOARD",
          "First Respondent"], "OSK LTD and others v THE BOARD"),
        (["Report of the Court on Article V Obligations"], ""),
        (["MATCH REPORT", "Arsenal v Chelsea"], ""),
        (["Court forms", "Information for the Applicant", "Duties of the Respondent"], ""),
        (["This note concerns Osk Ltd v Quay Board [2013] 8 QCR 41, which was reversed"], ""),
        (["The Minister of Ports", "and", "the Quay Board"], ""),
        (["Osk", "Appellant"], ""),
        (["MEMORANDUM", "From: Osk", "Subject: the defendants"], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_the_parties_are_told(lines: list[str], case: str) -> None:
    assert case_name(lines) == case


@given(st.lists(st.text(max_size=40) | st.sampled_from(["Appellant", "v", "A v B", "and", ""])))
def test_any_lines_can_be_read(lines: list[str]) -> None:
    assert isinstance(case_name(lines), str)
