import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.command import app
from index.errors import InputError, LibraryNotFound, NotADocument


def compare(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


@pytest.fixture(autouse=True)
def no_usual_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_LIBRARY", str(tmp_path / "none"))


@pytest.fixture
def good(harbour: Path, questions: Path, tmp_path: Path) -> Path:
    """An evaluation in which both questions find their paragraph first."""
    path = tmp_path / "good.json"
    command = ["run", questions, "--library", harbour, "--retriever", "lexical", "--out", path]
    assert CliRunner().invoke(app, [*map(str, command), "--measures", "RR@10 R@1"]).exit_code == 0
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A run in which one of them finds it second, below a passage of an unknown document."""
    path = tmp_path / "bad.run"
    path.write_text("h1 Q0 harbour#1 1 2 bad\nh2 Q0 ferry\x1b#1 1 2 bad\nh2 Q0 harbour#2 2 1 bad\n")
    return path


def test_json_is_one_object(good: Path, bad: Path, harbour: Path) -> None:
    result = compare(bad, good, "--json", "--library", harbour)
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert list(printed) == ["a", "b", "queries", "lacking", "measures", "by", "changed"]
    assert (printed["a"], printed["b"], printed["queries"]) == (str(bad), str(good), 2)
    assert list(printed["measures"]) == ["R@1", "R@5", "R@10", "AP@10", "RR@10", "nDCG@10"]
    reciprocal = printed["measures"]["RR@10"]
    assert [reciprocal[key] for key in ("a", "b", "difference")] == [0.75, 1.0, 0.25]
    assert [reciprocal[key] for key in ("wins", "ties", "losses")] == [1, 1, 0]
    assert (reciprocal["p_value"], reciprocal["exact"]) == (1.0, True)
    assert reciprocal["interval"] == [0.0, 0.5]
    (changed,) = printed["changed"]
    assert (printed["by"], changed["query_id"]) == ("nDCG@10", "h2")
    assert changed["query"] == "Where must a lantern burn?"
    assert changed["relevant"][0]["text"].startswith("A lantern must burn")
    assert changed["a"]["first"] == {"doc_id": "ferry\x1b", "paragraph": "1", "text": None}
    assert (changed["a"]["gold_rank"], changed["b"]["gold_rank"]) == (2, 1)
    assert changed["b"]["first"]["text"] == changed["relevant"][0]["text"]


def test_people_see_what_changed_and_the_passages(good: Path, bad: Path, harbour: Path) -> None:
    result = compare(good, bad, "--library", harbour)
    assert result.exit_code == 0
    # The measures are those of evaluation file A.
    rows = [line.split() for line in result.stdout.splitlines() if "/" in line]
    assert rows == [
        ["measure", "A", "B", "B", "−", "A", "95", "%", "p", "won/tied/lost"],
        "RR@10 1.0000 0.7500 -0.2500 -0.500 to +0.000 1.0000 0/1/1".split(),
        "R@1 1.0000 0.5000 -0.5000 -1.000 to +0.000 1.0000 0/1/1".split(),
    ]
    assert "2 queries, won where B is better; p by the two-sided paired" in result.stdout
    assert "(exact)" in result.stdout
    _, changed = result.stdout.split("Changed most by nDCG@10:")
    assert [line.strip() for line in changed.splitlines() if line] == [
        "h2  Where must a lantern burn?",
        "wanted  harbour ¶2",
        "A lantern must burn at the head of the pier from dusk until dawn.",
        "A: 1.0000, a wanted one at rank 1",
        "first  harbour ¶2",
        "A lantern must burn at the head of the pier from dusk until dawn.",
        "B: 0.6309, a wanted one at rank 2",
        "first  ferry␛ ¶1",
    ]


def test_questions_that_a_run_lacks_are_told(good: Path, bad: Path) -> None:
    bad.write_text(bad.read_text().splitlines()[0])
    result = compare(good, bad)
    assert "B has nothing for 1 of the questions; they count 0 there" in result.stderr
    assert "A has nothing" not in result.stderr
    assert json.loads(compare(good, bad, "--json").stdout)["lacking"] == {"a": 0, "b": 1}


def test_rankings_of_different_depths_are_told(good: Path, harbour: Path, questions: Path) -> None:
    deep = good.with_name("deep.json")
    command = ["run", questions, "--library", harbour, "--retriever", "lexical", "--out", deep]
    deeper = [*map(str, command), "--measures", "R@1000 RR@10"]
    assert CliRunner().invoke(app, deeper).exit_code == 0
    told = compare(good, deep, "--measures", "AP", "--by", "AP").stderr
    assert "A ranked 100 paragraphs for a question and B 1000" in " ".join(told.split())
    assert compare(good, good).stderr.count("ranked") == 0


def test_without_a_library_passages_are_named_only(good: Path, bad: Path, tmp_path: Path) -> None:
    result = compare(good, bad)
    assert result.exit_code == 0
    assert "wanted  harbour ¶2" in result.stdout
    assert "lantern must burn at" not in result.stdout
    refused = compare(good, bad, "--library", tmp_path / "nowhere")
    assert isinstance(refused.exception, LibraryNotFound)


def test_run_files_need_the_questions(good: Path, bad: Path, questions: Path) -> None:
    assert "name the question set with --questions" in str(compare(bad, bad).exception)
    printed = json.loads(compare(bad, bad, "--questions", questions, "--json").stdout)
    assert (printed["queries"], printed["changed"]) == (2, [])
    # What the questions say counts, not what the evaluation file says.
    questions.write_text(questions.read_text().replace('"paragraph": "2"', '"paragraph": "3"'))
    judged = json.loads(compare(good, bad, "--questions", questions, "--json").stdout)
    assert judged["measures"]["R@1"]["a"] == 0.5


def test_evaluations_of_other_questions_are_not_compared(
    good: Path, harbour: Path, questions: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    judged = questions.read_text().replace('"paragraph": "2"', '"paragraph": "3"')
    questions.write_text(judged)
    command = ["run", questions, "--library", harbour, "--retriever", "lexical", "--out", other]
    CliRunner().invoke(app, [*map(str, command)])
    refused = compare(good, other)
    assert isinstance(refused.exception, InputError)
    assert "they differ on 1, as on 'h2'" in str(refused.exception)
    assert compare(good, other, "--questions", questions).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["--measures", "R@500"], InputError, "looks at 500 paragraphs, but 100 were ranked"),
        (["--by", "R@500"], InputError, "looks at 500 paragraphs, but 100 were ranked"),
        (["--measures", "recall"], InputError, "unknown measure 'recall'"),
        (["--questions", "none.jsonl"], InputError, "none.jsonl: no such file"),
    ],
)
def test_what_cannot_be_compared_is_said(
    good: Path, bad: Path, arguments: list[str], error: type[Exception], message: str
) -> None:
    result = compare(good, bad, *arguments)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)


def test_damaged_files_are_named(good: Path, bad: Path) -> None:
    bad.write_text(bad.read_text() + "h2 Q0 harbour#3 3 bad\n")
    assert f"{bad}:4: is no line of a run" in str(compare(good, bad).exception)
    good.write_text(good.read_text()[:-20])
    assert isinstance(compare(good, good).exception, NotADocument)


@pytest.mark.parametrize("arguments", [[], ["a"], ["a", "b", "--qrels", "q"], ["a", "b", "-n-1"]])
def test_a_wrong_use_of_the_command_line_exits_with_2(arguments: list[str]) -> None:
    assert compare(*arguments).exit_code == 2
