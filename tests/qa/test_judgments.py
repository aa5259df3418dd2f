"""Whose view stands in a judgment."""

import pytest

from qa.judgments import has_court_hold, is_open, where_party_argues, whose_view


@pytest.mark.parametrize(
    ("question", "whose"),
    [
        ("What did the court decide about time?", "court"),
        ("What does the majority of the judges say?", "court"),
        ("Did the Court of Appeal accept that?", "court"),
        ("When did time begin to run according to the majority?", "court"),
        ("What did the dissenting judge say?", "dissent"),
        ("Who dissented?", "dissent"),
        ("Where does the court sit?", None),
        ("What did the minister say?", None),
    ],
)
def test_whose_view_of_a_case_is_asked_for(question: str, whose: str | None) -> None:
    assert whose_view(question) == whose


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
