"""What a document refers to, among the documents of a library."""

import pytest

from index.links import Link, links, other_copies
from index.model import Document


def referring(
    references: str, *, doc_id: str = "73DARZUN215", date: str = "1973-02-02"
) -> Document:
    return Document(doc_id, "", date, "a.txt", "cable", {"references": references})


@pytest.mark.parametrize(
    ("reference", "held"),
    [
        ("ABIDJAN 0073", "1973ABIDJA00073"),
        ("BUENOS AIRES 2400", "1973BUENOS02400"),
        ("1973BUENOS02400", "73BUENOSAIRES2400"),
        ("ROME 12", "1973ROME00012"),
    ],
)
def test_a_reference_opens_the_cable_however_its_archive_writes_the_id(
    reference: str, held: str
) -> None:
    known = ["1973ABIDJA00074", "1972ABIDJA00073", "1973BUENOS02401", held]
    assert links(referring(f"A. {reference}"), known) == (Link("A", held, held=True),)


@pytest.mark.parametrize(
    ("reference", "held"),
    [("ROME 12", "1973ROMEO00012"), ("SANTIAGO 12", "73SANTIAGUITO12"), ("STATE 5", "memo")],
)
def test_a_post_whose_name_begins_alike_is_another(reference: str, held: str) -> None:
    assert [link.held for link in links(referring(reference), [held])] == [False]


@pytest.mark.parametrize("step", [1, -1])
def test_a_reference_opens_the_document_of_just_that_id(step: int) -> None:
    known = ["09ASTANA1161", "09ASTANA1161_a", "2009ASTANA01161"][::step]
    cable = referring("ASTANA 1161", doc_id="09ASTANA1162", date="2009-07-14")
    assert [link.doc_id for link in links(cable, known)] == ["09ASTANA1161"]
    written_otherwise = ["09ASTANA1161_a", "2009ASTANA01161"][::step]
    assert [link.doc_id for link in links(cable, written_otherwise)] == ["2009ASTANA01161"]
    copies = ["09ASTANA1161_a", "09ASTANA1161_b"][::step]
    assert [link.doc_id for link in links(cable, copies)] == ["09ASTANA1161_a"]


def test_other_copies_are_of_the_same_id_or_the_same_cable() -> None:
    cables = ["09ASTANA1161", "09ASTANA1161#2", "09ASTANA1161_a", "09ASTANA1162", "memo"]
    assert other_copies("09ASTANA1161_a", cables) == ["09ASTANA1161", "09ASTANA1161#2"]
    assert other_copies("memo#3", [*cables, "memo#2", "memo#x", "memos"]) == ["memo", "memo#2"]
    assert other_copies("09ASTANA1162", cables) == []
