"""What a question asks for, told from its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.negations import negates
from qa.question_kinds import (
    Kind,
    asks_for_several,
    holds_kind,
    kind_of,
    names_in,
    numbers_in,
    who_is,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many megawatts will the dam generate?", "number"),
        ("In what year was the ferry sold?", "date"),
        ("When did Osk resign?", "date"),
        ("Whose boat was it?", "name"),
        ("Who signed?", "name"),
        ("In which port did it land?", "place"),
        ("Why was the quay closed?", "reason"),
        ("Which company bought it?", "name"),
        ("What did the council say?", None),
    ],
)
def test_what_is_asked_for(question: str, kind: Kind | None) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "holds", "does_not"),
    [
        ("Who signed for Lowmere?", "At dawn Brannit signed.", "The mayor of Lowmere signed."),
        ("When was it sold?", "It was sold in 1994.", "It was sold for little."),
        ("When after 1994 was it sold?", "It was sold in March.", "Not in 1994."),
        ("How many barges came?", "Some said that twelve came.", "Many barges came."),
        ("Where did it land?", "It landed at Lowmere.", "It landed softly."),
        ("Why did it close?", "It closed because of fog.", "It closed at noon."),
    ],
)
def test_a_sentence_that_has_it_beyond_the_question(
    question: str, holds: str, does_not: str
) -> None:
    kind = kind_of(question)
    assert holds_kind(kind, question, holds)
    assert not holds_kind(kind, question, does_not)
    assert not holds_kind(None, question, holds)


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which organisations were banned?", True),
        ("What are the conditions of the permit?", True),
        ("List the ports of the coast.", True),
        ("Who were the envoys?", True),
        ("Which foreign companies have signed?", True),
        ("What does the ship carry?", False),
        ("What happens at noon?", False),
        ("Who is harbour master?", False),
        ("What is the address?", False),
        ("How many ships were lost?", False),
    ],
)
def test_one_thing_or_several(question: str, several: bool) -> None:
    assert asks_for_several(question) is several


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Dorcas Pym?", "Dorcas Pym"),
        ("who's Pym", "Pym"),
        ("Who was Ida von Tarn?", ""),
        ("Who is the mayor?", ""),
        ("Who is Pym's brother?", ""),
        ("Who is Pym and what does she want?", ""),
    ],
)
def test_who_somebody_is(question: str, name: str) -> None:
    assert who_is(question) == name


def test_names_and_numbers_are_spans_of_the_question() -> None:
    question = "Did “Osk” pay 1,500 crowns in Lowmere in 1994?"
    assert [question[a:b] for a, b in names_in(question)] == ["Osk", "Lowmere"]
    assert [question[a:b] for a, b in numbers_in(question)] == ["1,500", "1994"]


@pytest.mark.parametrize("text", ["It did not sail.", "Who didn’t pay?", "It never came.", "No."])
def test_denials(text: str) -> None:
    assert negates(text)
    assert not negates("He noted the knot.")


@given(st.text(max_size=300))
def test_any_text_may_be_asked(text: str) -> None:
    holds_kind(kind_of(text), text, text)
    asks_for_several(text)
    for start, end in (*names_in(text), *numbers_in(text)):
        assert 0 <= start < end <= len(text)
