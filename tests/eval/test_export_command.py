"""`pincite eval export` as a user runs it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.command import app
from eval.model import Judgement, Query
from eval.questions import read_questions
from index import Library
from index.errors import InputError, LibraryError
from tests.eval.conftest import HARBOUR, WordEncoder

ENTER = "Who decides when a vessel may enter?"
LANTERN = "Where must a “lantern” burn?\nAnd when?"


@pytest.fixture
def used(tmp_path: Path) -> Iterator[Library]:
    """A library to which people have said something."""
    (tmp_path / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    with Library.create(tmp_path / "library", encoder=WordEncoder()) as library:
        library.add([tmp_path / "harbour.txt"])
        library.mark(ENTER, "harbour", "3", False)
        library.mark(LANTERN, "harbour", "2", True)
        library.mark(ENTER, "harbour", "1", True)
        yield library


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def export(library: Library, *arguments: str | Path) -> Result:
    return invoke("export", "--library", library.folder, *arguments)


def exported(library: Library, path: Path) -> tuple[Query, ...]:
    assert export(library, "--out", path).exit_code == 0
    return read_questions(path)


def test_what_is_exported_is_read_back_as_it_was_said(used: Library, tmp_path: Path) -> None:
    enter, lantern = exported(used, tmp_path / "used.jsonl")
    assert (enter.query, lantern.query) == (ENTER, LANTERN)
    assert enter.relevant == (Judgement("harbour", "3", 0), Judgement("harbour", "1", 1))
    assert lantern.relevant == (Judgement("harbour", "2", 1),)
    assert enter.answerable


def test_standard_output_gets_the_lines_and_nothing_else(used: Library, tmp_path: Path) -> None:
    result = export(used)
    assert result.exit_code == 0
    exported(used, tmp_path / "used.jsonl")
    assert result.stdout == (tmp_path / "used.jsonl").read_text(encoding="utf-8")
    assert "“lantern”" in result.stdout
    assert result.stderr == "2 questions, 3 marks\n"


def test_an_evaluation_finds_the_exported_questions(
    used: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.shared_encoder.load_encoder", lambda *_: WordEncoder())
    path = tmp_path / "used.jsonl"
    exported(used, path)
    result = invoke("run", path, "--library", used.folder, "--measures", "R@10", "--json")
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert (printed["queries"], printed["missing"]) == (2, [])
    assert printed["measures"]["R@10"] == 1


def test_a_question_has_the_same_id_in_every_export(used: Library, tmp_path: Path) -> None:
    path = tmp_path / "used.jsonl"
    before = {query.query: query.query_id for query in exported(used, path)}
    used.mark("What may be fished?", "harbour", "3", True)
    used.mark(ENTER, "harbour", "1", False)
    used.unmark(LANTERN, "harbour", "2")
    used.mark(LANTERN, "harbour", "3", False)
    after = {query.query: query.query_id for query in exported(used, path)}
    assert len({*after.values()}) == 3
    assert {question: after[question] for question in before} == before


def test_a_question_without_an_answer_is_not_said_to_be_unanswerable(
    used: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.shared_encoder.load_encoder", lambda *_: WordEncoder())
    used.mark("What does the ferry cost?", "harbour", "1", False)
    path = tmp_path / "used.jsonl"
    result = export(used, "--out", path)
    assert "note: for 1 of the questions no paragraph is known that answers it" in result.stderr
    *_, ferry = read_questions(path)
    assert (ferry.relevant, ferry.answerable) == ((Judgement("harbour", "1", 0),), True)
    assert '"answerable"' not in path.read_text(encoding="utf-8")
    run = invoke("run", path, "--library", used.folder, "--retriever", "lexical", "--json")
    assert json.loads(run.stdout)["queries"] == 2
    assert "note: 1 of 3 questions not measured" in run.stderr


def test_a_paragraph_that_has_gone_is_exported_and_named(used: Library, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(HARBOUR.split("3.")[0], encoding="utf-8")
    used.add([tmp_path / "harbour.txt"])
    path = tmp_path / "used.jsonl"
    result = export(used, "--out", path)
    assert result.exit_code == 0
    assert "1 of the 3 marked paragraphs are not in the library now" in result.stderr
    enter, _ = read_questions(path)
    assert f"  {enter.query_id}: harbour ¶3\n" in result.stderr
    assert Judgement("harbour", "3", 0) in enter.relevant
    used.remove(["harbour"])
    printed = json.loads(export(used, "--json").stdout)
    assert [lost["paragraph"] for lost in printed["missing"]] == ["3", "2", "1"]


def test_json_is_one_object_with_the_questions(used: Library, tmp_path: Path) -> None:
    path = tmp_path / "used.jsonl"
    result = export(used, "--json", "--out", path)
    printed = json.loads(result.stdout)
    assert list(printed) == ["queries", "marks", "missing", "questions"]
    assert (printed["queries"], printed["marks"], printed["missing"]) == (2, 3, [])
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    assert [json.loads(line) for line in lines] == printed["questions"]
    assert export(used, "--json").stdout == result.stdout


def test_an_older_file_is_replaced_only_by_a_whole_one(used: Library, tmp_path: Path) -> None:
    path = tmp_path / "used.jsonl"
    path.write_text("an older file", encoding="utf-8")
    (tmp_path / "used.jsonl.making").mkdir()
    refused = export(used, "--out", path).exception
    assert isinstance(refused, InputError)
    assert "the question set cannot be written" in str(refused)
    assert path.read_text(encoding="utf-8") == "an older file"
    (tmp_path / "used.jsonl.making").rmdir()
    assert len(exported(used, path)) == 2
    assert isinstance(export(used, "--out", tmp_path).exception, InputError)


def test_without_marks_it_says_how_to_make_some(harbour: Path, tmp_path: Path) -> None:
    path = tmp_path / "used.jsonl"
    result = invoke("export", "--library", harbour, "--out", path)
    assert result.exit_code == 1
    assert isinstance(result.exception, LibraryError)
    assert f"{harbour}: no paragraph is marked yet; in `pincite chat`, press" in str(
        result.exception
    )
    assert not path.exists()
