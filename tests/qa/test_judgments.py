"""Whose view stands in a judgment."""

import pytest

from qa.judgments import (
    has_court_hold,
    is_of_judge,
    is_open,
    judge_named,
    speaks_of_court,
    where_party_argues,
    whose_view,
    without_court,
)


@pytest.mark.parametrize(
    ("question", "whose"),
    [
        ("What did the court decide about time?", "court"),
        ("What does the majority of the judges say?", "court"),
        ("Did the Court of Appeal accept that?", "court"),
        ("When did time begin to run according to the majority?", "court"),
        ("What did the dissenting judge say?", "dissent"),
        ("Who dissented?", "dissent"),
        ("What is the penalty that the court imposed?", "court"),
        ("How does the dissent differ from the majority?", None),
        ("What did the dissenting judge disagree with the court about?", "dissent"),
        ("Where does the court sit?", None),
        ("What did the minister say?", None),
    ],
)
def test_whose_view_of_a_case_is_asked_for(question: str, whose: str | None) -> None:
    assert whose_view(question) == whose


@pytest.mark.parametrize(
    ("question", "judge", "asked"),
    [
        ("What did Tarn J hold about the lamp?", "Tarn", "the lamp?"),
        ("What did Judge Tarn say on the costs?", "Tarn", "the costs?"),
        ("What did the court decide about the costs?", None, "the costs?"),
        ("What did the dissent say about when time ran?", None, "when time ran?"),
        ("What did the court decide that day?", None, "What did the court decide that day?"),
        ("What did the court hold on appeal?", None, "What did the court hold on appeal?"),
        ("What did Lord Justice Tarn say about it?", "Tarn", "it?"),
        ("What did Justice Minister Kane say?", None, "What did Justice Minister Kane say?"),
        ("What did Orrin P. Smith say?", None, "What did Orrin P. Smith say?"),
        (
            "How does the dissent differ from Tarn J?",
            None,
            "How does the dissent differ from Tarn J?",
        ),
        ("Why did the court reject the appeal?", None, "Why did the court reject the appeal?"),
        ("What did the minister say about J?", None, "What did the minister say about J?"),
    ],
)
def test_which_judge_is_asked_of_and_what(question: str, judge: str | None, asked: str) -> None:
    assert judge_named(question) == judge
    assert without_court(question) == asked


@pytest.mark.parametrize(
    ("heading", "is_its"),
    [
        ("JUDGMENT OF TARN J", True),
        ("Dissent of Tarn J", True),
        ("JUDGMENT OF TARNSON J", False),
        ("THE TAXES OF TARN", False),
    ],
)
def test_whose_judgment_stands_under_a_heading(heading: str, is_its: bool) -> None:
    assert is_of_judge(heading, "Tarn") is is_its


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("The Court may quash a penalty.", True),
        ("He was convicted in May.", True),
        ("The majority found it so.", True),
        ("The ruling party closed the harbour.", False),
        ("The charity appeals for gifts.", False),
        ("The master shall notify the harbour.", False),
    ],
)
def test_what_speaks_of_a_court(text: str, speaks: bool) -> None:
    assert speaks_of_court(text) is speaks


@pytest.mark.parametrize(
    ("text", "holds", "argues"),
    [
        ("Ms Dunn submitted that a master is not aware.", False, True),
        ("She relied on Thrale v Quay Commission.", False, True),
        ("On his primary case time ran from 02:40.", False, True),
        ("I do not accept the primary case.", True, False),
        ("The Court there held that time ran from the morning.", True, False),
        ("Ground two fails.", True, False),
        ("I would hold that time ran at six.", False, False),
        ("Mr Toomey pointed at the lamp.", False, False),
    ],
)
def test_who_holds_and_who_argues(text: str, holds: bool, argues: bool) -> None:
    assert has_court_hold(text) is holds
    assert bool(where_party_argues(text)) is argues


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("The parties agreed that four questions arise for decision:", True),
        ("If time ran from 03:05, it expired at 07:05.", True),
        ("Lanternfish appeals against both measures.", True),
        ("Time ran from 03:05.", False),
    ],
)
def test_what_is_still_to_be_decided(text: str, asks: bool) -> None:
    assert is_open(text) is asks
