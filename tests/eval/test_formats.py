"""Question sets in the formats of others: what is read, and what is refused and where."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.questions import Judgement, Query, read_questions
from index.errors import InputError, NotADocument, UnreadableFile


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        read_questions(path, **options)  # type: ignore[arg-type]
    return str(caught.value)


# BEIR

QUERIES = """{"_id": "1", "text": "Who keeps the lighthouse?", "metadata": {}}
{"_id": "q 2", "text": "What does oil cost?"}
{"_id": "3", "text": "Asked of nobody"}
"""
HEADER = "query-id\tcorpus-id\tscore\n"
TEST = HEADER + "1\tharbour#7\t2\n1\tharbour#8\t0\nq 2\tY.%20A.#§%203\t1\n"


def test_a_folder_of_beir_is_the_questions_that_its_split_judges(tmp_path: Path) -> None:
    write(tmp_path, {"queries.jsonl": QUERIES, "qrels/test.tsv": TEST, "qrels/dev.tsv": HEADER})
    expected = (
        Query(
            "1",
            "Who keeps the lighthouse?",
            (Judgement("harbour", "7", 2), Judgement("harbour", "8", 0)),
        ),
        Query("q 2", "What does oil cost?", (Judgement("Y. A.", "§ 3", 1),)),
    )
    assert read_questions(tmp_path) == expected
    assert read_questions(tmp_path / "queries.jsonl") == expected


def test_a_document_that_is_not_divided_is_its_first_paragraph(tmp_path: Path) -> None:
    write(tmp_path, {"queries.jsonl": QUERIES, "qrels.tsv": f"{HEADER}1\tMED-10\t1\n"})
    (query,) = read_questions(tmp_path)
    assert query.relevant == (Judgement("MED-10", "1", 1),)


def test_the_split_is_test_or_the_only_one_or_the_one_that_is_named(tmp_path: Path) -> None:
    third = HEADER + "3\ta#1\t1\n"
    write(tmp_path, {"queries.jsonl": QUERIES, "qrels/dev.tsv": third})
    assert [query.query_id for query in read_questions(tmp_path)] == ["3"]
    write(tmp_path, {"qrels/train.tsv": TEST})
    assert "no split 'test'; choose with --split one of dev, train" in refusal(tmp_path)
    assert [query.query_id for query in read_questions(tmp_path, split="train")] == ["1", "q 2"]
    write(tmp_path, {"qrels/test.tsv": HEADER + "1\ta#1\t1\n"})
    assert [query.query_id for query in read_questions(tmp_path)] == ["1"]
    assert "no split 'validation'" in refusal(tmp_path, split="validation")


def test_judgements_that_are_named_take_the_place_of_the_folders(tmp_path: Path) -> None:
    write(tmp_path, {"queries.jsonl": QUERIES, "qrels/test.tsv": TEST, "own": "3 0 a#1 1\n"})
    (query,) = read_questions(tmp_path, qrels=[tmp_path / "own"])
    assert query.relevant == (Judgement("a", "1", 1),)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"corpus.jsonl": "{}"}, "is a folder without queries.jsonl"),
        ({"queries.jsonl": QUERIES}, "no judgements in qrels/*.tsv"),
        ({"queries.jsonl": QUERIES, "qrels/test.tsv": f"{HEADER}9\ta#1\t1"}, "no judgement is of"),
        ({"queries.jsonl": QUERIES + "x", "qrels/test.tsv": TEST}, "queries.jsonl:4: is not JSON"),
        ({"queries.jsonl": QUERIES + "[]", "qrels/test.tsv": TEST}, "queries.jsonl:4: is not a"),
        ({"queries.jsonl": QUERIES + '{"_id": "4"}', "qrels/test.tsv": TEST}, ":4: needs 'text'"),
        ({"queries.jsonl": QUERIES, "qrels/test.tsv": TEST + "1\ta#1"}, "test.tsv:5: is no judg"),
        ({"queries.jsonl": QUERIES, "qrels/test.tsv": TEST + "1\t\t1"}, "test.tsv:5: is no judg"),
        ({"queries.jsonl": QUERIES, "qrels/test.tsv": TEST + "1\ta#1\tx"}, "5: has the relevance"),
        ({"queries.jsonl": QUERIES, "qrels/test.tsv": TEST + "1\ta#1\t0.5"}, "relevance '0.5'"),
        (
            {"queries.jsonl": QUERIES, "qrels/test.tsv": TEST + "1\tharbour#7\t1"},
            "'7', has the relevance 2 at",
        ),
        (
            {"queries.jsonl": QUERIES + QUERIES, "qrels/test.tsv": TEST},
            "queries.jsonl:4: the query_id '1' is that of",
        ),
    ],
)
def test_what_is_wrong_with_a_folder_is_named(
    tmp_path: Path, files: Mapping[str, str], message: str
) -> None:
    write(tmp_path, files)
    assert message in refusal(tmp_path)


def test_a_judgement_may_stand_twice_if_it_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"queries.jsonl": QUERIES, "qrels/test.tsv": TEST + "1\tharbour#7\t2\n"})
    assert len(read_questions(tmp_path)[0].relevant) == 2


# TREC

TOPICS = """
<top>
<num> Number: 301
<dom> Domain: International
<title> Topic: Lighthouses &amp; their
 keepers

<desc> Description:
Who keeps the lighthouse?

<narr> Narrative:
A relevant paragraph names <b>a</b> keeper.
</top>

<TOP>
<NUM>q%202</NUM>
<title></title>
<desc>What does oil cost?</desc>
</TOP>
"""
TREC_QRELS = "301 0 harbour#7 1\n\nq%202 0 Y.%20A.#3 -2\nq%202\t0\tY.%20A.#4\t3\n999 0 a#1 1\n"


def test_topics_and_their_judgements(tmp_path: Path) -> None:
    write(tmp_path, {"topics": TOPICS, "qrels": TREC_QRELS})
    assert read_questions(tmp_path / "topics", qrels=[tmp_path / "qrels"]) == (
        Query("301", "Lighthouses & their keepers", (Judgement("harbour", "7", 1),)),
        Query(
            "q 2",
            "What does oil cost?",
            (Judgement("Y. A.", "3", 0), Judgement("Y. A.", "4", 3)),
        ),
    )


def test_topics_may_be_a_line_each_and_go_without_a_judgement(tmp_path: Path) -> None:
    write(tmp_path, {"t.tsv": "301\tWho keeps it?\nq%202\tAnd why?\n7\tWhen?\n", "q": TREC_QRELS})
    queries = read_questions(tmp_path / "t.tsv", qrels=[tmp_path / "q"])
    assert [(query.query_id, len(query.relevant)) for query in queries] == [
        ("301", 1),
        ("q 2", 2),
        ("7", 0),
    ]


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        ("<top>\n<num> 1\n<title> a\n</top>\n\n<top>\n<num> 2\n<title> b\n", ":6: the topic that"),
        ("<top>\n<num> 1\n<top>\n<num> 2\n<title> b\n</top>", ":1: the topic that begins here"),
        ("<top>\n<title> a\n</top>", ":1: a topic needs <num> and <title>"),
        ("\n<top>\n<num> 1\n<narr> a\n</top>", ":2: a topic needs <num> and <title>"),
        ("1\tWho?\n2 Where?", ":2: is no topic"),
        ("1\tWho?\n\n\tWhere?", ":3: is no topic"),
        ("301\tWho?\n301\tWhere?", ":2: the query_id '301' is that of"),
        ("1\tWho?", "no judgement is of a question in it"),
    ],
)
def test_a_bad_topic_is_named(tmp_path: Path, topics: str, message: str) -> None:
    write(tmp_path, {"topics": topics, "qrels": TREC_QRELS})
    said = refusal(tmp_path / "topics", qrels=[tmp_path / "qrels"])
    assert said.startswith(str(tmp_path / "topics"))
    assert message in said


@pytest.mark.parametrize("line", ["301 harbour#7 1", "301 0 harbour 7 1", "301 0 harbour#7 good"])
def test_a_bad_judgement_is_named(tmp_path: Path, line: str) -> None:
    write(tmp_path, {"topics": TOPICS, "qrels": f"301 0 a#1 1\n{line}\n"})
    said = refusal(tmp_path / "topics", qrels=[tmp_path / "qrels"])
    assert said.startswith(f"{tmp_path / 'qrels'}:2: ")


def test_topics_need_judgements_and_only_sets_without_them_take_some(tmp_path: Path) -> None:
    own = json.dumps({"query_id": "1", "query": "Who?"})
    write(tmp_path, {"topics": TOPICS, "qrels": TREC_QRELS, "set.jsonl": own})
    assert "name a file of them with --qrels" in refusal(tmp_path / "topics")
    assert "leave --qrels out" in refusal(tmp_path / "set.jsonl", qrels=[tmp_path / "qrels"])
    assert "no split 'test' to choose" in refusal(tmp_path / "set.jsonl", split="test")
    assert "no such file" in refusal(tmp_path / "topics", qrels=[tmp_path / "none"])
    mixed = read_questions(tmp_path / "topics", tmp_path / "set.jsonl", qrels=[tmp_path / "qrels"])
    assert [query.query_id for query in mixed] == ["301", "q 2", "1"]


# SQuAD


def squad(*questions: Mapping[str, object], title: object = "Polder") -> dict[str, object]:
    paragraphs = [
        {"context": "A polder is low land.", "qas": []},
        {"context": "Windmills drain it.", "qas": list(questions)},
    ]
    return {"version": "v2.0", "data": [{"title": title, "paragraphs": paragraphs}]}


ASKED: dict[str, object] = {
    "id": "56be",
    "question": "What drains a polder?",
    "answers": [
        {"text": "Windmills", "answer_start": 0},
        {"text": "Windmills", "answer_start": 0},
        {"text": "Windmills drain it", "answer_start": 0},
    ],
}
IMPOSSIBLE: dict[str, object] = {
    "id": "57af",
    "question": "Who owns the windmills?",
    "answers": [],
    "plausible_answers": [{"text": "it", "answer_start": 16}],
    "is_impossible": True,
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["dev-v2.0.json", "dev"])
def test_the_paragraph_that_a_question_was_asked_of_is_the_gold_one(
    tmp_path: Path, name: str, indent: int | None
) -> None:
    write(tmp_path, {name: json.dumps(squad(ASKED, IMPOSSIBLE), indent=indent)})
    assert read_questions(tmp_path / name) == (
        Query(
            "56be",
            "What drains a polder?",
            (Judgement("Polder", "2", 1),),
            ("Windmills", "Windmills drain it"),
        ),
        Query("57af", "Who owns the windmills?", answerable=False),
    )


def test_paragraphs_are_counted_on_where_a_title_comes_again(tmp_path: Path) -> None:
    twice = {"data": [*squad()["data"], *squad(ASKED)["data"]]}  # type: ignore[misc]
    write(tmp_path, {"set.json": json.dumps(twice)})
    assert read_questions(tmp_path / "set.json")[0].relevant == (Judgement("Polder", "4", 1),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{\n"data": [\n}', ":3: is not JSON"),
        ("[1, 2]", "is not a JSON object"),
        ('{\n"version": "1.1"\n}', "is not like SQuAD: it needs an object with a list 'data'"),
        (json.dumps({"data": {}}), "'data' must be a list of objects"),
        (json.dumps(squad(title=None)), "article 1: needs 'title'"),
        (json.dumps(squad(ASKED, {**ASKED, "id": None})), "paragraph 2, question 2: needs 'id'"),
        (json.dumps(squad({**ASKED, "question": " "})), "question 1: needs 'question'"),
        (json.dumps(squad({**ASKED, "answers": [{}]})), "question 1: answer 1: needs 'text'"),
        (json.dumps(squad({**ASKED, "is_impossible": 1})), "'is_impossible' must be true or false"),
        (json.dumps(squad(ASKED, ASKED)), "question 2: the query_id '56be' is that of"),
    ],
)
def test_what_is_wrong_with_a_set_like_squad_is_named(
    tmp_path: Path, content: str, message: str
) -> None:
    write(tmp_path, {"set.json": content})
    said = refusal(tmp_path / "set.json")
    assert said.startswith(str(tmp_path / "set.json"))
    assert message in said


# CSV

TABLE = """query_id,query,doc_id,paragraph,relevance,answers,answerable,note
q1,"Who keeps ""the
lamp""?",harbour,7,,Anna | the keeper,,seen
q2,What does oil cost?,,,,,FALSE,
q1,,harbour,8,2,Anna Berg,,
q1,"Who keeps ""the
lamp""?",harbour,7,1,Anna,true,

"""


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["set.csv", "set"])
def test_a_question_of_a_table_has_several_rows(tmp_path: Path, name: str, sign: str) -> None:
    # A bar within a cell has to be quoted where bars part the columns.
    table = TABLE.replace("Anna | the keeper", '"Anna | the keeper"').replace(",", sign)
    write(tmp_path, {name: table})
    assert read_questions(tmp_path / name) == (
        Query(
            "q1",
            'Who keeps "the\nlamp"?',
            (Judgement("harbour", "7", 1), Judgement("harbour", "8", 2)),
            ("Anna", "the keeper", "Anna Berg"),
        ),
        Query("q2", "What does oil cost?", answerable=False),
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("id,query\nq,Who?", ":1: has no header row with the columns query_id and query"),
        ("query_id,query,query\nq,Who?,Where?", ":1: has more than one column 'query'"),
        ("query_id,query\nq1,Who?\n,Where?", ":3: has nothing in the column 'query_id'"),
        ("query_id,query\nq1,Who?\n\nq2,", ":4: no row of 'q2' has a 'query'"),
        ("query_id,query\nq1,Who?\nq1,Where?", ":3: the question of 'q1' is another one at"),
        ("query_id,query\nq1,Who?\nq2,Where?,1", ":3: has 3 columns instead of 2"),
        ('query_id,query\nq1,Who?\nq2,"Where?', ":3: has a quote that is not closed"),
        ("query_id,query,doc_id\nq,Who?,harbour", ":2: has nothing in the column 'paragraph'"),
        ("query_id,query,paragraph\nq,Who?,1", ":2: has nothing in the column 'doc_id'"),
        ("query_id,query,answerable\nq,Who?,perhaps", ":2: 'answerable' must be true or false"),
        ("query_id,query,answerable\nq,Who?,no\nq,,yes", ":3: 'answerable' must be true or false"),
        (
            "query_id,query,doc_id,paragraph,relevance\nq,Who?,a,1,high",
            ":2: has the relevance 'high'",
        ),
        (
            "query_id,query,doc_id,paragraph,relevance\nq,Who?,a,1,1\nq,,a,1,2",
            ":3: 'a', paragraph '1', has the relevance 1 at",
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, table: str, message: str) -> None:
    write(tmp_path, {"set.csv": table})
    with pytest.raises(NotADocument) as caught:
        read_questions(tmp_path / "set.csv")
    assert str(caught.value).startswith(f"{tmp_path / 'set.csv'}{message}")


# Anything else


@pytest.mark.parametrize("text", ["Who keeps the lighthouse?\n", "<html><body>\n", "%DOC%\n"])
def test_what_is_no_question_set_is_told_what_would_be(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"set.txt": text})
    with pytest.raises(NotADocument, match="is no question set: expected JSON Lines") as caught:
        read_questions(tmp_path / "set.txt")
    assert str(caught.value).startswith(f"{tmp_path / 'set.txt'}:1: ")


@pytest.mark.parametrize("name", ["set.json", "set"])
def test_json_lines_need_no_suffix(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: '{"query_id": 1, "query": "Who?"}\n{"query_id": 2, "query": "Why?"}'})
    assert len(read_questions(tmp_path / name)) == 2


def test_an_empty_file_of_judgements_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"topics": TOPICS, "qrels": "\n"})
    with pytest.raises(UnreadableFile, match="qrels: is empty"):
        read_questions(tmp_path / "topics", qrels=[tmp_path / "qrels"])
