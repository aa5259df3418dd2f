"""What a reader sees around a quote: who speaks, what introduces it, which part it is from."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index import Library
from index.model import Paragraph
from index.sentences import sentence_spans
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.model import Answer
from qa.output import citation_json, print_answer
from qa.surroundings import cite, sentences_around, stands_under


def document(*paragraphs: tuple[str, str]) -> list[Paragraph]:
    return [
        Paragraph("doc", str(n + 1), n, heading, "", text, 1, 1)
        for n, (heading, text) in enumerate(paragraphs)
    ]


@pytest.mark.parametrize(
    ("text", "quoted", "whole"),
    [
        ("Noor agreed:\na. to pay;\nb. to go.", "b. to go.", "Noor agreed:\na. to pay;\nb. to go."),
        ("Boll came. He asked for:\na. ink;\nb. oil.", "b. oil.", None),
        ("SHIP     FEE\nOsk       38", "Osk       38", "Osk       38"),
        ("Paid:\nSHIP     FEE\nOsk       38", "Osk       38", None),
        ("Paid:\na. oil;\nb. ink.\nBoll left.", "Boll left.", "Boll left."),
        ("Paid:\na. " + "oil " * 400 + "\nb. ink.", "b. ink.", "b. ink."),
        ("Noor left. She agreed:\na. to pay.", "She agreed:", None),
        ("Paid:\na. oil.\nThe crew left.\n1. Osk stayed.", "1. Osk stayed.", "1. Osk stayed."),
    ],
)
def test_what_goes_with_a_sentence(text: str, quoted: str, whole: str | None) -> None:
    spans = sentence_spans(text)
    place = next(n for n, (start, end) in enumerate(spans) if text[start:end] == quoted)
    around = sentences_around(text, spans, place)
    assert text[spans[around[0]][0] : spans[around[-1]][1]] == (text if whole is None else whole)


CABLE = document(
    ("", "SUMMARY: Tolls rose. END SUMMARY."),
    ("The Gate", "The keeper is ill."),
    ("", "He is late. (Comment: He may be right. End comment.) Rain fell."),
    ("", "COMMENT: The keeper lies. (Note: Osk is ill. End note.) He will fall."),
    ("", "So does his brother. END COMMENT."),
    ("", "Text: nothing."),
    ("", "The gate is shut."),
)


@pytest.mark.parametrize(
    ("place", "words", "under"),
    [
        (0, "SUMMARY", "SUMMARY"),
        (0, "Tolls", "SUMMARY"),
        (1, "The", "The Gate"),
        (2, "He is", "The Gate"),
        (2, "He may", "Comment"),
        (2, "Rain", "The Gate"),
        (3, "The keeper", "COMMENT"),
        (3, "Osk", "Note"),
        (3, "He will", "COMMENT"),
        (4, "So", "COMMENT"),
        (5, "nothing", "Text"),
        (6, "The gate", "The Gate"),
    ],
)
def test_the_part_that_a_quote_is_from(place: int, words: str, under: str) -> None:
    assert stands_under(CABLE[place], CABLE, CABLE[place].text.index(words)) == under


def test_a_heading_that_is_a_part_goes_on_to_its_end_or_the_next_heading() -> None:
    cable = document(
        ("Opposition", "Boll left."),
        ("COMMENT", "He lies."),
        ("", "He will fall. END COMMENT."),
        ("", "Rain fell."),
        ("The Gate", "The keeper had one comment: he left."),
    )
    under = [stands_under(each, cable, 0) for each in cable]
    assert under == ["Opposition", "COMMENT", "COMMENT", "", "The Gate"]
    assert stands_under(cable[4], cable, 24) == "The Gate"


@pytest.mark.parametrize(
    ("text", "words", "under"),
    [
        ("(Comment: He may be right.) Rain fell.", "He may", "Comment"),
        ("(Comment: He may be right.) Rain fell.", "Rain", ""),
        ("The Diplomatic Note: it came late.", "it came", ""),
        ("COMMENT. He lies.", "He lies", "COMMENT"),
        ("Comments followed.", "followed", ""),
        ("At the end of text messages he lies.", "he lies", ""),
        ("Begin summary: He lies.", "He lies", "summary"),
    ],
)
def test_how_a_part_begins_and_ends(text: str, words: str, under: str) -> None:
    (paragraph,) = document(("", text))
    assert stands_under(paragraph, [paragraph], text.index(words)) == under


def test_a_part_without_an_end_ends_with_its_paragraph() -> None:
    cable = document(("", "SUMMARY: Tolls rose."), ("", "Rain fell. END TEXT."))
    assert stands_under(cable[1], cable, 0) == ""


def test_a_long_heading_is_cut_between_words() -> None:
    rules = document(("lamp " * 90, "Lamps are lit."))
    under = stands_under(rules[0], rules, 0)
    assert len(under) <= 120
    assert under.endswith("lamp …")


def test_citations_tell_it_at_every_exit(library: Library, tmp_path: Path) -> None:
    rows = [
        {"doc_id": "case", "paragraph": "1", "heading": "DISSENT OF MARR J", "text": "I disagree."},
        {"doc_id": "case", "paragraph": "2", "text": "The keeper should win."},
    ]
    (tmp_path / "case.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([tmp_path / "case.jsonl"]).failed
    assistant = Assistant(library, answerer=AnswererSettings(threshold=0.0))
    for question in ("Should the keeper win?", "What does ¶2 of case say?"):
        assert assistant.ask(question).citations[0].under == "DISSENT OF MARR J"


def test_an_item_is_quoted_with_all_that_introduces_it(library: Library, tmp_path: Path) -> None:
    texts = {
        "3": "Notice is given sooner:",
        "3.(a)": "within four hours, where a pier was struck and carries:",
        "3.(a)(i)": "a lamp for pilots;",
        "4": "Rain.",
    }
    rows = ({"doc_id": "rules", "paragraph": n, "text": text} for n, text in texts.items())
    (tmp_path / "rules.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([tmp_path / "rules.jsonl"]).failed
    assistant = Assistant(library, answerer=AnswererSettings(threshold=0.0, margin=0.0))
    labels = [each.paragraph for each in assistant.ask("Where is a lamp for pilots?").citations]
    assert labels == ["3", "3.(a)", "3.(a)(i)"]


def test_the_terminal_and_json_tell_it(capsys: pytest.CaptureFixture[str]) -> None:
    (paragraph,) = document(("DISSENT \x1b[1m", "I disagree."))
    (citation,) = cite([(paragraph, 0, 11)], {"doc": [paragraph]})
    print_answer(Answer("Who?", True, 0.9, "", (citation,), ()))
    assert "doc ¶1, under “DISSENT ␛[1m”" in capsys.readouterr().out
    assert citation_json(citation)["under"] == "DISSENT \x1b[1m"
    assert "under" not in citation_json(replace(citation, under=""))
