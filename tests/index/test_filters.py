"""Narrowing a search to documents by what they state."""

from pathlib import Path

import pytest

from index import Library
from index.errors import InputError
from index.filters import Filter, admitted
from index.model import Document
from qa.retriever import RETRIEVERS, RetrieverName, search
from tests.index.formats.texts import row, write_rows


def document(doc_id: str, date: str | None = None, title: str = "", **facts: str) -> Document:
    return Document(doc_id, title, date, f"/{doc_id}.txt", "cable", facts)


DOCUMENTS = dict(
    enumerate(
        [
            document("06OSTREVAL540", "2006-03-14", "Fish quotas", origin="Embassy Ostreval"),
            document("06DARZUN91", "2006-12-31", "Fishing", origin="Embassy Darzun", tags="EFIS"),
            document("07DARZUN139", "2007-01-01", origin="Consulate Darzun", tags="EFIS PREL"),
            document("undated", None, "Quotas of fish"),
            document("year only", "2006"),
        ],
        start=1,
    )
)


def chosen(*filters: str) -> set[int]:
    return set(admitted([Filter.parse(text) for text in filters], DOCUMENTS.items()))


@pytest.mark.parametrize("text", ["", "origin", "=Astana", "origin=", " = ", "origin =  "])
def test_another_form_than_key_and_value(text: str) -> None:
    with pytest.raises(InputError, match=r"write KEY=VALUE, for example origin=Astana"):
        Filter.parse(text)


@pytest.mark.parametrize(
    "value", ["march", "06", "2006-3", "2006-03-1", "2006/03", "20060314", "2006-03...2007", "a..b"]
)
def test_a_date_that_is_none(value: str) -> None:
    with pytest.raises(InputError, match=r"a date is 2006, 2006-03 or 2006-03-14"):
        Filter.parse(f"date={value}")


@pytest.mark.parametrize("value", ["2007..2006", "2006-05..2006-04", "2006-05-02..2006-05-01"])
def test_a_range_that_ends_before_it_begins_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="the range ends before it begins"):
        Filter.parse(f"date={value}")
    Filter.parse("date=2006-05..2006")


def test_spaces_round_the_parts_and_signs_in_the_value() -> None:
    assert Filter.parse(" origin = Embassy  Astana ") == Filter("origin", "Embassy  Astana")
    assert Filter.parse("subject=a=b") == Filter("subject", "a=b")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2006", {1, 2, 5}),
        ("2006-03", {1}),
        ("2006-03-14", {1}),
        ("2006-03-14..2006-12-31", {1, 2}),
        ("2006-03..2006-12", {1, 2}),
        ("2006-12..2007", {2, 3}),
        ("2006-04 .. 2006-12", {2}),
        ("2006-12-31..", {2, 3}),
        ("2007..", {3}),
        ("..2006", {1, 2, 5}),
        ("..2006-03-14", {1, 5}),
        ("..2007-01-01", {1, 2, 3, 5}),
    ],
)
def test_dates_and_ranges_of_dates_include_both_ends(value: str, found: set[int]) -> None:
    assert chosen(f"date={value}") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("origin=Darzun", {2, 3}),
        ("origin=embassy", {1, 2}),
        ("origin=EMBASSY darzun", {2}),
        ("tags=prel", {3}),
        ("title=fish", {1, 4}),
        ("title=quotas of", {4}),
        ("format=cable", {1, 2, 3, 4, 5}),
        ("doc_id=06ostreval540", {1}),
    ],
)
def test_whole_words_in_any_case(text: str, found: set[int]) -> None:
    assert chosen(text) == found


@pytest.mark.parametrize(
    "text", ["origin=Darz", "origin=arzun", "tags=PRE", "doc_id=DARZUN", "title=f.sh"]
)
def test_part_of_a_word_or_of_an_id_is_not_enough(text: str) -> None:
    with pytest.raises(InputError, match="no document has"):
        chosen(text)


@pytest.mark.parametrize(
    ("value", "stated"), [("U.S.", "the U.S. Navy"), ("(C)", "(C) Words"), ("straße", "STRASSE")]
)
def test_signs_within_a_value_are_only_signs(value: str, stated: str) -> None:
    assert Filter("origin", value).admits({"origin": stated})


@pytest.mark.parametrize(
    ("value", "stated", "admitted"),
    [
        ("eu", "EU, US-RU", True),
        ("US", "EU, US-RU", False),
        ("human rights", "Human Rights; EU", True),
        ("rights", "Human Rights; EU", False),
        ("PHUM", "OVIP (MARR, A) PHUM", True),
        ("MARR", "OVIP (MARR, A) PHUM", False),
    ],
)
def test_a_tag_is_one_of_those_stated(value: str, stated: str, admitted: bool) -> None:
    assert Filter("tags", value).admits({"tags": stated}) is admitted


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("origin=Darzum", "Consulate Darzun"),
        ("origin=CONSULATE DARZUM", "Consulate Darzun"),
        ("tags=PHMU", "PHUM"),
    ],
)
def test_near_values_are_named_among_many_others(text: str, near: str) -> None:
    facts = [{"origin": f"Embassy {n}", "tags": f"TAG{n} X{n}"} for n in range(30) for _ in "ab"]
    facts.append({"origin": "Consulate Darzun", "tags": "EFIS PHUM"})
    documents = [(n, Document(str(n), "", None, "f", "text", each)) for n, each in enumerate(facts)]
    with pytest.raises(InputError, match=f"there is, for example, {near}"):
        admitted([Filter.parse(text)], documents)


def test_one_key_twice_is_either_and_different_keys_are_both() -> None:
    assert chosen("origin=Ostreval", "origin=Consulate") == {1, 3}
    assert chosen("origin=Darzun", "date=2006") == {2}
    assert chosen("origin=Darzun", "origin=Ostreval", "date=2006", "date=1999") == {1, 2}


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (["colour=red"], "no document has a 'colour'; filter by one of date, doc_id, format, or"),
        (["origin=Oslo"], "no document has origin=Oslo; there is, for example, Embassy Ostreval, "),
        (["tags=x", "tags=y"], "no document has tags=x or tags=y; there is, for example, EFIS"),
        (
            ["origin=Consulat Darzum"],
            "no document has origin=Consulat Darzum; there is, for example, Consulate Darzun",
        ),
        (["date=2009"], "no document has date=2009; there is, for example, 2006, "),
        (
            ["origin=Ostreval", "date=2007"],
            "no document has all of origin=Ostreval, date=2007 together; leave one out",
        ),
    ],
)
def test_why_no_document_is_left(filters: list[str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen(*filters)
    assert str(caught.value).startswith(message)


@pytest.fixture
def courts(library: Library, tmp_path: Path) -> Library:
    """Paragraphs about fish in every document, the nearest to a question about it in `low`."""
    rows = [
        {**row("low", "1", "Fish quotas of the harbour."), "metadata": {"court": "Low Court"}},
        row("low", "2", "Fish quotas."),
        {**row("high", "1", "Quotas."), "metadata": {"court": "High Court"}, "date": "2006-03-14"},
        row("high", "2", "Of the wind there is no end, and fish are few."),
        *(row(f"other {n}", "1", f"Fish quotas of year {n}.") for n in range(30)),
    ]
    assert not library.add([write_rows(tmp_path / "rows.jsonl", *rows)]).failed
    return library


@pytest.mark.parametrize("retriever", RETRIEVERS)
def test_only_what_is_admitted_is_found(courts: Library, retriever: RetrieverName) -> None:
    with courts.view() as view:

        def found(*filters: str, k: int = 10) -> set[tuple[str, str]]:
            hits = search(
                courts,
                view,
                "fish quotas",
                k=k,
                retriever=retriever,
                filters=[Filter.parse(text) for text in filters],
            )
            return {(hit.paragraph.doc_id, hit.paragraph.paragraph) for hit in hits}

        assert found(k=1) == {("low", "2")}
        assert found("court=High") == {("high", "1"), ("high", "2")}
        assert found("date=2006", k=1) < {("high", "1"), ("high", "2")}
        assert found("doc_id=other 7", "doc_id=LOW") == {
            ("low", "1"),
            ("low", "2"),
            ("other 7", "1"),
        }


def test_a_selection_names_the_paragraphs_of_its_documents(courts: Library) -> None:
    with courts.view() as view:
        assert view.select([]) is None
        selection = view.select([Filter.parse("court=court")])
        assert selection is not None
        assert len(selection.documents) == 2
        found = view.paragraphs(selection.paragraphs).values()
        assert {p.doc_id for p in found} == {"low", "high"}
        assert len(found) == 4
        with pytest.raises(InputError, match="no document has a 'judge'"):
            view.select([Filter.parse("judge=x")])


def test_an_empty_library_says_that_it_is_empty(courts: Library) -> None:
    courts.remove([document.doc_id for document in courts.documents()])
    with courts.view() as view, pytest.raises(InputError) as caught:
        view.select([Filter.parse("court=High")])
    assert "filter by one of" not in str(caught.value)
