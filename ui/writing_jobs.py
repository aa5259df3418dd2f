"""What changes the library from the page: reading uploads, reading files again, looking for damage.

One job runs after the other in a thread of its own, since a library has one writer. They go on when
the page is left, and every page shows how far they are.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from index import Library
from index.errors import PinciteError
from index.report import IndexReport, Stage
from ui.upload_area import Uploaded

__all__ = ["Job", "WritingJobs"]

State = Literal["waiting", "running", "done", "failed"]
_N_KEPT = 500  # jobs that are over
_FAILED = (
    "something went wrong inside Pincite; the terminal where it runs shows what. What was in the "
    "library before is whole."
)


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is to be done, is being done, or is over.

    Attributes:
        number: Its place among all jobs since the server began.
        name: The file, or what is done.
        state: How far it is.
        told: What came of it, or how far it has come, a line each.
    """

    number: int
    name: str
    state: State = "waiting"
    told: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in {"done", "failed"}


Told = tuple[State, tuple[str, ...]]
Tell = Callable[[str], None]


class WritingJobs:
    """The jobs of one library.

    Args:
        library: What is written.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._changing = threading.Lock()
        self._jobs: dict[int, Job] = {}
        self._waiting: deque[tuple[int, Callable[[Tell], Told]]] = deque()
        self._n = 0
        self._running = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All that are waiting or running, and the last that are over; the newest first."""
        with self._changing:
            return tuple(reversed(self._jobs.values()))

    def upload(self, files: Iterable[Uploaded]) -> None:
        """Keep files that were uploaded, and read each.

        Args:
            files: Each is moved, or deleted.
        """
        for file in files:
            self._begin(file.name, partial(self._add, file))

    def read_again(self) -> None:
        """Read again the files that documents came from."""
        self._begin("Read all files again", self._read_again)

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Remove documents."""
        name = f"Remove {doc_ids[0] if len(doc_ids) == 1 else f'{len(doc_ids):,} documents'}"
        self._begin(name, lambda _tell: self._remove(doc_ids))

    def check(self) -> None:
        """Look for damage, and mend what can be mended."""
        self._begin("Look for damage", lambda _tell: self._check())

    def _begin(self, name: str, work: Callable[[Tell], Told]) -> None:
        with self._changing:
            self._n += 1
            self._jobs[self._n] = Job(self._n, name)
            self._waiting.append((self._n, work))
            over = [number for number, job in self._jobs.items() if job.is_over]
            for number in over[: max(0, len(over) - _N_KEPT)]:
                del self._jobs[number]
        self._next()

    def _next(self) -> None:
        with self._changing:
            if self._running or not self._waiting:
                return
            self._running = True
            job = self._waiting.popleft()
        threading.Thread(target=self._work, args=job, daemon=True).start()

    def _work(self, number: int, work: Callable[[Tell], Told]) -> None:
        self._set(number, "running", ())
        outcome: Told = ("failed", (_FAILED,))  # of an error that nobody foresaw
        try:
            outcome = work(lambda line: self._set(number, "running", (line,)))
        except PinciteError as error:
            outcome = ("failed", (str(error),))
        finally:
            self._set(number, *outcome)
            with self._changing:
                self._running = False
            self._next()

    def _set(self, number: int, state: State, told: tuple[str, ...]) -> None:
        with self._changing:
            self._jobs[number] = replace(self._jobs[number], state=state, told=told)

    def _add(self, file: Uploaded, tell: Tell) -> Told:
        try:
            kept = self._library.keep_upload(file.path, file.name)
        finally:
            file.path.unlink(missing_ok=True)
        report = self._library.add([kept], progress=_progress(tell))
        self._library.drop_upload(kept)
        state, told = _outcome(report)
        return state, tuple(line.replace(f"{kept.parent}{os.sep}", "") for line in told)

    def _read_again(self, tell: Tell) -> Told:
        files = self._library.source_files()
        gone = tuple(f"{path} is gone; what was read from it stays" for path in files.gone)
        if not files.there:
            return "done", gone or ("there is no file to read",)
        state, told = _outcome(self._library.add(files.there, progress=_progress(tell)))
        return state, (*told, *gone)

    def _remove(self, doc_ids: Sequence[str]) -> Told:
        removed = self._library.remove(doc_ids)
        return "done", (f"{len(removed):,} document{'' if len(removed) == 1 else 's'} removed",)

    def _check(self) -> Told:
        report = self._library.check()
        whole = () if report.problems else ("the library is whole",)
        told = (*report.problems, *(f"mended: {each}" for each in report.repaired), *whole)
        return ("done" if report.ok else "failed"), told


def _progress(tell: Tell) -> Callable[[Stage], None]:
    def progress(stage: Stage) -> None:
        left = f", {stage.n_encoding:,} texts to encode" if stage.n_encoding else ""
        tell(f"{stage.documents:,} documents, {stage.paragraphs:,} paragraphs read{left}")

    return progress


def _outcome(report: IndexReport) -> Told:
    counts = {
        "added": report.added,
        "replaced": report.updated,
        "in the library already": report.unchanged,
        "gone from the file": report.removed,
    }
    told = [f"{n:,} document{'' if n == 1 else 's'} {what}" for what, n in counts.items() if n]
    told += [failure.error for failure in report.failed]
    told += [f"kept as {doc_id}: another text has that id already" for doc_id in report.variants]
    told += [f"{path} is a question set, and no document" for path in report.left_aside]
    return ("failed" if report.failed else "done"), tuple(told) or ("it holds no documents",)
