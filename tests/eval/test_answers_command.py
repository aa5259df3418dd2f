"""`pincite eval answers` as a user runs it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.command import app
from index import Library
from index.errors import InputError, LibraryNotFound
from qa import Assistant
from qa.output import answer_json
from tests.eval.conftest import WordEncoder


@pytest.fixture(autouse=True)
def _word_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.shared_encoder.load_encoder", lambda *_: WordEncoder())


def run(library: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["answers", "--library", str(library), *map(str, arguments)])


def add(questions: Path, **row: object) -> None:
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"query": "Where is the ferry?"} | row) + "\n")


def test_json_is_one_object(harbour: Path, questions: Path) -> None:
    add(
        questions,
        query_id="h4",
        query="When is fishing from the pier allowed?",
        relevant=[{"doc_id": "harbour", "paragraph": "3"}],
        answers=["on Sundays"],
    )
    result = run(harbour, questions, "--json")
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert list(printed) == [
        "measures",
        "intervals",
        "numbers",
        "risk_coverage",
        "queries",
        "missing",
        "seconds",
    ]
    assert printed["queries"] == 4
    assert printed["numbers"]["citation_recall"] == 3
    assert printed["numbers"]["answer_in_quotes"] == 1
    assert set(printed["numbers"]) == set(printed["measures"])
    for name, (low, high) in printed["intervals"].items():
        assert low <= printed["measures"][name] <= high
    assert printed["risk_coverage"][-1]["coverage"] == 1
    assert printed["missing"] == []
    assert result.stderr == ""


def test_people_get_a_table_with_the_number_of_questions(harbour: Path, questions: Path) -> None:
    result = run(harbour, questions)
    assert result.exit_code == 0
    rows = {
        line.split("│")[1].strip(): line.split("│")[4].strip()
        for line in result.stdout.splitlines()
        if line.startswith("│")
    }
    assert rows["citation_recall"] == "2"
    assert rows["unanswerable_answered"] == "1"
    assert rows["AUROC"] == "3"
    assert "wrong if only the surest 25%, 50%, 75%, 100% are answered: " in result.stdout
    assert "3 questions, 1 of them unanswerable, " in result.stdout


def test_the_answers_are_written_as_ask_gives_them(
    harbour: Path, questions: Path, tmp_path: Path
) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text("an older file", encoding="utf-8")
    add(questions, query_id="é\n1", query="Who keeps the café at the pier?")
    assert run(harbour, questions, "--answers-out", path).exit_code == 0
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    assert [row["query_id"] for row in rows] == ["h1", "h2", "h3", "é\n1"]
    with Library.open(harbour) as library:
        for row in rows:
            asked = answer_json(Assistant(library).ask(row["question"]))
            assert row.pop("query_id")
            assert 0 <= row["confidence"] <= 1
            assert row | {"timings_ms": {}} == asked | {"timings_ms": {}}
    assert {each.name for each in tmp_path.iterdir()} == {"answers.jsonl", "questions.jsonl"}


def test_a_link_stays_a_link(harbour: Path, questions: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link = tmp_path / "answers.jsonl"
    link.symlink_to(tmp_path / "kept" / "answers.jsonl")
    assert run(harbour, questions, "--answers-out", link).exit_code == 0
    assert link.is_symlink()
    assert len(link.read_text("utf-8").splitlines()) == 3


def test_a_file_that_cannot_be_written_leaves_the_older_one(
    harbour: Path, questions: Path, tmp_path: Path
) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text("an older file", encoding="utf-8")
    (tmp_path / "answers.jsonl.making").mkdir()
    result = run(harbour, questions, "--answers-out", path)
    assert isinstance(result.exception, InputError)
    assert "the answers cannot be written" in str(result.exception)
    assert path.read_text("utf-8") == "an older file"


def test_the_questions_are_not_overwritten(harbour: Path, questions: Path, tmp_path: Path) -> None:
    before = questions.read_bytes()
    link = tmp_path / "link.jsonl"
    link.hardlink_to(questions)
    for path in (questions, link):
        result = run(harbour, questions, "--answers-out", path)
        assert isinstance(result.exception, InputError)
        assert "is read by this command" in str(result.exception)
    assert questions.read_bytes() == before


def test_a_folder_of_questions_is_not_overwritten(harbour: Path, tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "When may a vessel enter?"}\n')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\tharbour#1\t1\n")
    before = (folder / "queries.jsonl").read_bytes()
    for path in (folder / "queries.jsonl", folder / "qrels" / "test.tsv"):
        result = run(harbour, folder, "--answers-out", path)
        assert isinstance(result.exception, InputError)
        assert "is read by this command" in str(result.exception)
    assert (folder / "queries.jsonl").read_bytes() == before
    assert run(harbour, folder, "--answers-out", tmp_path / "answers.jsonl").exit_code == 0


@pytest.mark.parametrize("path", ["no-folder/answers.jsonl", "."])
def test_where_answers_cannot_go_is_said_before_the_library_is_opened(
    questions: Path, tmp_path: Path, path: str
) -> None:
    result = run(tmp_path / "no-library", questions, "--answers-out", path)
    assert isinstance(result.exception, InputError)
    assert "--answers-out" in str(result.exception)
    assert isinstance(run(tmp_path / "no-library", questions).exception, LibraryNotFound)


def test_what_the_measures_do_not_show_is_said(harbour: Path, questions: Path) -> None:
    add(questions, query_id="f1", relevant=[{"doc_id": "gone", "paragraph": "7"}])
    add(questions, query_id="f2")
    result = run(harbour, questions, "--json")
    assert "note: 1 of the questions have neither 'relevant' paragraphs" in result.stderr
    assert "warning: 1 of the 3 relevant paragraphs are not in the library" in result.stderr
    assert json.loads(result.stdout)["missing"] == [
        {"query_id": "f1", "doc_id": "gone", "paragraph": "7"}
    ]


def test_earlier_turns_are_taken_into_account_and_bare_ignores_them(
    harbour: Path, tmp_path: Path
) -> None:
    questions, out = tmp_path / "follow-up.jsonl", tmp_path / "answers.jsonl"
    history = [{"question": "Who decides when a vessel may enter?", "answer": ""}]
    add(questions, query_id="f1", query="and a boat?", history=history)
    for options, understood in (([], True), (["--bare"], False)):
        assert run(harbour, questions, "--answers-out", out, *options).exit_code == 0
        answer = json.loads(out.read_text("utf-8"))
        assert answer["question"] == "and a boat?"
        assert ("Who decides when a vessel may enter?" in answer.get("understood_as", "")) is (
            understood
        )
