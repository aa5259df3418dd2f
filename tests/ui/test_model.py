import json

import pytest

from index.errors import InputError
from qa.model import Answer, Citation, Hit
from tests.ui.conftest import CABLE_PARAGRAPHS
from ui.model import N_CLOSEST, Place, Press, Turn

GOOD = {"doc_id": "09ASTANA1161", "paragraph": "7", "start": 3, "end": 9}


def test_a_place_comes_back_from_the_browser_as_it_was_sent() -> None:
    place = Place("doc \"<'&¶", "14.2.3.(1)", 3, 9)
    assert Place.from_browser(json.loads(place.key)) == place


def test_a_paragraph_as_a_place_has_no_words_highlighted() -> None:
    assert Place.of_paragraph(CABLE_PARAGRAPHS[2]) == Place("09ASTANA1161", "7", 0, 0)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "09ASTANA1161",
        [],
        {},
        {**GOOD, "doc_id": 7},
        {**GOOD, "paragraph": None},
        {**GOOD, "start": "3"},
        {**GOOD, "start": True},
        {**GOOD, "end": 9.5},
        {"doc_id": "09ASTANA1161", "paragraph": "7"},
    ],
)
def test_anything_else_from_the_browser_is_refused(sent: object) -> None:
    with pytest.raises(InputError, match="reload the page"):
        Place.from_browser(sent)


PRESSED = {"turn": 2, "doc_id": "09ASTANA1161", "paragraph": "7", "relevant": True}


@pytest.mark.parametrize("relevant", [True, False, None])
def test_a_press_comes_back_from_the_browser_as_it_was_sent(relevant: bool | None) -> None:
    press = Press(2, "doc \"<'&¶", "§ 4", relevant)
    assert Press.from_browser({**json.loads(press.key), "relevant": relevant}) == press


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "7",
        [],
        {},
        {**PRESSED, "turn": "2"},
        {**PRESSED, "turn": True},
        {**PRESSED, "turn": 2.0},
        {**PRESSED, "turn": None},
        {**PRESSED, "doc_id": 7},
        {**PRESSED, "paragraph": ["7"]},
        {**PRESSED, "relevant": 1},
        {**PRESSED, "relevant": "yes"},
    ],
)
def test_any_other_press_from_the_browser_is_refused(sent: object) -> None:
    with pytest.raises(InputError, match="reload the page"):
        Press.from_browser(sent)


def test_a_turn_shows_each_paragraph_once() -> None:
    first, second = CABLE_PARAGRAPHS[1:3]
    citations = tuple(
        Citation.of(paragraph, marker=marker, start=start, end=start + 3)
        for marker, (paragraph, start) in enumerate([(first, 0), (second, 0), (first, 9)], 1)
    )
    turn = Turn("Who?", Answer("Who?", True, 0.9, "", citations, ()))
    assert [(each.paragraph, each.label) for each in turn.shown] == [
        ("2", "09ASTANA1161 ¶2"),
        ("7", "09ASTANA1161 ¶7"),
    ]
    hits = tuple(Hit(p, 1.0, rank, None, None) for rank, p in enumerate(CABLE_PARAGRAPHS, 1))
    closest = Turn("Who?", Answer("Who?", False, 0.1, "Nobody says.", (), hits)).shown
    assert [each.paragraph for each in closest] == ["1", "2", "7", "8"][:N_CLOSEST]
    assert Turn("Who?").shown == ()
