"""Evaluations that are kept in a folder of the library, and what is told of each where all are.

An evaluation file holds every question. Beside it stands a small file, of what a list tells of it:
it is made from the evaluation file, and made anew where it is missing or damaged.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from secrets import token_hex
from typing import TYPE_CHECKING

from eval.kept_files import delete_file, files_in, keep_file, writing
from index.errors import InputError, PinciteError
from qa.tuned import now

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from eval.evaluate import Evaluation
    from eval.evaluation_file import EvaluationFile, Settings

__all__ = ["KeptEvaluation", "KeptEvaluations"]


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

    @property
    def label(self) -> str:
        """What it is called in messages."""
        return f"{self.questions} ({self.retriever}, {self.created[:16].replace('T', ' ')})"


@dataclass(frozen=True, slots=True)
class KeptEvaluations:
    """The evaluations in a folder, which need not be there yet.

    Attributes:
        folder: Where they are.
    """

    folder: Path

    def all(self) -> tuple[KeptEvaluation, ...]:
        """All that can be read, the newest first."""
        lines = (_line_of(path) for path in files_in(self.folder) if path.suffix == ".json")
        kept = (line for line in lines if line is not None)
        return tuple(sorted(kept, key=lambda each: (each.created, each.id), reverse=True))

    def keep(self, evaluation: "Evaluation", settings: "Settings") -> str:
        """Keep an evaluation.

        Returns:
            The id that it is found by.

        Raises:
            LibraryError: It cannot be written.
        """
        from eval.evaluation_file import write_evaluation

        id_ = f"{re.sub(r'[^0-9]', '', now())[:14]}-{evaluation.retriever}-{token_hex(3)}"
        with writing(self.folder):
            write_evaluation(evaluation, settings, self.folder / f"{id_}.json")
        return id_

    def read(self, id_: str) -> "tuple[Path, EvaluationFile]":
        """An evaluation with its file.

        Raises:
            InputError: There is none of that id, or it is damaged.
        """
        from eval.evaluation_file import read_evaluation

        path = self._path(id_)
        return path, read_evaluation(path)

    def delete(self, id_: str) -> None:
        """Delete an evaluation.

        Raises:
            InputError: There is none of that id.
            LibraryError: It cannot be deleted.
        """
        path = self._path(id_)
        delete_file(path)
        delete_file(path.with_suffix(".line"))

    def in_words(self, message: str) -> str:
        """A message that calls each evaluation by its label instead of its path."""
        for each in self.all():
            message = message.replace(str(self.folder / f"{each.id}.json"), each.label)
        return message

    def _path(self, id_: str) -> Path:
        path = next((path for path in files_in(self.folder) if path.name == f"{id_}.json"), None)
        if path is None:
            raise InputError("this evaluation is not kept any more; another window deleted it")
        return path


def _line_of(path: Path) -> KeptEvaluation | None:
    """What is told of an evaluation file; None where that cannot be read."""
    line = path.with_suffix(".line")
    with suppress(OSError, ValueError):
        return _adapter().validate_json(line.read_bytes())
    with suppress(PinciteError):
        made = _made(path)
        with suppress(PinciteError):  # a library that may only be read
            keep_file(line, _adapter().dump_json(made))
        return made
    return None


def _made(path: Path) -> KeptEvaluation:
    from eval.evaluation_file import read_evaluation

    kept = read_evaluation(path)
    found = kept.evaluation
    return KeptEvaluation(
        id=path.stem,
        questions=", ".join(PurePath(name).name for name in kept.settings.questions),
        retriever=found.retriever,
        created=kept.created,
        n_queries=found.n_queries,
        n_missing=len(found.missing),
        fitted_on=kept.settings.fitted_on,
        measures=found.measures,
    )


@cache
def _adapter() -> "TypeAdapter[KeptEvaluation]":
    from pydantic import TypeAdapter

    return TypeAdapter(KeptEvaluation)
