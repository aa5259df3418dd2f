"""`pincite eval tune --encoder`: train the encoder on a question set."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.commands.comparison_table import comparison_table, how_tested, measure_json
from eval.commands.shared import missing_json, print_missing, progress_bar
from qa.output import print_json, stdout_console

if TYPE_CHECKING:
    from eval.evaluate import Progress
    from eval.model import Query
    from eval.tuning.encoder import EncoderTuning, HeldOut
    from index import Library

__all__ = ["tune_encoder"]

_TITLES = {
    "fusion": "fusion, both with the usual weights",
    "hybrid": "hybrid, both with the usual weights",
    "fitted": "hybrid, the trained ones with fitted weights",
    "unseen": "hybrid, the questions none of whose paragraphs answers one that was trained on",
    "unseen_fitted": "the same questions, the trained ones with fitted weights",
}


def tune_encoder(
    library: "Library",
    queries: "Sequence[Query]",
    *,
    questions: Sequence[str],
    out: Path,
    folds: int,
    epochs: int | None,
    reindex: bool,
    bare: bool,
    json_: bool,
) -> None:
    """Train a library's encoder on questions, and print what that brings to others.

    Args:
        library: Holds the documents.
        queries: The questions.
        questions: Paths of their sets.
        out: A new folder for the encoder.
        folds: In how many parts questions are held out in turn; 0 for none.
        epochs: How often it sees each example; None for the usual number.
        reindex: Whether the library is given the encoder.
        bare: Whether the earlier turns of questions are ignored.
        json_: Whether one JSON object is printed.
    """
    from eval.tuning.encoder import settings_of
    from eval.tuning.encoder import tune_encoder as tune
    from eval.tuning.training import TrainingSettings
    from qa.tuned import keep_tuned

    def stage(doing: str) -> AbstractContextManager["Progress | None"]:
        return progress_bar(doing, shown=not json_)

    settings = TrainingSettings()
    if epochs is not None:
        settings = replace(settings, epochs=epochs)
    tuning = tune(
        library,
        queries,
        out,
        questions=questions,
        settings=settings,
        folds=folds,
        bare=bare,
        stage=stage,
    )
    if reindex:
        with stage("encoding the library") as progress:
            library.reencode(str(out), progress=progress)
        if (tuned := settings_of(tuning, library)) is not None:
            keep_tuned(library, tuned)
    print_missing(tuning.missing, tuning.n_gold)
    if json_:
        print_json(_json(tuning, reindexed=reindex))
    else:
        _print(tuning, reindexed=reindex)


def _json(tuning: "EncoderTuning", *, reindexed: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "encoder": str(tuning.folder),
        "queries": tuning.n_queries,
        "examples": tuning.n_examples,
        "reindexed": reindexed,
        "missing": missing_json(tuning.missing),
        "seconds": tuning.seconds,
    }
    if tuning.held_out is not None:
        shown["folds"] = [
            {"trained": fold.n_trained, "queries": len(fold.query_ids)}
            for fold in tuning.held_out.folds
        ]
        shown["held_out"] = {
            name: {n: measure_json(m) for n, m in comparison.measures.items()}
            for name, comparison in tuning.held_out.comparisons.items()
        }
    return shown


def _print(tuning: "EncoderTuning", *, reindexed: bool) -> None:
    console = stdout_console()
    if tuning.held_out is not None:
        _print_held_out(tuning.held_out)
    console.print(
        f"trained on {tuning.n_queries} questions ({tuning.n_examples} pairs of a question and a "
        f"paragraph) in {tuning.seconds:.0f} s; the encoder is in {tuning.folder}",
        highlight=False,
    )
    if reindexed:
        console.print("the library has it now; keep the folder where it is")
    else:
        console.print("the library is as it was; --reindex gives it the encoder")


def _print_held_out(held_out: "HeldOut") -> None:
    console = stdout_console()
    for name, comparison in held_out.comparisons.items():
        console.print(f"{_TITLES[name]}:")
        console.print(comparison_table(comparison, ("before", "trained", "gain")))
        console.print(f"{comparison.n_queries} queries\n")
    trained = sum(fold.n_trained for fold in held_out.folds) / len(held_out.folds)
    console.print(
        f"each was searched for with an encoder that was trained on the other parts of "
        f"{len(held_out.folds)} ({trained:.0f} questions); "
        f"{how_tested(held_out.hybrid)}"
    )
