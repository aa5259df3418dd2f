"""Joining wrapped lines into running text."""

import pytest

from index.formats.lines import join, numbered_lines


def joined(text: str, *, hyphenated: bool = False) -> str:
    return join(numbered_lines(text), hyphenated=hyphenated)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", "one two"),
        ("  one  \n   two ", "one two"),
        ("one\n\ntwo", "one two"),
        ("One.\n\nTwo.", "One.\nTwo."),
        ("He said:\n\nTwo.", "He said:\nTwo."),
        ('He said "no."\n\nTwo.', 'He said "no."\nTwo.'),
        ("one\n-----\ntwo", "one two"),
        ("non-\ncompliance", "non-compliance"),
        ("from 5 -\n6", "from 5 - 6"),
        ("as follows:\n(a) one;\n(b) two; and\n(c) three.", None),
        ("as follows:\n-- one;\n-- two.", None),
        ("", ""),
        ("-----", ""),
    ],
)
def test_lines_are_joined(text: str, expected: str | None) -> None:
    assert joined(text) == (text if expected is None else expected)


def test_rows_of_a_table_stay_apart() -> None:
    table = "VESSEL              LICENCE     FEE\nDona Ramira         CF-2291      38"
    assert joined(f"These are:\n{table}\nand no more.") == f"These are:\n{table}\nand no more."


def test_a_dash_in_a_sentence_is_no_list() -> None:
    assert joined("public assemblies\n-- specifically, its rules") == (
        "public assemblies -- specifically, its rules"
    )


def test_divided_words() -> None:
    assert joined("the depart-\nment", hyphenated=True) == "the department"
    assert joined("a cease-\nfire and the cease-fire", hyphenated=True) == (
        "a cease-fire and the cease-fire"
    )
    assert joined("the depart-\nment") == "the depart-ment"
