"""What training an encoder brings to questions that it was not trained on.

The questions are parted by chance. For each part an encoder is trained on the others, a copy of
the library is encoded with it, and the part's questions are searched for there. So every
question is measured with an encoder that has not seen it.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.model import Query
from eval.runs import Run
from eval.tuning.candidates import Candidates, gather_candidates, known_of
from eval.tuning.folds import others, split
from eval.tuning.training import TrainingSettings, make_examples, save, train
from eval.tuning.tune import Stage
from index import Library
from index.encoder import resolve_model
from qa.retriever import FusionSettings

if TYPE_CHECKING:
    pass

__all__ = ["FUSION", "CrossValidation", "Fold", "cross_validate", "run_of"]

FUSION = FusionSettings(second_look=None)
_DEPTH = 100  # how many paragraphs are ranked


@dataclass(frozen=True, slots=True)
class Fold:
    """A part of the questions, which an encoder was tried on.

    Attributes:
        n_trained: On how many other questions it was trained.
        query_ids: The questions.
    """

    n_trained: int
    query_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """What was found for questions by encoders that had not seen them.

    Attributes:
        folds: The parts.
        candidates: For each question of a part what may be found for it, part after part.
    """

    folds: tuple[Fold, ...]
    candidates: tuple[Candidates, ...]


def run_of(candidates: Sequence[Candidates], settings: FusionSettings) -> Run:
    """What is found with some settings."""
    return {each.query.query_id: each.ranking(settings, _DEPTH) for each in candidates}


def cross_validate(
    library: Library,
    queries: Sequence[Query],
    *,
    settings: TrainingSettings,
    folds: int,
    stage: Stage,
    share: float = 1.0,
    n_tried: int | None = None,
) -> CrossValidation:
    """Train an encoder for each part of the questions, and search for these with it.

    Args:
        library: Holds the documents; its encoder is what training begins with.
        queries: The questions, each with a paragraph that is judged relevant.
        settings: How encoders are trained.
        folds: How many parts, at least 2.
        stage: Told of the progress.
        share: Share of the other parts' questions that are trained on, for a learning curve.
        n_tried: For how many of the parts to do it; None for all.

    Raises:
        ModelError: An encoder cannot be loaded or written.
        LibraryError: The library cannot be copied.
    """
    start = resolve_model(library.model)
    parts = split(len(queries), folds)
    tried: list[Fold] = []
    candidates: list[Candidates] = []
    with tempfile.TemporaryDirectory(prefix="pincite-") as work:
        library.copy(Path(work) / "library")
        with Library.open(Path(work) / "library") as copy:
            for number, part in enumerate(parts[:n_tried], start=1):
                learnt = others(parts, number - 1)
                learnt = learnt[: max(2, round(share * len(learnt)))]
                encoder = Path(work) / f"fold-{number}"
                told = f"fold {number} of {len(parts)}: "
                with stage(told + "finding hard negatives") as progress:
                    examples = make_examples(
                        library,
                        [queries[place] for place in learnt],
                        n_hardest=settings.n_hardest,
                        seed=settings.seed,
                        progress=progress,
                    )
                with stage(told + "training") as progress:
                    save(train(start, examples, settings, progress), encoder, {})
                with stage(told + "encoding") as progress:
                    copy.reencode(str(encoder), progress=progress)
                held = [queries[place] for place in part]
                with stage(told + "searching") as progress:
                    known = known_of(copy, [queries[place] for place in learnt])
                    candidates += gather_candidates(
                        copy, held, depth=_DEPTH, known=[known] * len(held), progress=progress
                    )
                tried.append(Fold(len(learnt), tuple(query.query_id for query in held)))
    return CrossValidation(tuple(tried), tuple(candidates))
