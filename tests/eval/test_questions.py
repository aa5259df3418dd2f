import json
from pathlib import Path

import pytest

from eval.questions import Judgement, Query, Turn, read_questions
from index.errors import InputError, NotADocument, UnreadableFile


def line(**row: object) -> str:
    return json.dumps({"query_id": "q1", "query": "Who?"} | row) + "\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "set.jsonl"


def test_every_part_of_a_query_is_read(path: Path) -> None:
    path.write_text(
        line(
            relevant=[
                {"doc_id": "memo", "paragraph": "7#2", "relevance": 2, "note": "ignored"},
                {"doc_id": "memo", "paragraph": "8", "relevance": 0},
            ],
            answers=["Burns", "Mr Burns"],
            history=[{"question": "What?", "answer": ""}],
            rewrite="ignored",
        ),
        encoding="utf-8",
    )
    (query,) = read_questions(path)
    assert query == Query(
        query_id="q1",
        query="Who?",
        relevant=(Judgement("memo", "7#2", 2), Judgement("memo", "8", 0)),
        answers=("Burns", "Mr Burns"),
        answerable=True,
        history=(Turn("What?", ""),),
    )
    assert query.gold == (Judgement("memo", "7#2", 2),)


def test_what_is_optional_may_be_left_out_or_null(path: Path) -> None:
    path.write_text(line() + line(query_id="q2", answers=None, history=None, relevant=None))
    assert read_questions(path) == (Query("q1", "Who?"), Query("q2", "Who?"))


def test_ids_and_labels_may_be_whole_numbers(path: Path) -> None:
    judgement = {"doc_id": 12, "paragraph": 7, "relevance": 1}
    path.write_text(line(query_id=5, relevant=[judgement]))
    assert read_questions(path) == (Query("5", "Who?", (Judgement("12", "7", 1),)),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_blank_lines_line_ends_and_byte_order_marks_do_not_matter(
    path: Path, encoding: str
) -> None:
    path.write_bytes(f"\r\n{line(query='Où ? ¶')}\r\n  \n".encode(encoding))
    assert read_questions(path)[0].query == "Où ? ¶"


def test_a_line_separator_inside_a_question_does_not_end_the_line(path: Path) -> None:
    text = '{"query_id": "q", "query": "one\u2028two\u0085three"}'
    path.write_text(text, encoding="utf-8")
    assert read_questions(path)[0].query == "one\u2028two\u0085three"


def test_sets_are_read_one_after_the_other(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    path.write_text(line(query_id="b"))
    other.write_text(line(query_id="a"))
    assert [query.query_id for query in read_questions(path, other)] == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who?", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"query": "Who?"}', "needs 'query_id'"),
        ('{"query_id": "q"}', "needs 'query'"),
        ('{"query_id": "q", "query": "  "}', "needs 'query'"),
        ('{"query_id": ["q"], "query": "Who?"}', "needs 'query_id'"),
        ('{"query_id": true, "query": "Who?"}', "needs 'query_id'"),
        ('{"query_id": "\\ud800", "query": "Who?"}', "half a character"),
        (line(relevant={"doc_id": "d"}), "'relevant' must be a list of objects"),
        (line(relevant=["d"]), "'relevant' must be a list of objects"),
        (line(relevant=[{"paragraph": "1", "relevance": 1}]), "judgement 1: needs 'doc_id'"),
        (line(relevant=[{"doc_id": "d", "relevance": 1}]), "judgement 1: needs 'paragraph'"),
        (
            line(relevant=[{"doc_id": "d", "paragraph": "1", "relevance": None}]),
            "the relevance null",
        ),
        (line(answers="Burns"), "'answers' must be a list of strings"),
        (line(answers=[1]), "'answers' must be a list of strings"),
        (line(answerable="yes"), "'answerable' must be true or false"),
        (line(answerable=None), "'answerable' must be true or false"),
        (line(answerabel=False), "has 'answerabel'; write it as 'answerable'"),
        (line(Relevant=[]), "has 'Relevant'; write it as 'relevant'"),
        (
            line(relevant=[{"doc_id": "d", "paragraph": "1", "relevence": 0}]),
            "judgement 1: has 'relevence'; write it as 'relevance'",
        ),
        (line(history=[{"question": "x", "answers": "y"}]), "write it as 'answer'"),
        (line(answers=["Burns"], answerable=False), "not answerable, and names an answer"),
        (
            line(relevant=[{"doc_id": "d", "paragraph": "1"}], answerable=False),
            "not answerable, and names a relevant paragraph",
        ),
        (line(history=[{"answer": "x"}]), "turn 1 of 'history': needs 'question'"),
        (line(history=[{"question": "x"}]), "turn 1 of 'history': needs 'answer'"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(path: Path, text: str, message: str) -> None:
    path.write_text(line(query_id="good") + "\n" + text)
    with pytest.raises(NotADocument) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert message in str(caught.value)


def test_a_label_may_have_the_pilcrow_of_a_citation(path: Path) -> None:
    path.write_text(line(relevant=[{"doc_id": "d", "paragraph": label} for label in ("¶7", "¶ 8")]))
    (query,) = read_questions(path)
    assert [each.paragraph for each in query.relevant] == ["7", "8"]


@pytest.mark.parametrize("relevance", ["1", 1.0, True, None, -1, 1001, 10**30, [1]])
def test_a_relevance_is_a_small_whole_number(path: Path, relevance: object) -> None:
    good = {"doc_id": "d", "paragraph": "1", "relevance": 1}
    bad = {"doc_id": "d", "paragraph": "2", "relevance": relevance}
    path.write_text(line(relevant=[good, bad]))
    with pytest.raises(NotADocument, match="judgement 2 has the relevance") as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}:1: ")


def test_a_paragraph_is_judged_once(path: Path) -> None:
    judgement = {"doc_id": "d", "paragraph": "1", "relevance": 1}
    path.write_text(line(relevant=[judgement, judgement | {"relevance": 0}]))
    with pytest.raises(NotADocument, match=r"set\.jsonl:1: judgement 2 is of 'd', paragraph '1'"):
        read_questions(path)


def test_the_same_id_twice_is_named_with_both_places(path: Path, tmp_path: Path) -> None:
    path.write_text(line() + line(query="Another?"))
    with pytest.raises(NotADocument) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}:2: the query_id 'q1' is that of {path}:1 too")
    other = tmp_path / "other.jsonl"
    path.write_text(line())
    other.write_text("\n" + line())
    with pytest.raises(InputError) as caught_two:
        read_questions(path, other)
    assert f"{other}:2: " in str(caught_two.value)
    assert f"{path}:1 " in str(caught_two.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (b" \n\n", "is empty"), (b"\0\1", "binary"), (b'{"a": "\xe9"}', "UTF-8")],
)
def test_a_file_without_text_is_named(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=message) as caught:
        read_questions(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(path: Path, tmp_path: Path) -> None:
    for bad in (path, tmp_path):
        with pytest.raises(UnreadableFile, match=str(bad)):
            read_questions(bad)
