import json
from dataclasses import replace

import pytest

from index.filters import Filter
from qa.citing import STYLES, Reference
from qa.model import Answer, Citation, Hit, Statement
from tests.ui.conftest import (
    CABLE,
    CABLE_PARAGRAPHS,
    NASTY,
    NASTY_PARAGRAPHS,
    NASTY_TEXT,
    paragraph,
)
from tests.ui.html_tree import Node, parse
from ui.model import N_CLOSEST, Place, Press, Turn
from ui.render import render_filters, render_header, render_marks, render_thread
from ui.source import render_source
from ui.templating import excerpt, readable_date


def answered(*citations: Citation, warnings: tuple[str, ...] = ()) -> Turn:
    answer = Answer("What?", True, 0.9, "text", citations, (), warnings)
    return Turn("What?", answer, documents={CABLE.doc_id: CABLE, NASTY.doc_id: NASTY})


def source(place: Place) -> Node:
    return parse(render_source(CABLE, CABLE_PARAGRAPHS, place))


SUMMARY = Citation.of(CABLE_PARAGRAPHS[1], marker=1, start=9, end=29)
COURTS = Citation.of(CABLE_PARAGRAPHS[2], marker=2, start=0, end=22)


class TestThread:
    def test_each_quote_stands_verbatim_above_its_numbered_chip(self) -> None:
        tree = parse(render_thread([answered(SUMMARY, COURTS)], n_documents=2))
        assert [q.text for q in tree.all("blockquote")] == [SUMMARY.quote, COURTS.quote]
        chips = tree.all("button", class_="pc-chip")
        assert [chip.text for chip in chips] == ["1 · 09ASTANA1161 ¶2", "2 · 09ASTANA1161 ¶7"]
        assert [chip.attributes["aria-label"] for chip in chips] == [
            "1 · 09ASTANA1161 ¶2: open in its document",
            "2 · 09ASTANA1161 ¶7: open in its document",
        ]

    def test_beside_a_citation_stands_the_part_that_it_is_from(self) -> None:
        dissent = replace(SUMMARY, under="DISSENT of <b>Marr</b>")
        tree = parse(render_thread([answered(dissent, COURTS)], n_documents=2))
        parts = [each.text for each in tree.all("span", class_="pc-under")]
        assert parts == ["under “DISSENT of <b>Marr</b>”"]

    def test_a_quote_of_a_dissent_is_cited_as_one(self) -> None:
        case = replace(CABLE, format="text", metadata={"court": "THE COURT"})
        turn = answered(replace(SUMMARY, under="DISSENT of Marr"), COURTS)
        turn = replace(turn, documents={CABLE.doc_id: case})
        tree = parse(render_thread([turn], n_documents=1))
        notes = [each.text for each in tree.all("pre") if each.text.startswith("THE COURT, “")]
        assert ["(dissenting)" in note for note in notes] == [True, False]

    def test_an_answer_can_be_copied_and_its_question_asked_again(self) -> None:
        turn = replace(answered(SUMMARY, warnings=("old",)), question=" <b>Who?</b>\n")
        tree = parse(render_thread([turn, Turn("When?", problem="no <i>file</i>")], n_documents=2))
        copy = tree.one("button", data_copy="The answer")
        assert copy.attributes["data-text"] == "text\n\n[1] 09ASTANA1161 ¶2\nold"
        for action in ("data-ask", "data-edit"):
            carried = [b.attributes[action] for b in tree.all("button") if action in b.attributes]
            assert carried == ["<b>Who?</b>", "When?"]

    def test_what_is_still_written_has_no_actions(self) -> None:
        turns = [replace(answered(SUMMARY), writing=True), Turn("When?")]
        tree = parse(render_thread(turns, n_documents=2))
        assert not tree.all(class_="pc-actions")

    def test_an_empty_chat_suggests_what_to_ask(self) -> None:
        tree = parse(render_thread([], n_documents=2, suggested=["Who is <b>?"]))
        (button,) = tree.all("button")
        assert (button.text, button.attributes["data-ask"]) == ("Who is <b>?", "Who is <b>?")

    def test_the_columns_of_a_table_stand_under_each_other(self) -> None:
        rows = replace(SUMMARY, quote="Grain   1989\nSpirits   1991")
        quotes = parse(render_thread([answered(rows, COURTS)], n_documents=2)).all("blockquote")
        assert ["pc-table" in each.attributes["class"] for each in quotes] == [True, False]
        one = paragraph("d", "1", 0, "Paid:\nGrain   1989\nSpirits   1991")
        tree = parse(render_source(CABLE, (one, *CABLE_PARAGRAPHS), Place("09ASTANA1161", "7")))
        tables = [
            each for each in tree.all("div") if "pc-table" in each.attributes.get("class", "")
        ]
        assert [each.one(class_="pc-text").text for each in tables] == [one.text]

    def test_a_struck_sentence_has_the_chips_of_what_it_cites(self) -> None:
        struck = Statement("Burns left.", (2,), False, "not in it: Burns")
        turn = answered(SUMMARY, COURTS)
        assert turn.answer is not None
        turn = replace(turn, answer=replace(turn.answer, statements=(struck,)))
        tree = parse(render_thread([turn], n_documents=2))
        (sentence,) = tree.one("ul", class_="pc-statements").all("li")
        assert [chip.text for chip in sentence.all("button")] == ["2 · 09ASTANA1161 ¶7"]
        assert tree.one("p", class_="pc-authorship").text.startswith("Written by a language model;")

    def test_a_chip_carries_the_place_of_its_quote(self) -> None:
        tree = parse(render_thread([answered(SUMMARY)], n_documents=2))
        chip = tree.one("button", class_="pc-chip")
        assert (
            chip.attributes["data-place"]
            == Place("09ASTANA1161", "2", 9, 29, "Burns met activists.").key
        )
        assert chip.attributes["type"] == "button"

    def test_text_of_documents_and_questions_is_shown_literally(self) -> None:
        citation = Citation.of(NASTY_PARAGRAPHS[0], marker=1, start=0, end=len(NASTY_TEXT))
        turn = answered(citation)
        turn = Turn(NASTY_TEXT, turn.answer, documents=turn.documents)
        tree = parse(render_thread([turn], n_documents=2, notice="<u>notice</u>"))
        assert tree.one("blockquote").text == NASTY_TEXT
        assert tree.one("p", class_="pc-question").text == NASTY_TEXT
        assert tree.one("span", class_="pc-provenance").text == NASTY.title
        assert not tree.tags & {"script", "img", "i", "b", "u"}

    def test_the_document_of_a_quote_is_named_with_its_date(self) -> None:
        tree = parse(render_thread([answered(SUMMARY)], n_documents=2))
        assert tree.one(class_="pc-provenance").text == "MEETING WITH CIVIL SOCIETY · 13 July 2009"

    def test_without_an_answer_the_closest_paragraphs_are_offered(self) -> None:
        hits = tuple(Hit(p, 1.0, i, None, None) for i, p in enumerate(CABLE_PARAGRAPHS, 1))
        answer = Answer("Moon?", False, 0.1, "The documents do not say.", (), hits)
        tree = parse(render_thread([Turn("Moon?", answer)], n_documents=2))
        assert tree.one(class_="pc-verdict").text == "The documents do not say."
        assert [chip.text for chip in tree.all("button", class_="pc-chip")] == [
            hit.paragraph.label for hit in hits[:N_CLOSEST]
        ]
        assert [e.text for e in tree.all(class_="pc-excerpt")] == [
            hit.paragraph.text for hit in hits[:N_CLOSEST]
        ]
        assert not tree.all("blockquote")

    def test_without_an_answer_and_without_hits_nothing_is_offered(self) -> None:
        answer = Answer("Moon?", False, 0.0, "The documents do not say.", (), ())
        tree = parse(render_thread([Turn("Moon?", answer)], n_documents=2))
        assert not tree.all("ul")

    def test_a_problem_is_an_alert(self) -> None:
        tree = parse(render_thread([Turn("  ", problem="type a question")], n_documents=2))
        assert tree.one(role="alert").text == "type a question"
        assert not tree.all(class_="pc-question")

    def test_a_pending_question_says_that_it_is_looked_for(self) -> None:
        tree = parse(render_thread([Turn("What?")], n_documents=2))
        assert tree.one(class_="pc-pending").text.startswith("Searching the documents")

    def test_warnings_are_shown_with_their_answer(self) -> None:
        tree = parse(render_thread([answered(SUMMARY, warnings=("rebuilt",))], n_documents=2))
        assert tree.one(class_="pc-warning").text == "rebuilt"

    @pytest.mark.parametrize(("n", "words"), [(1, "1 document."), (1200, "1,200 documents.")])
    def test_an_empty_chat_says_what_to_do(self, n: int, words: str) -> None:
        tree = parse(render_thread([], n_documents=n))
        assert tree.one("h2").text == "Ask a question"
        assert words in " ".join(tree.text.split())


class TestMarks:
    def test_each_paragraph_has_two_buttons_that_name_it(self) -> None:
        tree = parse(render_thread([answered(SUMMARY, COURTS)], n_documents=2))
        assert [button.attributes["aria-label"] for button in tree.all(class_="pc-mark")] == [
            "09ASTANA1161 ¶2 answers the question",
            "09ASTANA1161 ¶2 does not answer the question",
            "09ASTANA1161 ¶7 answers the question",
            "09ASTANA1161 ¶7 does not answer the question",
        ]
        assert {button.tag for button in tree.all(class_="pc-mark")} == {"button"}
        assert {button.attributes["type"] for button in tree.all(class_="pc-mark")} == {"button"}
        assert {b.attributes["aria-pressed"] for b in tree.all(class_="pc-mark")} == {"false"}

    def test_a_paragraph_that_is_quoted_twice_has_them_once(self) -> None:
        again = Citation.of(CABLE_PARAGRAPHS[1], marker=2, start=30, end=46)
        tree = parse(render_thread([answered(SUMMARY, again)], n_documents=2))
        first, second = tree.all(class_="pc-quote")
        assert len(first.all(class_="pc-marks")) == 1
        assert not second.all(class_="pc-marks")

    def test_what_was_said_is_pressed_wherever_the_question_stands(self) -> None:
        other = Turn("Who?", answered(SUMMARY).answer)
        turns = [answered(SUMMARY, COURTS), other, answered(SUMMARY)]
        marks = {
            ("What?", "09ASTANA1161", "2"): True,
            ("What?", "09ASTANA1161", "7"): False,
            ("Who?", "nasty", "2"): True,
        }
        tree = parse(render_thread(turns, n_documents=2, marks=marks))
        first, second, third = tree.all(class_="pc-turn")
        assert self.pressed(first) == ["answers it", "does not"]
        assert self.pressed(second) == []
        assert self.pressed(third) == ["answers it"]
        keys = [each.attributes["data-mark"] for each in tree.all(class_="pc-marks")]
        assert keys[0] == keys[3] == Press(0, "09ASTANA1161", "2").key
        assert keys[2] == Press(1, "09ASTANA1161", "2").key

    @staticmethod
    def pressed(node: Node) -> list[str]:
        return [b.text for b in node.all("button", class_="pc-mark", aria_pressed="true")]

    def test_a_label_is_shown_literally(self) -> None:
        nasty = paragraph('a"<b>', "u1", 0, "Words.")
        citation = Citation.of(nasty, marker=1, start=0, end=5)
        tree = parse(render_thread([answered(citation)], n_documents=2))
        name = tree.all(class_="pc-mark")[0].attributes["aria-label"]
        assert name == f"{nasty.label} answers the question"
        told = parse(
            render_marks([answered(citation)], {}, key="k", problem="<b>'\"", said="", at=1)
        ).one("p")
        assert told.attributes["data-problem"] == told.text == "<b>'\""

    def test_the_page_is_told_of_every_mark(self) -> None:
        turns = [answered(SUMMARY, COURTS), answered(SUMMARY)]
        marks = {("What?", "09ASTANA1161", "7"): False}
        told = parse(render_marks(turns, marks, said="Done", at=7)).one("p")
        assert json.loads(told.attributes["data-state"]) == {
            Press(0, "09ASTANA1161", "2").key: None,
            Press(0, "09ASTANA1161", "7").key: False,
        }
        assert (told.text, told.attributes["data-at"]) == ("Done", "7")


class TestComparison:
    def test_the_quotes_of_two_documents_stand_in_a_column_each(self) -> None:
        other = Citation.of(NASTY_PARAGRAPHS[0], marker=3, start=0, end=5)
        turn = answered(SUMMARY, COURTS, other)
        assert turn.answer is not None
        turn = replace(turn, answer=replace(turn.answer, compared=("nasty", CABLE.doc_id)))
        tree = parse(render_thread([turn], n_documents=2))
        first, second = tree.one(class_="pc-columns").all("section")
        assert [each.one("h3").text for each in (first, second)] == ["nasty", CABLE.doc_id]
        assert [q.text for q in first.all("blockquote")] == [other.quote]
        assert [q.text for q in second.all("blockquote")] == [SUMMARY.quote, COURTS.quote]
        assert len(tree.all("blockquote")) == 3
        assert first.one(class_="pc-provenance").text == "<i>Title</i> & more"
        assert len(second.all(class_="pc-provenance")) == 1, "once for the whole column"

    def test_a_document_that_says_nothing_keeps_its_column(self) -> None:
        turn = answered(SUMMARY)
        assert turn.answer is not None
        turn = replace(turn, answer=replace(turn.answer, compared=(CABLE.doc_id, "nasty")))
        _, silent = (
            parse(render_thread([turn], n_documents=2)).one(class_="pc-columns").all("section")
        )
        assert silent.one("ol").text.strip() == "Nothing is quoted from it."

    def test_no_other_answer_has_columns(self) -> None:
        assert not parse(render_thread([answered(SUMMARY)], n_documents=2)).all(class_="pc-columns")


class TestCiteAs:
    def test_each_citation_has_a_reference_in_every_style(self) -> None:
        tree = parse(render_thread([answered(SUMMARY, COURTS)], n_documents=2))
        for quote, label in zip(tree.all(class_="pc-quote"), "27", strict=True):
            reference = Reference.of(CABLE, label)
            menu = quote.one("details")
            assert [text.text for text in menu.all("pre")] == [
                write(reference) for write in STYLES.values()
            ]
            assert menu.one("summary").attributes["aria-label"] == f"Cite as: 09ASTANA1161 ¶{label}"
            assert [button.attributes["aria-label"] for button in menu.all("button")] == [
                f"Copy {name.text}" for name in menu.all(class_="pc-style")
            ]
            assert len(menu.all(role="status")) == len(STYLES), "what is copied is announced"

    def test_what_opens_a_menu_again_tells_it_from_every_other(self) -> None:
        turns = [answered(SUMMARY, COURTS), answered(SUMMARY)]
        menus = parse(render_thread(turns, n_documents=2)).all("details")
        assert len({menu.attributes["data-key"] for menu in menus}) == len(menus) == 3

    def test_the_open_paragraph_has_them_too(self) -> None:
        menu = source(Place("09ASTANA1161", "7")).one("details")
        assert menu.one("summary").text == "Cite ¶7 as"
        assert menu.all("pre")[1].text == STYLES["chicago"](Reference.of(CABLE, "7"))

    def test_titles_are_shown_literally(self) -> None:
        citation = Citation.of(NASTY_PARAGRAPHS[0], marker=1, start=0, end=5)
        for tree in (
            parse(render_thread([answered(citation)], n_documents=2)),
            parse(render_source(NASTY, NASTY_PARAGRAPHS, Place("nasty", "u1"))),
        ):
            assert "<i>Title</i> & more" in tree.one("details").all("pre")[1].text
            assert not tree.tags & {"i", "b", "script"}


class TestFilters:
    def test_what_an_answer_was_narrowed_to_stands_with_it(self) -> None:
        filters = (Filter("origin", "<b>Embassy</b>"), Filter.parse("date=2006..2007-03"))
        answer = answered(SUMMARY).answer
        assert answer is not None
        words = "Only documents with Origin: <b>Embassy</b> · Date: from 2006 to 2007-03"
        narrowed = Turn("What?", replace(answer, filters=filters))
        failed = Turn("What?", problem="no document has this", filters=filters)
        for turn in (narrowed, failed):
            tree = parse(render_thread([turn], n_documents=2))
            assert tree.one(class_="pc-narrowed").text == words
        for turn in (Turn("What?"), Turn("What?", answer)):
            assert not parse(render_thread([turn], n_documents=2)).all(class_="pc-narrowed")

    def test_chosen_filters_are_shown_with_a_way_to_clear_them(self) -> None:
        tree = parse(render_filters([Filter("tags", "PHUM"), Filter.parse("date=2006..")]))
        assert [each.text for each in tree.all(class_="pc-filter")] == [
            "Tags: PHUM",
            "Date: from 2006",
        ]
        assert tree.one("button").text == "Clear filters"
        assert render_filters([]).strip() == ""

    def test_a_filter_that_cannot_be_used_is_told(self) -> None:
        tree = parse(render_filters([], problem="<b>no date"))
        assert tree.one(role="alert").text == "<b>no date"
        assert tree.one("button").text == "Clear filters"


def test_the_header_counts_what_can_be_asked() -> None:
    assert "1 document · 1,300 paragraphs" in " ".join(parse(render_header(1, 1300)).text.split())


@pytest.mark.parametrize(
    ("date", "words"),
    [("2009-07-13", "13 July 2009"), ("2009-07", "2009-07"), ("undated", "undated")],
)
def test_dates_are_written_out_where_they_are_whole(date: str, words: str) -> None:
    assert readable_date(date) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short enough", "short enough"),
        ("one two three four", "one two three\N{NO-BREAK SPACE}…"),
        ("one two three  four", "one two three\N{NO-BREAK SPACE}…"),
        ("onetwothreefourfive", "onetwothreefou\N{NO-BREAK SPACE}…"),
    ],
)
def test_an_excerpt_ends_between_words(text: str, shown: str) -> None:
    assert excerpt(text, 14) == shown
