"""`pincite eval tune`: fit a library's settings on a question set."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands.comparison_table import comparison_table, how_tested, measure_json
from eval.commands.shared import missing_json, print_missing, progress_bar
from eval.commands.tune_encoder import tune_encoder
from eval.comparison import DEFAULT_BY
from eval.options import BareOption, QrelsOption, SplitOption
from eval.tuning.folds import FOLDS
from qa.options import JsonOption, LibraryOption
from qa.output import print_json, stderr_console, stdout_console, visible

if TYPE_CHECKING:
    from eval.evaluate import Progress
    from eval.model import Query
    from eval.tuning.threshold import FittedThreshold, Mistakes
    from eval.tuning.tune import Tuning
    from index import Library

__all__ = ["tune"]


def tune(
    questions: Annotated[
        list[Path],
        typer.Argument(
            metavar="QUESTIONS",
            help="Question sets, as for `eval run`; without any, what was fitted is told.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    *,
    qrels: QrelsOption = [],  # noqa: B006 - typer copies it
    split: SplitOption = None,
    folds: Annotated[
        int,
        typer.Option(
            "--folds",
            min=0,
            help="In how many parts questions are held out in turn; 0, with --encoder, for none.",
        ),
    ] = FOLDS,
    by: Annotated[
        str,
        typer.Option("--by", metavar="MEASURE", help="Which is to be as high as can be."),
    ] = DEFAULT_BY,
    encoder: Annotated[
        bool, typer.Option("--encoder", help="Train the encoder in place of fitting settings.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="A new folder for the trained encoder."),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option("--epochs", min=1, help="How often it is trained on each question; else 1."),
    ] = None,
    reindex: Annotated[
        bool, typer.Option("--reindex", help="Give the library the trained encoder.")
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Take fitted settings out of the library.")
    ] = False,
    bare: BareOption = False,
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Fit a library's settings on a question set; they are kept if others' questions gain."""
    from eval.questions import read_questions
    from index import Library

    _require_sense(
        asked=bool(questions),
        of_questions=bool(qrels or split or encoder or by != DEFAULT_BY),
        reset=reset,
        folds=folds,
        out=out,
        encoder=encoder,
        only_encoder=reindex or epochs is not None,
    )
    with Library.open(library) as opened:
        if reset:
            _reset(opened, json_=json_)
            return
        if not questions:
            _tell(opened, json_=json_)
            return
        opened.require_writable()
        queries = read_questions(*questions, qrels=qrels, split=split)
        names = tuple(map(str, [*questions, *qrels]))
        if out is not None:
            tune_encoder(
                opened,
                queries,
                questions=names,
                out=out,
                folds=folds,
                epochs=epochs,
                reindex=reindex,
                bare=bare,
                json_=json_,
            )
        else:
            _fit(opened, queries, questions=names, folds=folds, by=by, bare=bare, json_=json_)


def _require_sense(
    *,
    asked: bool,
    of_questions: bool,
    reset: bool,
    folds: int,
    out: Path | None,
    encoder: bool,
    only_encoder: bool,
) -> None:
    """Make sure that the options go together.

    Raises:
        typer.BadParameter: They do not.
    """
    if reset and asked:
        raise typer.BadParameter("name question sets, or --reset", param_hint="QUESTIONS")
    if of_questions and not asked:
        raise typer.BadParameter("name question sets", param_hint="QUESTIONS")
    if folds == 1 or (folds == 0 and not encoder):
        raise typer.BadParameter("2 at least; 0, with --encoder, for none", param_hint="--folds")
    if encoder != (out is not None):
        raise typer.BadParameter("--encoder and --out go together", param_hint="--encoder")
    if only_encoder and not encoder:
        raise typer.BadParameter("are for --encoder", param_hint="--reindex and --epochs")


def _tell(library: "Library", *, json_: bool) -> None:
    """Tell what settings a library has, and where they come from."""
    from qa.tuned import tuned_settings

    tuned = tuned_settings(library)
    parts = {"weights": tuned.weights, "threshold": tuned.threshold}
    if json_:
        shown = {name: asdict(part) if part else None for name, part in parts.items()}
        if (weights := shown["weights"]) and weights["known"]:
            weights["known"] = len(weights["known"]["texts"])
        print_json(shown)
        return
    console = stdout_console()
    for name, part in parts.items():
        if part is None:
            console.print(f"{name}: the usual")
            continue
        origin = part.provenance
        gains = (f"{m} {g.before:.4f} to {g.held_out:.4f}" for m, g in origin.gains.items())
        console.print(f"{name}: fitted on {origin.n_queries} questions, {origin.created}")
        console.print(visible(f"  {', '.join(origin.questions)}"))
        console.print(f"  held out: {', '.join(gains)}")
    if tuned.weights:
        console.print(f"weights: {tuned.weights.fusion.words()}")
    if tuned.threshold:
        own = " with a confidence of its own" * (tuned.threshold.confidence is not None)
        console.print(f"threshold: {tuned.threshold.threshold:.3f}{own}")
    if tuned.weights and tuned.weights.known:
        n_known = len(tuned.weights.known.texts)
        console.print(f"  {n_known} questions are known, with the paragraphs that answer them")


def _reset(library: "Library", *, json_: bool) -> None:
    from qa.tuned import forget_tuned

    forget_tuned(library)
    stderr_console().print(f"{library.folder} has the usual settings again")
    if json_:
        print_json({"reset": True})


def _fit(
    library: "Library",
    queries: Sequence["Query"],
    *,
    questions: Sequence[str],
    folds: int,
    by: str,
    bare: bool,
    json_: bool,
) -> None:
    from eval.tuning.tune import tune as fit
    from qa.tuned import TunedSettings, keep_tuned

    def stage(doing: str) -> AbstractContextManager["Progress | None"]:
        return progress_bar(doing, shown=not json_)

    tuning = fit(library, queries, questions=questions, folds=folds, by=by, bare=bare, stage=stage)
    print_missing(tuning.missing, tuning.n_gold)
    if json_:
        keep_tuned(library, tuning.settings)
        print_json(_json(tuning))
        return
    _print(tuning)  # what was found out is told even if it cannot be kept
    keep_tuned(library, tuning.settings)
    if tuning.settings == TunedSettings():
        stdout_console().print("nothing was written; the library has the settings it had")
    else:
        stdout_console().print(
            "written into the library; `pincite eval tune --reset` takes it out again"
        )


def _json(tuning: "Tuning") -> dict[str, object]:
    weights, threshold = tuning.weights, tuning.threshold
    shown: dict[str, object] = {
        "missing": missing_json(tuning.missing),
        "seconds": tuning.seconds,
    }
    if weights is not None:
        measures = {n: measure_json(m) for n, m in weights.comparison.measures.items()}
        shown["weights"] = {
            "settings": asdict(weights.fitted.settings),
            "by": weights.fitted.by,
            "queries": weights.comparison.n_queries,
            "measures": measures,
            "written": weights.better,
        }
    if threshold is not None:
        shown["threshold"] = {
            "threshold": threshold.threshold,
            "confidence": asdict(threshold.confidence) if threshold.confidence else None,
            "answerable": threshold.n_answerable,
            "unanswerable": threshold.n_unanswerable,
            "usual": _mistakes_json(threshold.usual),
            "held_out": _mistakes_json(threshold.held_out),
            "written": threshold.better,
        }
    return shown


def _mistakes_json(mistakes: "Mistakes") -> dict[str, float]:
    return {
        "answerable_refused": mistakes.answerable_refused,
        "unanswerable_answered": mistakes.unanswerable_answered,
    }


def _print(tuning: "Tuning") -> None:
    from eval.tuning.tune import FEWEST

    console = stdout_console()
    if tuning.weights is not None:
        comparison = tuning.weights.comparison
        console.print(comparison_table(comparison, ("usual", "fitted", "gain")))
        fitted = tuning.weights.fitted
        console.print(
            f"{comparison.n_queries} queries, each searched for with weights that were fitted on "
            f"the other {fitted.folds - 1} of {fitted.folds} parts; {how_tested(comparison)}"
        )
        console.print(f"fitted on all of them: {fitted.settings.words()}")
        low, high = comparison.measures[comparison.by].interval
        if not tuning.weights.better:
            console.print(f"the usual weights are no worse by {comparison.by}", style="yellow")
        elif low <= 0 <= high:
            console.print(
                f"the gain in {comparison.by} may be chance: its interval holds 0", style="yellow"
            )
    else:
        console.print(f"weights need {FEWEST} questions with a relevant paragraph; not fitted")
    if tuning.threshold is not None:
        _print_threshold(tuning.threshold)
    else:
        console.print(
            f"a threshold needs {FEWEST} answerable and {FEWEST} unanswerable questions; not fitted"
        )


def _print_threshold(threshold: "FittedThreshold") -> None:
    console = stdout_console()
    console.print(
        f"threshold {threshold.threshold:.3f}"
        + " with a confidence of its own" * (threshold.confidence is not None)
        + f", fitted on {threshold.n_answerable} answerable and "
        f"{threshold.n_unanswerable} unanswerable questions; on those held out it refuses "
        f"{threshold.held_out.answerable_refused:.3f} of the former (usual: "
        f"{threshold.usual.answerable_refused:.3f}) and answers "
        f"{threshold.held_out.unanswerable_answered:.3f} of the latter (usual: "
        f"{threshold.usual.unanswerable_answered:.3f})"
    )
    if not threshold.better:
        console.print("the usual threshold makes no more mistakes", style="yellow")
