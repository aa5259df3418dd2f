"""PDF, read in a process of its own, so that no file takes the others down.

PDFium, which finds the characters, is written in C++: a file that is broken, or made to do
harm, can crash it, keep it busy for ever or have it fill the memory. So it runs in
`pdf_worker`, with limits of time and (on Linux) memory, and where it breaks off, that one file
could not be read. Starting the process takes longer than reading a letter; therefore it lives
on for the files that follow. A file is blamed only for a process that read nothing before.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from index.errors import UnreadableFile

__all__ = ["Limits", "PdfReader", "pdf_text"]

# `-P` keeps modules in the working folder, which may be one of downloads, from being imported;
# what is imported is what this process would import.
_WORKER = ("-P", "-m", "index.formats.pdf_worker")
_SECONDS_TO_START = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a PDF may cost.

    Attributes:
        seconds: How long it may take, besides what its pages give.
        seconds_per_page: How much longer, for each page that has been read.
        memory: Bytes that the process may have, besides twice the size of the file.
    """

    seconds: float = 60.0
    seconds_per_page: float = 1.0  # ten times what a full page takes
    memory: int = 2**30


class PdfReader:
    """Reads PDFs, one at a time, in a process that it starts when it is first needed.

    Args:
        limits: What each may cost.
        worker: The arguments of Python that start the process.
    """

    def __init__(self, limits: Limits | None = None, worker: Sequence[str] = _WORKER) -> None:
        self._limits, self._arguments = limits or Limits(), tuple(worker)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Number of the process; None where none runs."""
        process = self._process
        return process.pid if process else None

    def text(self, data: bytes, path: Path) -> str:
        """The text of a PDF; `pdf_text` tells the rest."""
        with self._lock:
            used = self._process is not None
            answer = self._ask(data, path)
            if "broken" in answer and used:
                answer = self._ask(data, path)
        if "text" in answer:
            return str(answer["text"])
        raise UnreadableFile(answer.get("unreadable") or f"{path}: {self._blame(answer)}")

    def close(self) -> None:
        """End the process; another one is started where it is needed again."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()

    def _ask(self, data: bytes, path: Path) -> dict[str, Any]:
        """The answer to a request; the process ends unless that is one of use."""
        answer: dict[str, Any] = {}
        try:
            process = self._process = self._process or self._started(path)
            answer = self._exchange(process, data, path)
        finally:
            if not answer.keys() & {"text", "unreadable"}:
                self.close()
        if "broken" in answer:
            answer["broken"] = _end(process.returncode)
        return answer

    def _started(self, path: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, *self._arguments]
        path_of_modules = os.pathsep.join(sys.path)
        try:
            process = subprocess.Popen(  # noqa: S603 - Python itself
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path_of_modules},
            )
        except OSError as error:
            raise UnreadableFile(f"{path}: {_not_started(command)} ({error})") from error
        self._process = process
        if _line(process, time.monotonic() + _SECONDS_TO_START) is None:
            raise UnreadableFile(f"{path}: {_not_started(command)}")
        return process

    def _exchange(
        self, process: subprocess.Popen[bytes], data: bytes, path: Path
    ) -> dict[str, Any]:
        """Send a request and wait for the answer: one of the worker's, or `broken` or `late`."""
        memory = self._limits.memory + 2 * len(data)
        request = {"path": str(path), "size": len(data), "memory": memory}
        deadline = time.monotonic() + self._limits.seconds
        # Where the process has died, its answer is missing, which is seen below.
        with _killed_at(deadline, process), suppress(OSError):
            stdin = cast("IO[bytes]", process.stdin)
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.write(data)
            stdin.flush()
        n_pages = 0
        while True:
            answer = _line(process, deadline)
            if answer is None:
                late = time.monotonic() >= deadline
                return {"late" if late else "broken": True, "n_pages": n_pages}
            if "pages" not in answer:
                return answer
            n_pages = answer["pages"]
            deadline += self._limits.seconds_per_page

    def _blame(self, answer: dict[str, Any]) -> str:
        """Why a file could not be read, and what to do."""
        if "fault" in answer:
            return (
                f"reading it failed ({answer['fault']}), which is a fault of Pincite; report it, "
                f"and print the file to a new PDF until it is mended"
            )
        n_pages = answer["n_pages"]
        if "late" in answer:
            seconds = self._limits.seconds + n_pages * self._limits.seconds_per_page
            reason = f"reading it took more than {seconds:g} s (pages read: {n_pages})"
        else:
            reason = (
                f"reading it broke off ({answer['broken']}; pages read: {n_pages}): it is "
                f"damaged or made to do harm, or needs more than "
                f"{self._limits.memory // 2**20} MiB of memory"
            )
        return f"{reason}; print it to a new PDF, or get another copy"


_READER = PdfReader()
atexit.register(_READER.close)


def pdf_text(data: bytes, path: Path) -> str:
    """The text of a PDF.

    Args:
        data: The content of the file.
        path: Where it came from, for messages.

    Returns:
        Lines in reading order, blank lines between paragraphs; without running heads, running
        feet, page numbers and tables of contents.

    Raises:
        UnreadableFile: It is damaged, needs a password, holds no text, or far too much; or
            reading it took too long, too much memory, or crashed.
    """
    return _READER.text(data, path)


@contextmanager
def _killed_at(deadline: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill a process at a time, so that reading from it and writing to it end."""
    timer = threading.Timer(max(deadline - time.monotonic(), 0), process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _line(process: subprocess.Popen[bytes], deadline: float) -> dict[str, Any] | None:
    """The next line that a process says; None where it ends before."""
    with _killed_at(deadline, process):
        line = cast("IO[bytes]", process.stdout).readline()
    return cast("dict[str, Any]", json.loads(line)) if line.endswith(b"\n") else None


def _end(code: int) -> str:
    """How a process ended, from its exit code."""
    if code < 0 and -code in set(signal.Signals):
        return signal.Signals(-code).name
    return f"exit code {code}"


def _not_started(command: Sequence[str]) -> str:
    return f"the process that reads PDFs does not start; see why with `{' '.join(command)}`"
