import json

import pytest

from index.errors import InputError
from tests.ui.conftest import CABLE_PARAGRAPHS
from ui.model import Place

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
