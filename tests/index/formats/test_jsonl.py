"""JSON Lines: one paragraph a line, errors that name the line."""

import json
from pathlib import Path

import pytest

from index.errors import NotADocument
from index.formats.jsonl import is_question_set, parse_jsonl
from tests.index.formats.texts import row, write

PATH = Path("rows.jsonl")


def lines(*rows: object) -> str:
    return "\n".join(json.dumps(each) for each in rows)


def test_documents_whose_lines_do_not_stand_together() -> None:
    text = lines(
        {**row("a", "1", "First."), "title": "A", "date": "2001-02-03", "heading": "Part"},
        {
            **row("b", "1.2.(a)", "Other."),
            "metadata": {"court": "High", "n": 5, "tags": ["x", "y"]},
        },
        {**row("a", "2", "Second."), "title": "not this", "marking": "SBU"},
    )
    a, b = parse_jsonl(text, PATH)
    assert (a.document.doc_id, a.document.title, a.document.date) == ("a", "A", "2001-02-03")
    assert [(p.paragraph, p.ordinal, p.heading, p.marking) for p in a.paragraphs] == [
        ("1", 0, "Part", ""),
        ("2", 1, "", "SBU"),
    ]
    assert [p.first_line for p in a.paragraphs] == [1, 3]
    assert b.document.metadata == {"court": "High", "n": "5", "tags": "x; y"}
    assert b.paragraphs[0].label == "b ¶1.2.(a)"


def test_numbers_as_ids_and_blank_lines() -> None:
    (document,) = parse_jsonl('\n{"doc_id": 7, "paragraph": 12, "text": "x"}\n\n', PATH)
    assert (document.document.doc_id, document.paragraphs[0].paragraph) == ("7", "12")
    assert document.document.title == ""
    assert document.document.date is None


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"doc_id": "a", "paragraph": "3"}', "needs 'text'"),
        ('{"doc_id": "a", "text": "x"}', "needs 'paragraph'"),
        ('{"paragraph": "3", "text": "x"}', "needs 'doc_id'"),
        ('{"doc_id": "a", "paragraph": "3", "text": "  "}', "needs 'text'"),
        ('{"doc_id": "a", "paragraph": "3", "text": 5}', "needs 'text'"),
        ('{"doc_id": "a", "paragraph": true, "text": "x"}', "needs 'paragraph'"),
        ('{"doc_id": "a", "paragraph": null, "text": "x"}', "needs 'paragraph'"),
        ('{"doc_id": "a", "paragraph": "3", "text": "x", "metadata": []}', "'metadata'"),
        ('{"doc_id": "a", "paragraph": "1", "text": "x"}', "stands in line 1 already"),
        ('{"doc_id": "a", "paragraph": "3", "text": "x \\ud800"}', "surrogates"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named(bad: str, reason: str) -> None:
    good = lines(row("a", "1", "One."), row("a", "2", "Two."))
    with pytest.raises(NotADocument, match=r"rows\.jsonl:4: ") as caught:
        parse_jsonl(f"{good}\n\n{bad}\n", PATH)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("q.jsonl", '{"query_id": "1", "query": "who?", "relevant": []}\n', True),
        ("q.jsonl", '{"doc_id": "a", "paragraph": "1", "text": "x"}\n', False),
        ("q.jsonl", "not json", False),
        ("q.jsonl", "[" * 100_000, False),
        ("q.jsonl", "", False),
        ("q.txt", '{"query": "who?"}\n', False),
    ],
)
def test_question_sets(tmp_path: Path, name: str, text: str, expected: bool) -> None:
    assert is_question_set(write(tmp_path / name, text)) is expected


def test_a_file_that_may_not_be_read_is_no_question_set(tmp_path: Path) -> None:
    assert not is_question_set(tmp_path / "missing.jsonl")
