"""Evaluation files: everything that an evaluation found out, and of what, as one JSON object.

    {"pincite_evaluation": 1, "created": "2026-05-04T09:30:00+00:00", "pincite": "0.1.0",
     "settings": {"questions": ["set.jsonl"], "library": "…", "model": "…", …},
     "evaluation": {"retriever": "hybrid", "measures": {"R@10": 0.78}, "intervals": {…},
                    "queries": [{"query_id": "q1", "measures": {…}, "ranking": […]}], …}}

The keys are the fields of the classes `EvaluationFile`, `Settings` and `Evaluation`.
`pincite eval compare` and `pincite eval report` read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from eval.evaluate import Evaluation
from index.errors import NotADocument
from index.files import decode_utf8, read_bytes
from qa.reranker import RerankerSettings
from qa.retriever import FusionSettings
from qa.tuned import now, tuned_settings
from qa.whole_file import write_whole

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

    from qa import Assistant

__all__ = [
    "FORMAT_VERSION",
    "EvaluationFile",
    "Settings",
    "first_fault",
    "read_evaluation",
    "settings_of",
    "write_evaluation",
]

FORMAT_VERSION = 1
"""Goes up when a field changes its meaning or goes; readers ignore fields they do not know."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was evaluated.

    Attributes:
        questions: Paths of the question sets.
        qrels: Paths of the judgements that were named apart from them.
        split: The split of BEIR that was named.
        library: Folder of the library.
        model: Name of its encoder.
        documents: How many documents it held.
        paragraphs: How many paragraphs.
        fusion: How searches were put together; None in files of before it was kept.
        reranker: What scored the best paragraphs once more; None for nothing.
        bare: Whether the earlier turns of questions were ignored, as they were in files of before
            this was kept.
        fitted_on: On how many of the questions measured the library's weights had been fitted.
    """

    questions: tuple[str, ...]
    qrels: tuple[str, ...]
    split: str | None
    library: str
    model: str
    documents: int
    paragraphs: int
    fusion: FusionSettings | None = None
    reranker: RerankerSettings | None = None
    bare: bool = True
    fitted_on: int = 0


@dataclass(frozen=True, slots=True)
class EvaluationFile:
    """An evaluation as it is kept.

    Attributes:
        pincite_evaluation: `FORMAT_VERSION`.
        created: When, in ISO 8601 with the offset of UTC.
        pincite: The version of Pincite that made it.
        settings: What was evaluated.
        evaluation: What was found out.
    """

    pincite_evaluation: int
    created: str
    pincite: str
    settings: Settings
    evaluation: Evaluation


def settings_of(
    assistant: "Assistant",
    evaluation: Evaluation,
    *,
    questions: Sequence[str],
    qrels: Sequence[str] = (),
    split: str | None = None,
    bare: bool = False,
) -> Settings:
    """What was evaluated.

    Args:
        assistant: What searched.
        evaluation: What was found out.
        questions: Paths of the question sets, or what they are called.
        qrels: Paths of the judgements that were named apart from them.
        split: The split of BEIR that was named.
        bare: Whether the earlier turns of questions were ignored.
    """
    library = assistant.library
    tuned = tuned_settings(library).weights
    return Settings(
        questions=tuple(questions),
        qrels=tuple(qrels),
        split=split,
        library=str(library.folder),
        model=library.model,
        documents=library.n_documents,
        paragraphs=library.n_paragraphs,
        fusion=assistant.fusion,
        reranker=assistant.reranker.settings if assistant.reranker else None,
        bare=bare,
        fitted_on=tuned.provenance.n_of(q.query for q in evaluation.queries) if tuned else 0,
    )


def write_evaluation(evaluation: Evaluation, settings: Settings, path: Path) -> None:
    """Write an evaluation file.

    Args:
        evaluation: What was found out.
        settings: What was evaluated.
        path: Where to; a file that is there is replaced once the new one is whole.

    Raises:
        InputError: The file cannot be written.
    """
    kept = EvaluationFile(
        pincite_evaluation=FORMAT_VERSION,
        created=now(),
        pincite=version("pincite"),
        settings=settings,
        evaluation=evaluation,
    )
    write_whole(path, _adapter().dump_json(kept) + b"\n", what="the evaluation")


def read_evaluation(path: Path) -> EvaluationFile:
    """Read an evaluation file.

    Raises:
        UnreadableFile: It is missing, empty, binary, or not in UTF-8.
        NotADocument: It is no evaluation file, or of another version; says what is wrong.
    """
    from pydantic import ValidationError

    try:
        kept = _adapter().validate_json(decode_utf8(read_bytes(path), path))
    except ValidationError as error:
        raise NotADocument(
            f"{path}: is no evaluation file ({first_fault(error)}); make one with `pincite eval "
            f"run QUESTIONS --out FILE`"
        ) from error
    if kept.pincite_evaluation != FORMAT_VERSION:
        raise NotADocument(
            f"{path}: is an evaluation file of version {kept.pincite_evaluation}, and this Pincite "
            f"reads version {FORMAT_VERSION}; make it anew"
        )
    return kept


def _adapter() -> "TypeAdapter[EvaluationFile]":
    from pydantic import TypeAdapter

    return TypeAdapter(EvaluationFile)


def first_fault(error: "ValidationError") -> str:
    """The first thing that is wrong with a value that was read, and where in it."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, fault["loc"]))
    return f"{place}: {fault['msg']}" if place else str(fault["msg"])
