"""The values that can be filtered by."""

from pathlib import Path

import pytest

from index import Library
from index.filters import Filter
from tests.index.libraries import write

DOCUMENTS = (
    ("a", {"origin": "Embassy Darzun", "classification": "SECRET", "tags": "OVIP (A, NAME) PHUM"}),
    ("b", {"origin": "Embassy Darzun", "classification": "SECRET//NOFORN", "tags": "PHUM EFIS"}),
    (
        "c",
        {
            "origin": "Embassy Ostreval",
            "classification": "secret",
            "tags": "fish, human rights, EFIS-X, phum",
        },
    ),
    ("d", {"origin": "Darzun", "tags": " "}),
    ("e", {"other": "fact"}),
)
KEYS = ("origin", "classification", "tags")


@pytest.fixture
def stated(library: Library, tmp_path: Path) -> Library:
    for doc_id, facts in DOCUMENTS:
        write(tmp_path / f"{doc_id}.jsonl", {doc_id: ["Words."]}, metadata=facts)
    library.add(sorted(tmp_path.glob("*.jsonl")))
    return library


def counted(library: Library, key: str) -> dict[str, int]:
    return {facet.value: facet.n_documents for facet in library.facets([key])[key]}


def test_values_are_counted_as_a_filter_admits_them(stated: Library) -> None:
    assert counted(stated, "origin") == {
        "Darzun": 3,
        "Embassy Darzun": 2,
        "Embassy Ostreval": 1,
    }
    assert counted(stated, "classification") == {"SECRET": 3, "secret": 3, "SECRET//NOFORN": 1}
    assert counted(stated, "nothing") == {}
    for key, facets in stated.facets(KEYS).items():
        for facet in facets:
            with stated.view() as view:
                selection = view.select([Filter(key, facet.value)])
            assert selection is not None
            assert len(selection.documents) == facet.n_documents, facet


def test_tags_are_taken_one_by_one(stated: Library) -> None:
    tags = counted(stated, "tags")
    assert tags == {"PHUM": 3, "EFIS": 1, "OVIP": 1, "fish": 1, "human rights": 1, "EFIS-X": 1}
    assert next(iter(tags)) == "PHUM", "the most frequent comes first"


def test_a_document_that_comes_or_leaves_is_counted(stated: Library, tmp_path: Path) -> None:
    assert counted(stated, "origin")["Embassy Ostreval"] == 1
    facts = {"origin": "Embassy Ostreval"}
    stated.add([write(tmp_path / "f.jsonl", {"f": ["Words."]}, metadata=facts)])
    assert counted(stated, "origin")["Embassy Ostreval"] == 2
    stated.remove(["c", "f"])
    assert "Embassy Ostreval" not in counted(stated, "origin")


def test_only_the_most_frequent_of_many_values_are_given(library: Library, tmp_path: Path) -> None:
    for n in range(203):
        write(tmp_path / f"d{n}.jsonl", {f"d{n}": ["Words."]}, metadata={"origin": f"Post {n}"})
    write(tmp_path / "z.jsonl", {"z": ["Words."]}, metadata={"origin": "Post 202"})
    library.add(sorted(tmp_path.glob("*.jsonl")))
    origins = counted(library, "origin")
    assert len(origins) == 200
    assert next(iter(origins.items())) == ("Post 202", 2)
