"""Evaluating from the page: question sets and evaluations that are kept with the library.

It is found by `pincite chat` as an entry point, and has the form of `ui.workbench.Workbench`, since
neither package imports the other.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from eval.commands.passages import passages_of
from eval.formats.jsonl import query_lines
from eval.from_use import query_set
from eval.kept_evaluations import KeptEvaluation, KeptEvaluations
from eval.kept_files import delete_file, files_in, keep_file, require_writable
from index.errors import InputError, PinciteError
from index.uploads import safe_name
from qa.retriever import RetrieverName

if TYPE_CHECKING:
    from eval.model import Query
    from qa import Assistant

__all__ = ["FROM_MARKS", "Workbench"]

FROM_MARKS = "What was marked in the chat"
MAX_SET_BYTES = 50_000_000
_FAILED = (
    "something went wrong inside Pincite; the terminal where it runs shows what. Nothing was kept."
)


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
        self._kept = KeptEvaluations(self._library.folder / "evaluations")
        self._changing = threading.Lock()
        self._running = Running()
        self._stop = False

    @property
    def _sets(self) -> Path:
        return self._library.folder / "question-sets"

    # Question sets

    @property
    def retrievers(self) -> tuple[str, ...]:
        """Names of the ways to search, the usual one first."""
        return get_args(RetrieverName)

    @property
    def sets(self) -> tuple[str, ...]:
        """Names of the question sets that can be chosen."""
        kept = sorted(path.name for path in files_in(self._sets))
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
        if safe == FROM_MARKS:
            raise InputError(f"{name}: so the set is called that marks make; rename the file")
        if path.stat().st_size > MAX_SET_BYTES:
            raise InputError(f"{name}: is larger than {MAX_SET_BYTES // 1_000_000} MB; split it")
        try:
            read_questions(path)
        except InputError as error:
            # Some formats would have judgements beside the file, and say so of its folder.
            told = str(error).replace(str(path), name).replace(str(path.parent), name)
            raise InputError(told) from error
        keep_file(self._sets / safe, path.read_bytes())
        return safe

    def remove_set(self, name: str) -> None:
        """Delete a question set.

        Raises:
            InputError: There is none of that name.
            LibraryError: It cannot be deleted.
        """
        if name == FROM_MARKS:
            raise InputError("marks are taken back where they were made: in the chat, one by one")
        delete_file(self._named(name))

    def from_marks(self) -> bytes:
        """The question set that marks make, as a file; empty where nothing is marked."""
        return query_lines(query_set(self._library.marks())).encode()

    def _named(self, name: str) -> Path:
        path = next((path for path in files_in(self._sets) if path.name == name), None)
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
            LibraryError: What would be found could not be kept.
        """
        if retriever not in self.retrievers:
            raise InputError(f"there is no retriever {retriever!r}; choose another")
        queries = self._queries(questions)
        require_writable(self._kept.folder)
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
        from eval.evaluation_file import settings_of

        evaluation = evaluate(
            self._assistant, queries, retriever=retriever, progress=self._progress
        )
        settings = settings_of(self._assistant, evaluation, questions=(name,))
        return self._kept.keep(evaluation, settings)

    def _progress(self, n_done: int, n: int) -> None:
        if self._stop:
            raise _StoppedError
        self._running = replace(self._running, n_done=n_done, n=n)

    # Evaluations

    @property
    def evaluations(self) -> tuple[KeptEvaluation, ...]:
        """Those that are kept, the newest first."""
        return self._kept.all()

    def delete(self, id_: str) -> None:
        """Delete an evaluation.

        Raises:
            InputError: There is none of that id.
            LibraryError: It cannot be deleted.
        """
        self._kept.delete(id_)

    def report(self, ids: Sequence[str]) -> str:
        """One evaluation, or the second compared with the first: an HTML page of its own.

        Raises:
            InputError: There is none of an id, there are more than two, one is damaged, or two
                cannot be compared.
        """
        from eval.report.content import MAX_EVALUATIONS, gather
        from eval.report.page import render_report

        if not 1 <= len(ids) <= MAX_EVALUATIONS:
            raise InputError("choose one evaluation to see, or two to compare")
        try:
            content = gather([self._kept.read(id_) for id_ in ids])
        except InputError as error:
            raise InputError(self._kept.in_words(str(error))) from error
        return render_report(content, passages_of(self._library))
