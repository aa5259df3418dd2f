"""The source pane, made of values."""

import json
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnknownDocument
from index.links import Link
from qa.model import Citation
from tests.ui.conftest import (
    CABLE,
    CABLE_PARAGRAPHS,
    NASTY,
    NASTY_PARAGRAPHS,
    NASTY_TEXT,
    paragraph,
)
from tests.ui.html_tree import Node, parse
from ui.model import Place
from ui.source import pieces, render_no_source, render_source, render_source_problem

SUMMARY = Citation.of(CABLE_PARAGRAPHS[1], marker=1, start=9, end=29)
LINKS = (
    Link("A", "08ASTANA1", held=True),
    Link("B", "08ASTANA2", held=True),
    Link("C", "08STATE3", held=False),
    Link("", "<b>4</b>", held=True),
)


def source(place: Place) -> Node:
    return parse(render_source(CABLE, CABLE_PARAGRAPHS, place))


def test_the_whole_document_is_there_in_order() -> None:
    tree = source(Place("09ASTANA1161", "7"))
    assert [t.text for t in tree.all(class_="pc-text")] == [p.text for p in CABLE_PARAGRAPHS]
    assert [n.text for n in tree.all(class_="pc-number")] == ["¶1", "¶2", "¶7", "¶8"]
    assert [m.text for m in tree.all(class_="pc-marking")] == ["U", "SBU"]
    assert tree.one("h3").text == "THE COURTS"


def test_the_header_states_the_facts_of_the_document() -> None:
    tree = source(Place("09ASTANA1161", "7"))
    assert tree.one("h2").text == CABLE.title
    assert [t.text for t in tree.all("dt")] == ["Date", "Origin", "Classification", "Tags"]
    assert [d.text for d in tree.all("dd")] == [
        "13 July 2009",
        "Embassy Astana",
        "UNCLASSIFIED",
        "PHUM",
    ]


def test_only_the_quoted_words_of_only_the_cited_paragraph_are_marked() -> None:
    tree = source(Place.of_citation(SUMMARY))
    assert tree.one("mark").text == SUMMARY.quote
    cited = tree.one(aria_current="true")
    assert cited.one("mark").text == SUMMARY.quote
    assert cited.one(class_="pc-text").text == CABLE_PARAGRAPHS[1].text


def test_every_span_marks_exactly_its_characters() -> None:
    text = NASTY_TEXT
    for start in range(0, len(text), 7):
        for end in range(start + 1, len(text) + 1, 11):
            place = Place("nasty", "u1", start, end)
            tree = parse(render_source(NASTY, NASTY_PARAGRAPHS, place))
            assert tree.one("mark").text == text[start:end]
            assert tree.one(class_="pc-text").text == text


def test_a_place_without_words_marks_the_paragraph_alone() -> None:
    tree = source(Place("09ASTANA1161", "8"))
    assert tree.one(aria_current="true").one(class_="pc-number").text == "¶8"
    assert not tree.all("mark")


def test_text_of_the_document_is_shown_literally() -> None:
    tree = parse(render_source(NASTY, NASTY_PARAGRAPHS, Place("nasty", "u1")))
    assert tree.one(class_="pc-text").text == NASTY_TEXT
    assert tree.one("h2").text == "<i>Title</i> & more"
    assert tree.one("h3").text == "<b>Heading</b>"
    assert not tree.tags & {"script", "img", "i", "b", "dl"}


@pytest.mark.parametrize(
    ("label", "shown"), [("7#2", "¶7#2"), ("u3", "unnumbered ¶3"), ("§ 4", "§ 4")]
)
def test_a_label_is_shown_as_it_is_cited(label: str, shown: str) -> None:
    held = [paragraph(CABLE.doc_id, label, 0, "Words.")]
    tree = parse(render_source(CABLE, held, Place(CABLE.doc_id, label)))
    assert tree.one(class_="pc-number").text == shown


@pytest.mark.parametrize(
    "place",
    [
        Place("09ASTANA1161", "99"),
        Place("09ASTANA1161", "7", 0, 10_000),
        Place("09ASTANA1161", "7", -3, 4),
        Place("09ASTANA1161", "7", 9, 4),
    ],
)
def test_a_place_that_is_not_in_the_document_is_refused(place: Place) -> None:
    with pytest.raises(UnknownDocument, match="ask the question again"):
        source(place)


def test_without_a_source_the_pane_says_what_opens_there() -> None:
    tree = parse(render_no_source())
    assert "opens here" in tree.text
    assert not tree.all(role="alert")


def test_a_problem_is_shown_literally() -> None:
    tree = parse(render_source_problem("no document <b>x</b>"))
    assert tree.one(role="alert").text == "no document <b>x</b>"


def test_a_place_without_a_paragraph_is_the_document_from_its_beginning() -> None:
    tree = source(Place(CABLE.doc_id))
    assert len(tree.all(class_="pc-text")) == len(CABLE_PARAGRAPHS)
    assert tree.all(aria_current="true") == []
    assert tree.one("summary").text == "Cite as"
    assert "09ASTANA1161" in tree.all("pre")[0].text
    assert "¶" not in tree.all("pre")[0].text


def test_a_paragraph_of_a_dissent_is_cited_as_one() -> None:
    case = replace(CABLE, format="text", metadata={"court": "THE COURT"})
    held = [paragraph(CABLE.doc_id, "9", 0, "I regret it.", heading="DISSENT OF TARN J")]
    tree = parse(render_source(case, held, Place(CABLE.doc_id, "9")))
    assert "para. 9 (dissenting)" in tree.all("pre")[1].text


def test_what_a_document_refers_to_opens_from_its_header() -> None:
    tree = parse(
        render_source(CABLE, CABLE_PARAGRAPHS, Place(CABLE.doc_id), links=LINKS, copies=[NASTY])
    )
    items = [" ".join(item.text.split()) for item in tree.one("dl").all("li")]
    assert items == [
        "A 08ASTANA1",
        "B 08ASTANA2",
        "C 08STATE3 not in the library",
        "<b>4</b>",
        "nasty",
    ]
    links = tree.one("dl").all("a")
    assert [Place.from_browser(json.loads(a.attributes["data-place"])).doc_id for a in links] == [
        "08ASTANA1",
        "08ASTANA2",
        "<b>4</b>",
        "nasty",
    ]
    assert links[2].attributes["href"] == "?doc=%3Cb%3E4%3C%2Fb%3E"


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("See ref A and (ref B, para 3).", ["08ASTANA1", "08ASTANA2"]),
        ("REFS A AND B are old.", ["08ASTANA1", "08ASTANA2"]),
        ("Refs A, B, and C", ["08ASTANA1", "08ASTANA2"]),
        ("Reftel A. REF: A. Ref. (B)", ["08ASTANA1", "08ASTANA1", "08ASTANA2"]),
        ("refs A/B", ["08ASTANA1", "08ASTANA2"]),
        ("REFS A-C, refs A through C, ref A-1", []),
        ("ref C; ref D", []),
        ("The ref A's note, ref Aster, prefer A, reftel", []),
    ],
)
def test_a_reference_in_the_text_opens_what_it_is_to(text: str, opens: list[str]) -> None:
    found = [each.refers_to for each in pieces(text, 0, 0, LINKS) if each.refers_to]
    assert [place.doc_id for place in found] == opens


@given(
    st.text(alphabet="ref REF,ABCand \n<&", max_size=60),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_the_pieces_are_the_text_and_mark_what_is_quoted(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    found = list(pieces(text, start, end, LINKS))
    assert "".join(each.text for each in found) == text
    assert "".join(each.text for each in found if each.marked) == text[start:end]
    held = paragraph(CABLE.doc_id, "1", 0, text)
    place = Place(CABLE.doc_id, "1", start, end)
    tree = parse(render_source(CABLE, [held], place, links=LINKS))
    assert tree.one(class_="pc-text").text == text
    assert [each.text for each in tree.all("mark")] == [text[start:end]] * (start < end)


@given(st.text(min_size=1), st.text())
def test_an_address_names_its_place(doc_id: str, label: str) -> None:
    named = parse_qs(Place(doc_id, label).address)
    assert named == {"doc": [doc_id], **({"p": [label]} if label else {})}
