"""Lists that a paragraph announces are its text; headings under them stay headings."""

import pytest

from tests.index.formats.texts import cable, text, words, words_kept

LISTS = [
    "Participants:\n\nU.S.\n----\nRep. Smith\nAmbassador Doe\n\nKORVA\n-----\nMinister Oro",
    "Participants:\n\nU.S.\n\nRep. Smith\nAmbassador Doe\n\nKORVA\n\nMinister Oro",
    "Participants:\n\nU.S.\n----\n\nRep. Smith\n\nKORVA\n-----\n\nMinister Oro\nMinister Plim",
    "He came with the following delegation:\n\nMinister Oro\nMinister Plim\nDirector Quist",
    "The guests were as follows\n\nMinister Oro",
    "These were present:\n\nMinister Oro\n\nMinister Plim",
    "He came. Present:\nMinister Oro\nMinister Plim\n\nDirector Quist\nMs. Ruda",
    "The main points were as follows\n\nMr. Oro Will Return\nin March",
    "He met many.\n\nParticipants\n------------\nRep. Smith\nAmbassador Doe",
]


@pytest.mark.parametrize("listed", LISTS)
def test_a_list_that_is_announced_is_text_of_its_paragraph(listed: str) -> None:
    for paragraphs in (
        cable(f"1. {listed}\n\n2. It was short.\n"),
        text(f"T\n\n1. {listed}\n\n2. It was short.\n"),
    ):
        first, second = paragraphs
        assert words_kept((first,)) == words(f"1 {listed}")
        assert second.heading == ""


HEADINGS = [
    ("Present:\n\nMinister Oro\nMinister Plim\n\n{}", "The Talks"),
    ("Present:\n\nMinister Oro\n\n{}", "THE TALKS"),
    ("Present:\n\nMinister Oro\n\nMinister Plim\n\n{}\n---------", "The Talks"),
    ("Present: many.\n\n{}", "The Talks"),
    ("He said the following: we stay.\n\n{}", "PART II\nTHE TALKS"),
    ("These are free:\n\n(a) water;\n\n(b) oil.\n\n{}", "PART II\nSUPPLY"),
    ("These are free:\n\n- water\n\n- oil\n\n{}", "Supply of the Port"),
    ("He put it as follows:\n\nWe came for the eels alone.\n\nWe go.\n\n{}", "The Talks"),
    (
        "Present:\n\nMinister Oro\nMinister Plim\n\n{}",
        "What the Minister Said Concerning the Harbour\nof Korva",
    ),
]


@pytest.mark.parametrize(("body", "heading"), HEADINGS)
def test_a_heading_under_a_list_stays_one(body: str, heading: str) -> None:
    _, second = text(f"T\n\n1. {body.format(heading)}\n\n2. It was short.\n")
    assert second.heading == " ".join(heading.split())
