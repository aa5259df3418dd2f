"""What the view of evaluations needs of whoever evaluates.

`ui` and `eval` do not know each other: `pincite chat` finds a workbench among the entry points and
hands it to the page.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

__all__ = ["KeptEvaluation", "Running", "Workbench"]


class KeptEvaluation(Protocol):
    """An evaluation that is kept with the library."""

    @property
    def id(self) -> str:
        """What it is found by."""

    @property
    def questions(self) -> str:
        """Name of the question set."""

    @property
    def retriever(self) -> str:
        """How it was searched."""

    @property
    def created(self) -> str:
        """When, in ISO 8601 with the offset of UTC."""

    @property
    def n_queries(self) -> int:
        """How many questions were measured."""

    @property
    def n_missing(self) -> int:
        """How many of the paragraphs wanted were not in the library."""

    @property
    def fitted_on(self) -> int:
        """On how many of the questions the library's settings had been fitted."""

    @property
    def measures(self) -> Mapping[str, float]:
        """The means, by name."""


class Running(Protocol):
    """How far the evaluation is that runs, or what came of the last one."""

    @property
    def questions(self) -> str:
        """Name of the question set; empty where none has run yet."""

    @property
    def n_done(self) -> int:
        """How many questions were searched for."""

    @property
    def n(self) -> int:
        """Of how many; 0 while that is not known."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""

    @property
    def problem(self) -> str:
        """Why it ended without a result, in words for the reader."""

    @property
    def id(self) -> str:
        """Of the evaluation that was kept; empty where none was."""


class Workbench(Protocol):
    """Evaluates one library. Every method may be called from any thread.

    All raise errors of Pincite for what a reader can mend.
    """

    @property
    def sets(self) -> tuple[str, ...]:
        """Names of the question sets that can be chosen."""

    @property
    def retrievers(self) -> tuple[str, ...]:
        """Names of the ways to search, the usual one first."""

    @property
    def running(self) -> Running:
        """How far the evaluation is that runs, or what came of the last one."""

    @property
    def evaluations(self) -> Sequence[KeptEvaluation]:
        """Those that are kept, the newest first."""

    def add_set(self, path: Path, name: str) -> str:
        """Keep a question set; returns what it is called. The file stays."""

    def remove_set(self, name: str) -> None:
        """Delete a question set."""

    def start(self, questions: str, retriever: str) -> None:
        """Begin to evaluate with a question set."""

    def stop(self) -> None:
        """End the evaluation that runs, without a result."""

    def delete(self, id_: str) -> None:
        """Delete an evaluation."""

    def report(self, ids: Sequence[str]) -> str:
        """One evaluation, or the second compared with the first: an HTML page of its own."""

    def from_marks(self) -> bytes:
        """The question set that marks make, as a file; empty where nothing is marked."""
