"""Evaluating from the page: question sets and evaluations that are kept with the library.

It is found by `pincite chat` as an entry point, and has the form of `ui.workbench.Workbench`, since
neither package imports the other.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, cast, get_args

from eval.commands.passages import passages_of
from eval.formats.jsonl import query_lines
from eval.from_use import query_set
from index.errors import InputError, LibraryError, PinciteError
from index.uploads import safe_name
from qa.retriever import RetrieverName
from qa.tuned import now
from qa.whole_file import write_whole

if TYPE_CHECKING:
    from eval.evaluation_file import EvaluationFile
    from eval.model import Query
    from qa import Assistant

__all__ = ["FROM_MARKS", "Workbench"]

FROM_MARKS = "What was marked in the chat"
MAX_SET_BYTES = 50_000_000
_MEASURES = "R@10 AP@10 RR@10 nDCG@10 Success@1"
_FAILED = (
    "something went wrong inside Pincite; the terminal where it runs shows what. Nothing was kept."
)


@dataclass(frozen=True, slots=True)
class KeptEvaluation:
    """What is told of an evaluation where all are listed; the fields of that of `ui.workbench`."""

    id: str
    questions: str
    retriever: str
    created: str
    n_queries: int
    n_missing: int
    fitted_on: int
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Running:
    """How far a run is; the fields of that of `ui.workbench`."""

    questions: str = ""
    n_done: int = 0
    n: int = 0
    is_over: bool = True
    problem: str = ""
    id: str = ""


class _StoppedError(Exception):
    """A reader has had enough."""


class Workbench:
    """Evaluates a library; one run at a time, in a thread of its own.

    Args:
        assistant: What searches.
    """

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._library = assistant.library
        self._changing = threading.Lock()
        self._running = Running()
        self._stop = False

    @property
    def _sets(self) -> Path:
        return self._library.folder / "question-sets"

    @property
    def _kept(self) -> Path:
        return self._library.folder / "evaluations"

    # Question sets

    @property
    def retrievers(self) -> tuple[str, ...]:
        """Names of the ways to search, the usual one first."""
        return get_args(RetrieverName)

    @property
    def sets(self) -> tuple[str, ...]:
        """Names of the question sets that can be chosen."""
        kept = sorted(path.name for path in _files(self._sets))
        return (*kept, FROM_MARKS) if self._library.marks() else tuple(kept)

    def add_set(self, path: Path, name: str) -> str:
        """Keep a question set in place of one of the same name.

        Args:
            path: The file; it stays.
            name: What it is called where it came from.

        Returns:
            What it is called here.

        Raises:
            InputError: It is too large, or no question set; names the line.
            LibraryError: It cannot be kept.
        """
        from eval.questions import read_questions

        safe = safe_name(name)
        if path.stat().st_size > MAX_SET_BYTES:
            raise InputError(f"{name}: is larger than {MAX_SET_BYTES // 1_000_000} MB; split it")
        try:
            read_questions(path)
        except InputError as error:
            raise InputError(str(error).replace(str(path), name)) from error
        self._write(self._sets / safe, path.read_bytes())
        return safe

    def remove_set(self, name: str) -> None:
        """Delete a question set.

        Raises:
            InputError: There is none of that name.
            LibraryError: It cannot be deleted.
        """
        _delete(self._named(name))

    def from_marks(self) -> bytes:
        """The question set that marks make, as a file; empty where nothing is marked."""
        return query_lines(query_set(self._library.marks())).encode()

    def _named(self, name: str) -> Path:
        path = next((path for path in _files(self._sets) if path.name == name), None)
        if path is None:
            raise InputError(f"there is no question set {name!r} (any more); choose another")
        return path

    def _queries(self, name: str) -> "tuple[Query, ...]":
        from eval.questions import read_questions

        if name == FROM_MARKS:
            return query_set(self._library.marks())
        return read_questions(self._named(name))

    # Running

    @property
    def running(self) -> Running:
        """How far the evaluation is that runs, or what came of the last one."""
        return self._running

    def start(self, questions: str, retriever: str) -> None:
        """Begin to evaluate.

        Args:
            questions: One of `sets`.
            retriever: One of `retrievers`.

        Raises:
            InputError: There is no such set or retriever, or another evaluation runs.
        """
        if retriever not in self.retrievers:
            raise InputError(f"there is no retriever {retriever!r}; choose another")
        queries = self._queries(questions)
        with self._changing:
            if not self._running.is_over:
                raise InputError("an evaluation runs already; wait for it, or stop it")
            self._stop, self._running = False, Running(questions, is_over=False)
        work = (questions, queries, cast(RetrieverName, retriever))
        threading.Thread(target=self._work, args=work, daemon=True).start()

    def stop(self) -> None:
        """End the evaluation that runs, without a result."""
        self._stop = True

    def _work(self, name: str, queries: "tuple[Query, ...]", retriever: RetrieverName) -> None:
        outcome = replace(self._running, is_over=True, problem=_FAILED)
        try:
            kept = self._evaluated(name, queries, retriever)
            outcome = replace(self._running, is_over=True, id=kept)
        except _StoppedError:
            outcome = replace(self._running, is_over=True, problem="It was stopped.")
        except PinciteError as error:
            outcome = replace(self._running, is_over=True, problem=str(error))
        finally:
            # An error that nobody foresaw is shown by the thread's own hook.
            self._running = outcome

    def _evaluated(self, name: str, queries: "tuple[Query, ...]", retriever: RetrieverName) -> str:
        """Evaluate, keep what is found out, and tell what it is found by."""
        from eval.evaluate import evaluate
        from eval.evaluation_file import settings_of, write_evaluation

        evaluation = evaluate(
            self._assistant,
            queries,
            measures=_MEASURES,
            retriever=retriever,
            progress=self._progress,
        )
        settings = settings_of(self._assistant, evaluation, questions=(name,))
        created = now()
        id_ = f"{re.sub(r'[^0-9]', '', created)[:14]}-{retriever}-{token_hex(3)}"
        line = KeptEvaluation(
            id=id_,
            questions=name,
            retriever=retriever,
            created=created,
            n_queries=evaluation.n_queries,
            n_missing=len(evaluation.missing),
            fitted_on=settings.fitted_on,
            measures=evaluation.measures,
        )
        with _told(self._kept):
            self._kept.mkdir(exist_ok=True)
        write_evaluation(evaluation, settings, self._kept / f"{id_}.json")
        self._write(self._kept / f"{id_}.line", json.dumps(asdict(line)).encode())
        return id_

    def _progress(self, n_done: int, n: int) -> None:
        if self._stop:
            raise _StoppedError
        self._running = replace(self._running, n_done=n_done, n=n)

    # Evaluations

    @property
    def evaluations(self) -> tuple[KeptEvaluation, ...]:
        """Those that are kept, the newest first."""
        from pydantic import TypeAdapter

        lines = sorted((p for p in _files(self._kept) if p.suffix == ".line"), reverse=True)
        adapter = TypeAdapter(KeptEvaluation)
        return tuple(adapter.validate_json(path.read_bytes()) for path in lines)

    def delete(self, id_: str) -> None:
        """Delete an evaluation.

        Raises:
            InputError: There is none of that id.
            LibraryError: It cannot be deleted.
        """
        path = self._path(id_)
        _delete(path.with_suffix(".line"))
        _delete(path)

    def report(self, ids: Sequence[str]) -> str:
        """One evaluation, or the second compared with the first: an HTML page of its own.

        Raises:
            InputError: There is none of an id, there are more than two, or two cannot be compared.
        """
        from eval.report.content import MAX_EVALUATIONS, gather
        from eval.report.page import render_report

        if not 1 <= len(ids) <= MAX_EVALUATIONS:
            raise InputError("choose one evaluation to see, or two to compare")
        read = [self._read(id_) for id_ in ids]
        return render_report(gather(read), passages_of(self._library))

    def _read(self, id_: str) -> "tuple[Path, EvaluationFile]":
        from eval.evaluation_file import read_evaluation

        path = self._path(id_)
        return path, read_evaluation(path)

    def _path(self, id_: str) -> Path:
        path = next((path for path in _files(self._kept) if path.name == f"{id_}.json"), None)
        if path is None:
            raise InputError("this evaluation is not kept any more; another window deleted it")
        return path

    def _write(self, path: Path, content: bytes) -> None:
        with _told(path.parent):
            path.parent.mkdir(exist_ok=True)
        write_whole(path, content, what="the file")


def _files(folder: Path) -> Iterator[Path]:
    """The whole files in a folder; none where it is not there."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.suffix != ".making")


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"{folder}: cannot be written ({error.strerror}); make the library's folder writable"
        ) from error


def _delete(path: Path) -> None:
    with _told(path):
        path.unlink(missing_ok=True)
