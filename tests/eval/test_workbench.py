"""Evaluating from the page: sets are kept, one run at a time, and what was found is kept."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.evaluate import evaluate
from eval.kept_evaluations import KeptEvaluation
from eval.questions import read_questions
from eval.workbench import FROM_MARKS, Running, Workbench
from index import Library
from index.errors import InputError, LibraryError
from qa import Assistant
from tests.conftest import FakeEncoder
from ui.workbench import Workbench as Needed

TEXT = "1. The harbour is closed to ships.\n\n2. Boats wait outside.\n\n3. The pilot is ill.\n"


def line(query_id: str, query: str, paragraph: str) -> str:
    gold = [{"doc_id": "harbour", "paragraph": paragraph}]
    return json.dumps({"query_id": query_id, "query": query, "relevant": gold}) + "\n"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    document = tmp_path / "harbour.txt"
    document.write_text(TEXT, encoding="utf-8")
    with Library.create(tmp_path / "library", encoder=FakeEncoder()) as library:
        library.add([document])
        yield Assistant(library)


@pytest.fixture
def workbench(assistant: Assistant) -> Workbench:
    return Workbench(assistant)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text(
        line("q1", "Is the harbour closed?", "1")
        + line("q2", "Who is ill?", "3")
        + line("q3", "Where do boats wait?", "9"),
        encoding="utf-8",
    )
    return path


def over(workbench: Workbench) -> Running:
    waited = threading.Event()
    for _ in range(400):
        if workbench.running.is_over:
            return workbench.running
        waited.wait(0.05)
    raise AssertionError(workbench.running)


def run(workbench: Workbench, questions: Path, retriever: str = "hybrid") -> KeptEvaluation:
    workbench.start(workbench.add_set(questions, questions.name), retriever)
    running = over(workbench)
    assert running.problem == ""
    assert (running.n_done, running.n) == (3, 3)
    return next(each for each in workbench.evaluations if each.id == running.id)


def test_it_is_what_the_page_needs(workbench: Workbench) -> None:
    needed: Needed = workbench
    assert needed.sets == ()
    assert needed.evaluations == ()
    assert needed.running == Running()
    assert needed.retrievers == ("hybrid", "fusion", "dense", "lexical")


def test_what_it_finds_is_what_the_command_finds(
    workbench: Workbench, assistant: Assistant, questions: Path
) -> None:
    kept = run(workbench, questions)
    expected = evaluate(assistant, read_questions(questions))
    assert kept.measures == expected.measures
    assert (kept.questions, kept.retriever) == ("set.jsonl", "hybrid")
    assert (kept.n_queries, kept.n_missing, kept.fitted_on) == (3, 1, 0)


def test_it_is_all_there_for_the_next_one(
    workbench: Workbench, assistant: Assistant, questions: Path
) -> None:
    first = run(workbench, questions)
    questions.unlink()
    after = Workbench(assistant)
    assert after.sets == ("set.jsonl",)
    assert after.evaluations == (first,)
    assert "Is the harbour closed?" in after.report([first.id])
    after.delete(first.id)
    after.remove_set("set.jsonl")
    last = Workbench(assistant)
    assert last.sets == ()
    assert Workbench(assistant).evaluations == ()
    assert list((assistant.library.folder / "evaluations").iterdir()) == []


def test_two_are_compared_and_more_are_not(workbench: Workbench, questions: Path) -> None:
    ids = [run(workbench, questions, each).id for each in ("hybrid", "lexical")]
    report = workbench.report(ids)
    assert "B − A" in report
    assert report.index("hybrid") < report.index("lexical")
    for wrong in ([], [*ids, ids[0]]):
        with pytest.raises(InputError, match="or two to compare"):
            workbench.report(wrong)


@pytest.mark.parametrize("id_", ["", "x", "../../etc/passwd", "../library.sqlite3"])
def test_only_what_is_kept_can_be_named(workbench: Workbench, questions: Path, id_: str) -> None:
    run(workbench, questions)
    with pytest.raises(InputError, match="not kept any more"):
        workbench.report([id_])
    with pytest.raises(InputError, match="not kept any more"):
        workbench.delete(id_)
    with pytest.raises(InputError, match="no question set"):
        workbench.remove_set(id_)
    with pytest.raises(InputError, match="no question set"):
        workbench.start(id_, "hybrid")
    with pytest.raises(InputError, match="no retriever"):
        workbench.start("set.jsonl", id_)


def test_a_file_that_is_no_set_is_told_of_by_its_own_name(
    workbench: Workbench, tmp_path: Path
) -> None:
    arrived = tmp_path / "f81d4fae"
    arrived.write_text('{"query_id": "q1"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"^mine\.jsonl:1: "):
        workbench.add_set(arrived, "mine.jsonl")
    with pytest.raises(InputError, match="rename it"):
        workbench.add_set(arrived, "..")
    assert workbench.sets == ()


def test_a_file_that_needs_others_is_told_of_by_its_own_name(
    workbench: Workbench, tmp_path: Path
) -> None:
    arrived = tmp_path / "queries.jsonl"
    arrived.write_text('{"_id": "q1", "text": "Who?"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"^mine\.jsonl: has no judgements") as told:
        workbench.add_set(arrived, "mine.jsonl")
    assert str(tmp_path) not in str(told.value)


def test_a_set_cannot_pass_for_the_marks(workbench: Workbench, questions: Path) -> None:
    with pytest.raises(InputError, match="rename the file"):
        workbench.add_set(questions, FROM_MARKS)
    with pytest.raises(InputError, match="in the chat, one by one"):
        workbench.remove_set(FROM_MARKS)


def test_a_set_that_is_too_large_is_refused(
    workbench: Workbench, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.workbench.MAX_SET_BYTES", 10)
    with pytest.raises(InputError, match="split it"):
        workbench.add_set(questions, "set.jsonl")


def test_marks_are_a_set(workbench: Workbench, assistant: Assistant) -> None:
    assert workbench.from_marks() == b""
    assistant.library.mark("Who is ill?", "harbour", "3", relevant=True)
    assert workbench.sets == (FROM_MARKS,)
    assert json.loads(workbench.from_marks())["query"] == "Who is ill?"
    workbench.start(FROM_MARKS, "hybrid")
    assert over(workbench).problem == ""
    assert workbench.evaluations[0].n_queries == 1


def test_one_runs_at_a_time_and_can_be_stopped(
    workbench: Workbench, assistant: Assistant, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    search = assistant.search
    monkeypatch.setattr(assistant, "search", lambda *a, **b: go.wait(20) and search(*a, **b))
    workbench.start(workbench.add_set(questions, "set.jsonl"), "hybrid")
    with pytest.raises(InputError, match="runs already"):
        workbench.start("set.jsonl", "hybrid")
    workbench.stop()
    go.set()
    assert over(workbench).problem == "It was stopped."
    assert workbench.evaluations == ()
    assert run(workbench, questions).n_queries == 3


def test_what_cannot_be_measured_is_told(workbench: Workbench, assistant: Assistant) -> None:
    assistant.library.mark("Who is ill?", "harbour", "1", relevant=False)
    workbench.start(FROM_MARKS, "hybrid")
    assert "can be measured" in over(workbench).problem


def test_a_mistake_of_ours_is_told_and_ends_the_run(
    workbench: Workbench, assistant: Assistant, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    with monkeypatch.context() as broken:
        broken.setattr(assistant, "search", lambda *_, **__: 1 / 0)
        workbench.start(workbench.add_set(questions, "set.jsonl"), "hybrid")
        assert "went wrong inside" in over(workbench).problem
    assert len(seen) == 1
    assert run(workbench, questions).n_queries == 3


def test_the_newest_comes_first(
    workbench: Workbench, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = [f"2026-01-0{day}T00:00:00+00:00" for day in (2, 1, 3)]
    for time in times:
        monkeypatch.setattr("eval.evaluation_file.now", lambda time=time: time)
        run(workbench, questions, "lexical")
    assert [each.created for each in workbench.evaluations] == sorted(times, reverse=True)


@pytest.mark.parametrize("line", [None, "", "{", "{}"])
def test_what_a_list_tells_is_made_anew_from_the_evaluation(
    workbench: Workbench, assistant: Assistant, questions: Path, line: str | None
) -> None:
    kept = run(workbench, questions)
    path = assistant.library.folder / "evaluations" / f"{kept.id}.line"
    whole = path.read_bytes()
    path.unlink()
    if line is not None:
        path.write_text(line, encoding="utf-8")
    assert workbench.evaluations == (kept,)
    assert path.read_bytes() == whole


def test_a_damaged_evaluation_is_named_as_the_list_names_it(
    workbench: Workbench, assistant: Assistant, questions: Path
) -> None:
    kept, other = run(workbench, questions), run(workbench, questions, "lexical")
    path = assistant.library.folder / "evaluations" / f"{kept.id}.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"^set\.jsonl \(hybrid, 20\d\d-.*\): is no evaluation"):
        workbench.report([kept.id])
    path.with_suffix(".line").unlink()
    assert workbench.evaluations == (other,)


def test_evaluations_of_other_questions_are_named_as_the_list_names_them(
    workbench: Workbench, assistant: Assistant, questions: Path
) -> None:
    first = run(workbench, questions)
    changed = line("q1", "Is it shut?", "2") + line("q2", "Who is ill?", "3")
    questions.write_text(changed + line("q3", "Where do boats wait?", "9"), encoding="utf-8")
    second = run(workbench, questions, "lexical")
    with pytest.raises(InputError, match=r"^set\.jsonl \(lexical, .*same questions as set") as told:
        workbench.report([first.id, second.id])
    assert str(assistant.library.folder) not in str(told.value)


@pytest.mark.parametrize("folder", ["question-sets", "evaluations"])
def test_a_folder_that_cannot_be_written_is_told_at_once(
    workbench: Workbench, assistant: Assistant, questions: Path, folder: str
) -> None:
    (assistant.library.folder / folder).write_text("a file", encoding="utf-8")
    with pytest.raises(LibraryError, match=r"cannot be written .*folder writable"):
        workbench.start(workbench.add_set(questions, "set.jsonl"), "hybrid")
    assert workbench.running == Running()


def test_a_disk_that_is_full_in_the_end_is_told(
    workbench: Workbench, assistant: Assistant, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: object, *, what: str) -> None:
        raise InputError(f"{path}: {what}") from OSError(28, "No space left on device")

    monkeypatch.setattr("eval.evaluation_file.write_whole", full)
    workbench.start(workbench.add_set(questions, "set.jsonl"), "lexical")
    assert "(No space left on device); make the library's" in over(workbench).problem
    assert workbench.evaluations == ()
