"""When quoted words hold an accepted answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.accepted import accepted_answers, holds


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The dam will generate 640 megawatts.", "640 Megawatts"),
        ("It was signed by the minister\n of  ports.", "minister of the ports"),
        ("He called it “a burial at sea”.", '"burial at sea"'),
        ("The Parliament's oversight was weakened.", "Parliament"),
        ("A twenty-five year lease", "twenty five"),
        ("The U.S. embassy wrote on 5 May.", "US embassy"),
        ("The US embassy", "U.S."),
        ("J. Marr kept the books.", "J Marr"),
        ("In 1998, he left.", "1998"),
        ("From 1066–1087 he reigned.", "1087"),
        ("STRASSE", "straße"),
        ("cafe\u0301", "caf\u00e9"),
        ("His blood group is A, they say.", "A"),
        ("¶ 3.4.2 applies", "3.4.2"),
    ],
)
def test_case_punctuation_articles_and_white_space_do_not_count(text: str, answer: str) -> None:
    assert holds(text, answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The party met.", "art"),
        ("It costs 35 florins.", "3.5"),
        ("It costs 3.5 florins.", "35"),
        ("It costs 3.5 florins.", "5"),
        ("It has 1,000 berths.", "1"),
        ("A thousand: 1,000.", "1000"),
        ("It begins at 10:30.", "1030"),
        ("five", "5"),
        ("the burial of the king at sea", "burial at sea"),
        ("His blood group is 0.", "A"),
        ("Anything at all.", ""),
        ("Anything at all.", "…"),
        ("", "Anything"),
    ],
)
def test_other_words_and_other_numbers_count(text: str, answer: str) -> None:
    assert not holds(text, answer)


def test_answers_without_a_word_cannot_be_looked_for() -> None:
    assert accepted_answers(["", ".", "A", "§ 5", "“”"]) == ("A", "§ 5")


@given(st.text(), st.text(), st.text())
def test_an_answer_is_found_among_other_words(before: str, answer: str, after: str) -> None:
    found = holds(f"{before} ; {answer} ; {after}", answer)
    assert found == bool(accepted_answers([answer]))
