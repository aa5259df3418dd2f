"""`pincite eval report` as a user runs it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.command import app
from index.errors import InputError, LibraryNotFound, NotADocument
from tests.ui.html_tree import parse


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture(autouse=True)
def no_usual_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_LIBRARY", str(tmp_path / "none"))


@pytest.fixture
def evaluated(harbour: Path, questions: Path, tmp_path: Path) -> Path:
    path = tmp_path / "lexical.json"
    options = ("--retriever", "lexical", "--out", path)
    assert invoke("run", questions, "--library", harbour, *options).exit_code == 0
    return path


def test_a_page_is_written_with_the_passages_of_the_library_that_was_evaluated(
    evaluated: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    result = invoke("report", evaluated, "--out", out)
    assert result.exit_code == 0
    assert re.fullmatch(rf"{re.escape(str(out))}: \d+ kB, 2 questions\n", result.stdout)
    worst = parse(out.read_text(encoding="utf-8")).one("section", id="worst")
    assert "A lantern must burn at the head of the pier" in worst.text
    before = out.read_bytes()
    assert invoke("report", evaluated, "--out", out).exit_code == 0
    assert out.read_bytes() == before


@pytest.mark.model
def test_a_reranker_is_kept_with_the_evaluation_and_shown(
    harbour: Path, questions: Path, tiny_cross_encoder: Path, tmp_path: Path
) -> None:
    out, page = tmp_path / "reranked.json", tmp_path / "report.html"
    options = ("--library", harbour, "--reranker", tiny_cross_encoder)
    result = invoke("run", questions, "--retriever", "lexical", "--out", out, *options)
    assert result.exit_code == 0
    kept = json.loads(out.read_text(encoding="utf-8"))
    assert kept["settings"]["reranker"] == {"name": str(tiny_cross_encoder), "n": 30}
    found = [row["score"] for each in kept["evaluation"]["queries"] for row in each["ranking"]]
    assert set(found) <= {0.5, 1.0}
    assert invoke("report", out, "--out", page).exit_code == 0
    shown = parse(page.read_text(encoding="utf-8")).text
    assert f"{tiny_cross_encoder}, of the best 30" in shown


def test_two_evaluations_and_answers(evaluated: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    citation = {"marker": 1, "doc_id": "harbour", "paragraph": "1", "label": "harbour ¶1"}
    line = {
        "query_id": "h1",
        "question": "Who?",
        "answered": True,
        "answer": "“The harbour master” [1]",
        "citations": [citation | {"quote": "The harbour master", "start": 0, "end": 18}],
        "hits": [],
        "confidence": 0.9,
    }
    answers.write_text(json.dumps(line) + "\n", encoding="utf-8")
    out = tmp_path / "report.html"
    arguments = ("--answers", answers, "--by", "R@1", "-n1", "--out", out)
    assert invoke("report", evaluated, evaluated, *arguments).exit_code == 0
    page = parse(out.read_text(encoding="utf-8"))
    assert "None of the questions has another R@1" in page.one("section", id="changed").text
    assert len(page.one("section", id="worst").all("details")) == 1
    assert "citation_recall" in page.one("section", id="answers").text
    answers.write_text(json.dumps(line) + "\n{}\n", encoding="utf-8")
    refused = invoke("report", evaluated, *arguments).exception
    assert isinstance(refused, NotADocument)
    assert f"{answers}:2: is no line of a file of answers (query_id: Field required)" in str(
        refused
    )
    answers.write_text((json.dumps(line) + "\n") * 2, encoding="utf-8")
    assert f"{answers}:2: 'h1' is answered before" in str(
        invoke("report", evaluated, *arguments).exception
    )


def test_the_answers_that_are_written_are_read_back(harbour: Path, tmp_path: Path) -> None:
    from eval.answers import judge
    from eval.answers_file import read_answers, write_answers
    from eval.model import Query
    from tests.eval.report.conftest import answer

    given = answer("Who?", ("rules", "1"), ("law", "9"))
    path = tmp_path / "answers.jsonl"
    write_answers([judge(Query("q1", "Who?"), given, given)], path)
    assert read_answers(path) == {"q1": given}


def test_a_library_that_is_gone_is_no_error_unless_it_is_named(
    evaluated: Path, harbour: Path, tmp_path: Path
) -> None:
    kept = json.loads(evaluated.read_text(encoding="utf-8"))
    kept["settings"]["library"] = str(tmp_path / "gone")
    evaluated.write_text(json.dumps(kept), encoding="utf-8")
    out = tmp_path / "report.html"
    assert invoke("report", evaluated, "--out", out).exit_code == 0
    assert "lantern must burn at the head" not in out.read_text(encoding="utf-8")
    refused = invoke("report", evaluated, "--out", out, "--library", tmp_path / "gone")
    assert isinstance(refused.exception, LibraryNotFound)
    moved = shutil.copytree(harbour, tmp_path / "moved")
    assert invoke("report", evaluated, "--out", out, "--library", moved).exit_code == 0
    assert "lantern must burn at the head" in out.read_text(encoding="utf-8")


def test_an_evaluation_is_never_written_over(evaluated: Path) -> None:
    before = evaluated.read_bytes()
    refused = invoke("report", evaluated, "--out", evaluated)
    assert isinstance(refused.exception, InputError)
    assert "is read by this command" in str(refused.exception)
    assert evaluated.read_bytes() == before


@pytest.mark.parametrize("n", [0, 3])
def test_one_evaluation_or_two(evaluated: Path, tmp_path: Path, n: int) -> None:
    assert invoke("report", *[evaluated] * n, "--out", tmp_path / "report.html").exit_code == 2
    assert invoke("report", evaluated).exit_code == 2
