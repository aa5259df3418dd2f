"""What the documentation says is what the program does."""

import doctest
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index import Library
from qa.cli import main
from tests.conftest import EXAMPLES, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EVALUATION = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
CODE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str, page: str = README) -> list[str]:
    return [text for name, text in CODE.findall(page) if name == language]


def test_the_page_of_commands_is_the_one_that_make_docs_writes() -> None:
    command = [sys.executable, "-m", "typer", "qa.cli", "utils", "docs", "--name", "pincite"]
    written = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    kept = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert written.strip() == kept.strip(), "run `make docs`"


def test_the_readme_names_every_command() -> None:
    from qa.cli import app

    listed = CliRunner().invoke(app, ["--help"]).output
    commands = re.findall(r"^│ (\w+) ", listed, re.MULTILINE)
    assert len(commands) == 11
    for command in commands:
        assert f"`pincite {command}" in README, f"the README does not show `pincite {command}`"


def test_the_quick_start_is_two_commands() -> None:
    start = README[README.index("## Quick start") : README.index("**Linux without a GPU")]
    assert CODE.findall(start) == [("", "make chat\n"), ("", "make test\n")]


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_to_files_of_the_repository(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        if not target.startswith(("https://", "http://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.model
def test_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks("python")
    (tmp_path / "build").mkdir()
    (tmp_path / "examples").symlink_to(EXAMPLES.parent)
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path("example.py")
    assert re.search(r" 06LAGUNABRAVA647 ¶2$", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.model
def test_the_commands_of_the_readme_find_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Library.create(tmp_path / "library") as library:
        library.add([EXAMPLES])
    monkeypatch.setenv("PINCITE_LIBRARY", str(tmp_path / "library"))
    block = README[README.index("## On the command line") : README.index("Your own documents go")]
    commands = re.findall(r"^pincite .*$", block, re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        monkeypatch.setattr("sys.argv", shlex.split(command))
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        assert (left.value.code, err) == (0, ""), command
        assert "07DARZUN" in out or "07OSTREVAL123" in out


@pytest.mark.model
def test_the_conversation_of_its_page_is_as_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = blocks("python", (ROOT / "docs" / "conversation.md").read_text(encoding="utf-8"))
    with Library.create(tmp_path / "build" / "sample-library") as library:
        library.add([EXAMPLES])
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    shown = doctest.DocTestParser().get_doctest(example, names, "conversation", None, None)
    try:
        assert doctest.DocTestRunner().run(shown, clear_globs=False) == (0, 6)
    finally:
        if isinstance(opened := shown.globs.get("library"), Library):
            opened.close()


def test_the_question_sets_that_the_page_on_evaluation_shows_can_be_read(tmp_path: Path) -> None:
    from eval.questions import Judgement, read_questions

    (tmp_path / "set.jsonl").write_text(*blocks("jsonl", EVALUATION))
    (tmp_path / "set.csv").write_text(*blocks("csv", EVALUATION))
    asked = re.search(r'\{"_id".*?\}', EVALUATION)
    assert asked is not None
    (tmp_path / "queries.jsonl").write_text(asked[0])
    (tmp_path / "qrels.tsv").write_text(*blocks("tsv", EVALUATION))
    topics, qrels = blocks("text", EVALUATION)
    (tmp_path / "topics").write_text(topics)
    (tmp_path / "qrels.txt").write_text(qrels)
    for name in ("set.jsonl", "set.csv", ".", "topics"):
        given = [tmp_path / "qrels.txt"] if name == "topics" else []
        first, *_ = read_questions(tmp_path / name, qrels=given)
        assert (first.query_id, first.query) == ("q1", "Who keeps the lamp?")
        assert first.relevant[0] in {Judgement("harbour", "7", 1), Judgement("harbour", "7", 2)}


@pytest.mark.model
def test_the_python_of_the_page_on_evaluation_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks("python", EVALUATION)
    with Library.create(tmp_path / "library") as library:
        library.add([EXAMPLES])
    (tmp_path / "examples").symlink_to(EXAMPLES.parent)
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINCITE_LIBRARY", "library")
    runpy.run_path("example.py")
    figures, p_value, *changed = capsys.readouterr().out.splitlines()
    assert re.match(r"0\.8\d+ \(0\.\d+, 0\.\d+\) \d+", figures)
    assert 0 < float(p_value) <= 1
    assert len(changed) == 10


@pytest.mark.model
def test_the_figures_of_the_readme_are_what_is_measured(tmp_path: Path) -> None:
    from eval.evaluate import evaluate
    from eval.questions import read_questions
    from qa import Assistant
    from qa.retriever import RETRIEVERS

    rows = dict(re.findall(r"^\| (\w+) +\|((?: +0\.\d+ +\|)+)$", README, re.MULTILINE))
    names = re.search(r"^\| retriever \|((?: \S+ \|)+)$", README, re.MULTILINE)
    assert names is not None
    assert set(rows) == set(RETRIEVERS)
    queries = read_questions(ROOT / "examples" / "questions.jsonl")
    with Library.create(tmp_path / "library") as library:
        library.add([EXAMPLES])
        for retriever in RETRIEVERS:
            found = evaluate(Assistant(library), queries, retriever=retriever)
            assert f"{found.n_queries} questions" in README
            shown = dict(zip(names[1].split("|"), rows[retriever].split("|"), strict=True))
            for name, value in shown.items():
                if name.strip():
                    # Processors differ in the last digits of a cosine; a rank may change places.
                    assert found.measures[name.strip()] == pytest.approx(float(value), abs=0.01)
