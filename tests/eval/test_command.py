import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.command import app
from eval.measures import DEFAULT_MEASURES
from index.errors import InputError, LibraryNotFound, NotADocument


def run(library: Path, *arguments: str | Path) -> Result:
    """Run the command on a library, with the search that needs no encoder."""
    command = ["run", "--library", str(library), "--retriever", "lexical", *map(str, arguments)]
    return CliRunner().invoke(app, command)


def add(questions: Path, **row: object) -> None:
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"query": "Where is the ferry?"} | row) + "\n")


def gold(doc_id: str, paragraph: str) -> list[dict[str, object]]:
    return [{"doc_id": doc_id, "paragraph": paragraph, "relevance": 1}]


def test_json_is_one_object(harbour: Path, questions: Path) -> None:
    result = run(harbour, questions, "--json")
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert list(printed)[:4] == ["measures", "queries", "missing", "seconds"]
    assert printed["measures"] == dict.fromkeys(DEFAULT_MEASURES, 1.0)
    assert printed["intervals"] == {name: [1, 1] for name in DEFAULT_MEASURES}
    assert 0 < printed["latency_ms"]["p50"] <= printed["latency_ms"]["p95"]
    assert printed["queries"] == 2
    assert printed["missing"] == []
    assert printed["seconds"] >= 0
    assert result.stderr.startswith("note: 1 of 3 questions not measured: unanswerable")


def test_people_get_a_table_with_the_number_of_queries(harbour: Path, questions: Path) -> None:
    result = run(harbour, questions, "--measures", "R@5 MAP@10")
    assert result.exit_code == 0
    assert [line.split("│")[1:4] for line in result.stdout.splitlines() if "@" in line] == [
        [" R@5     ", " 1.0000 ", " 1.0000 to 1.0000 "],
        [" MAP@10  ", " 1.0000 ", " 1.0000 to 1.0000 "],
    ]
    assert "2 queries, lexical retriever" in result.stdout


def test_the_run_is_written(harbour: Path, questions: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.run"
    assert run(harbour, questions, "--run-out", path).exit_code == 0
    rows = [line.split() for line in path.read_text("ascii").splitlines()]
    assert [row[:4] for row in rows if row[3] == "1"] == [
        ["h1", "Q0", "harbour#1", "1"],
        ["h2", "Q0", "harbour#2", "1"],
    ]
    assert {row[5] for row in rows} == {"pincite-lexical"}


def test_sets_are_measured_together(harbour: Path, questions: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    add(more, query_id="m1", query="When may one fish?", relevant=gold("harbour", "3"))
    printed = json.loads(run(harbour, questions, more, "--json").stdout)
    assert printed["queries"] == 3


def test_missing_gold_is_named(harbour: Path, questions: Path) -> None:
    add(questions, query_id="m1", relevant=gold("harbour", "9"))
    add(questions, query_id="m2", relevant=gold("ferry\x1b[31m", "2"))
    result = run(harbour, questions, "--json")
    printed = json.loads(result.stdout)
    assert printed["missing"] == [
        {"query_id": "m1", "doc_id": "harbour", "paragraph": "9"},
        {"query_id": "m2", "doc_id": "ferry\x1b[31m", "paragraph": "2"},
    ]
    assert printed["measures"]["R@10"] == 0.5
    assert "warning: 2 of the 4 relevant paragraphs are not in the library" in result.stderr
    assert "  m1: harbour ¶9\n" in result.stderr
    assert "\x1b" not in result.stderr


def test_earlier_turns_count_unless_they_are_left_out(harbour: Path, tmp_path: Path) -> None:
    history = [{"question": "Who decides?", "answer": "The harbour master decides."}]
    questions = tmp_path / "turns.jsonl"
    add(questions, query_id="t1", query="And why?", history=history, relevant=gold("harbour", "1"))
    for arguments, found in (((), 1.0), (("--bare",), 0.0)):
        out = tmp_path / "out.json"
        printed = json.loads(run(harbour, questions, "--json", "--out", out, *arguments).stdout)
        assert printed["measures"]["R@10"] == found
        assert json.loads(out.read_text())["settings"]["bare"] is bool(arguments)
        out.unlink()


def test_the_wrong_library_is_noticed(harbour: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    for number in range(12):
        add(other, query_id=f"o{number}", relevant=gold("elsewhere", str(number)))
    result = run(harbour, other)
    assert result.exit_code == 0
    assert "warning: NONE of the 12 relevant paragraphs is in the library" in result.stderr
    assert "… and 2 more" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--measures", "R@10 recal@5"], "unknown measure 'recal@5'; use R, P"),
        (["--run-out", "no-folder/out.run"], "no-folder"),
        (["--run-out", "."], "is a folder"),
        (["--out", "no-folder/out.json"], "name a file with --out"),
        (["--out", "same", "--run-out", "same"], "name two files"),
    ],
)
def test_what_cannot_be_done_is_said_before_the_library_is_opened(
    questions: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    result = run(tmp_path / "no-library", questions, *arguments)
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)


def test_the_questions_are_not_overwritten(harbour: Path, questions: Path) -> None:
    before = questions.read_bytes()
    result = run(harbour, questions, "--run-out", questions)
    assert isinstance(result.exception, InputError)
    assert questions.read_bytes() == before


def test_a_folder_of_beir_is_measured_and_not_overwritten(harbour: Path, tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    asked = '{"_id": "h1", "text": "Who decides when a vessel may enter?"}'
    (tmp_path / "queries.jsonl").write_text(asked)
    qrels = "query-id\tcorpus-id\tscore\nh1\tharbour#1\t1\n"
    (tmp_path / "qrels" / "dev.tsv").write_text(qrels)
    (tmp_path / "qrels" / "test.tsv").write_text(qrels.replace("#1", "#9"))
    found = json.loads(run(harbour, tmp_path, "--split", "dev", "--json").stdout)
    assert (found["measures"]["RR@10"], found["missing"]) == (1, [])
    assert len(json.loads(run(harbour, tmp_path, "--json").stdout)["missing"]) == 1
    for name in ("queries.jsonl", "qrels/dev.tsv"):
        refused = run(harbour, tmp_path, "--out", tmp_path / name)
        assert isinstance(refused.exception, InputError)
    assert (tmp_path / "queries.jsonl").read_text() == asked


def test_topics_are_measured_by_judgements_of_their_own(harbour: Path, tmp_path: Path) -> None:
    (tmp_path / "topics").write_text("h2\tWhere must a lantern burn?\n")
    (tmp_path / "qrels").write_text("h2 0 harbour#2 1\n")
    found = run(harbour, tmp_path / "topics", "--qrels", tmp_path / "qrels", "--json")
    assert json.loads(found.stdout)["measures"]["RR@10"] == 1


@pytest.mark.parametrize(
    ("bounds", "code", "messages"),
    [
        (["RR@10=1"], 0, []),
        (["RR@10=0.6", "AP(rel=2)@10=0.6"], 1, ["AP(rel=2)@10 is 0.333333, less than the 0.6"]),
        (["RR@10=0.99", "R@2=0.9"], 1, ["RR@10 is 0.666667, less", "R@2 is 0.666667, less"]),
    ],
)
def test_a_measure_below_its_bound_fails_the_command(
    harbour: Path, questions: Path, bounds: list[str], code: int, messages: list[str]
) -> None:
    if code:
        add(questions, query_id="m1", relevant=gold("nowhere", "1"))
    options = [word for bound in bounds for word in ("--fail-under", bound)]
    result = run(harbour, questions, "--measures", "R@5 RR@10", *options, "--json")
    assert result.exit_code == code
    printed = json.loads(result.stdout)["measures"]
    assert set(printed) == {"R@5", "RR@10", *(bound.rpartition("=")[0] for bound in bounds)}
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == len(messages)
    for error, message in zip(errors, messages, strict=True):
        assert error.startswith(f"error: {message}")
        assert error.endswith("of --fail-under")


@pytest.mark.parametrize(
    "bound",
    ["R@10", "=0.5", "R@10=high", "R@10=nan", "R@10=1.5", "R@10=0", "recall@5=0.5", "R@1 R@5=0.5"],
)
def test_a_bound_that_is_none_is_a_wrong_use_of_the_command_line(
    harbour: Path, questions: Path, bound: str
) -> None:
    result = run(harbour, questions, "--fail-under", bound)
    assert result.exit_code == 2
    assert "--fail-under" in result.stderr


def test_errors_of_the_layers_below_come_through(
    harbour: Path, questions: Path, tmp_path: Path
) -> None:
    assert isinstance(run(tmp_path / "no-library", questions).exception, LibraryNotFound)
    questions.write_text("who?")
    assert isinstance(run(harbour, questions).exception, NotADocument)


@pytest.mark.parametrize("arguments", [[], ["--retriever", "best", "questions.jsonl"]])
def test_a_wrong_use_of_the_command_line_exits_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["run", *arguments]).exit_code == 2


def pincite(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "qa.cli", "eval", "run", *map(str, arguments)]


def test_the_command_is_one_of_pincites(harbour: Path, questions: Path) -> None:
    command = pincite(questions, "--library", harbour, "--retriever", "lexical", "--json")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["queries"] == 2
    command += ["--measures", "R@0"]
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith("error: measure 'R@0'")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("json_", [True, False])
def test_a_bar_is_shown_on_a_terminal(harbour: Path, questions: Path, json_: bool) -> None:
    reader, terminal = os.openpty()
    command = pincite(questions, "--library", harbour, "--retriever", "lexical")
    done = subprocess.run(
        [*command, *(["--json"] if json_ else [])],
        stdout=subprocess.PIPE,
        stderr=terminal,
        check=True,
        env=os.environ | {"TERM": "xterm"},
    )
    os.close(terminal)
    shown = os.read(reader, 100_000).decode()
    os.close(reader)
    assert ("searching" in shown) == (not json_)
    assert "searching" not in done.stdout.decode()


def test_loading_the_commands_loads_nothing_heavy() -> None:
    code = (
        "import sys, eval.command; print(sorted({'torch', 'numpy', 'faiss', 'ir_measures', "
        "'sentence_transformers', 'gradio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
