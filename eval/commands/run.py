"""`pincite eval run`: search for each question and measure what is found."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.bounds import Bound, broken_bounds, parse_bound
from eval.commands.shared import (
    missing_json,
    note_fitted,
    print_missing,
    progress_bar,
    require_writable,
)
from eval.measures import parse_measures
from eval.options import (
    DEFAULT_NAMES,
    BareOption,
    MeasuresOption,
    QrelsOption,
    QuestionsArgument,
    SplitOption,
)
from index.errors import InputError
from qa.options import JsonOption, LibraryOption, RerankerOption
from qa.output import print_json, stderr_console, stdout_console
from qa.retriever import RetrieverName

if TYPE_CHECKING:
    from eval.evaluate import Evaluation

__all__ = ["run"]


def run(
    questions: QuestionsArgument,
    *,
    qrels: QrelsOption = [],  # noqa: B006 - typer copies it
    split: SplitOption = None,
    measures: MeasuresOption = DEFAULT_NAMES,
    fail_under: Annotated[
        list[str],
        typer.Option(
            "--fail-under",
            metavar="MEASURE=VALUE",
            help="Exit with 1 if a measure is less, as in R@10=0.78; may be given again.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write an evaluation file: settings, measures, and all questions with what was "
            "found for them.",
        ),
    ] = None,
    run_out: Annotated[
        Path | None,
        typer.Option("--run-out", metavar="FILE", help="Write the rankings in TREC's run format."),
    ] = None,
    retriever: Annotated[
        RetrieverName, typer.Option("--retriever", help="Both searches together, or one alone.")
    ] = "hybrid",
    bare: BareOption = False,
    reranker: RerankerOption = None,
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Search for each question and measure where its paragraphs are found."""
    from eval.evaluate import evaluate
    from eval.evaluation_file import settings_of, write_evaluation
    from eval.questions import read_questions
    from eval.runs import write_run
    from index import Library
    from qa import Assistant

    # What can be wrong with the command is found before the searching, which takes a while.
    bounds = _bounds(fail_under)
    names = _with_bounds(measures, bounds)
    queries = read_questions(*questions, qrels=qrels, split=split)
    for path, option in ((out, "--out"), (run_out, "--run-out")):
        if path is not None:
            require_writable(path, option, [*questions, *qrels])
    if out is not None and out == run_out:
        raise InputError(f"{out}: is named by --out and by --run-out; name two files")
    with Library.open(library) as opened, progress_bar("searching", shown=not json_) as progress:
        note_fitted(opened, queries)
        assistant = Assistant(opened, reranker=reranker)
        evaluation = evaluate(
            assistant,
            queries,
            measures=names,
            retriever=retriever,
            bare=bare,
            progress=progress,
        )
        settings = settings_of(
            assistant,
            evaluation,
            questions=tuple(map(str, questions)),
            qrels=tuple(map(str, qrels)),
            split=split,
            bare=bare,
        )
    if out is not None:
        write_evaluation(evaluation, settings, out)
    if run_out is not None:
        write_run(evaluation.run, run_out, tag=f"pincite-{retriever}")
    _print_notices(evaluation)
    if json_:
        print_json(_json(evaluation))
    else:
        _print_table(evaluation)
    _require_bounds(bounds, evaluation)


def _bounds(texts: Sequence[str]) -> tuple[Bound, ...]:
    try:
        return tuple(map(parse_bound, texts))
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-under") from error


def _with_bounds(measures: str, bounds: Sequence[Bound]) -> tuple[str, ...]:
    """Names of the measures, with those that only a bound names."""
    return tuple(dict.fromkeys([*parse_measures(measures), *(bound.measure for bound in bounds)]))


def _require_bounds(bounds: Sequence[Bound], evaluation: "Evaluation") -> None:
    broken = broken_bounds(bounds, evaluation.measures)
    for bound in broken:
        value = evaluation.measures[bound.measure]
        stderr_console().print(
            f"error: {bound.measure} is {value:.6g}, less than the {bound.least:g} of --fail-under",
            style="red",
        )
    if broken:
        raise typer.Exit(1)


def _json(evaluation: "Evaluation") -> dict[str, object]:
    return {
        "measures": dict(evaluation.measures),
        "queries": evaluation.n_queries,
        "missing": missing_json(evaluation.missing),
        "seconds": evaluation.seconds,
        "intervals": {name: list(ends) for name, ends in evaluation.intervals.items()},
        "latency_ms": {"p50": evaluation.latency.p50_ms, "p95": evaluation.latency.p95_ms},
    }


def _print_notices(evaluation: "Evaluation") -> None:
    """Say on standard error what the measures do not show."""
    if evaluation.n_unmeasured:
        stderr_console().print(
            f"note: {evaluation.n_unmeasured} of "
            f"{evaluation.n_queries + evaluation.n_unmeasured} questions not measured: "
            f"unanswerable, or with no paragraph judged relevant"
        )
    print_missing(evaluation.missing, evaluation.n_gold)


def _print_table(evaluation: "Evaluation") -> None:
    from rich.table import Table

    table = Table()
    table.add_column("measure")
    table.add_column("mean", justify="right")
    table.add_column("95 %", justify="right")
    for name, value in evaluation.measures.items():
        low, high = evaluation.intervals[name]
        table.add_row(name, f"{value:.4f}", f"{low:.4f} to {high:.4f}")
    console = stdout_console()
    console.print(table)
    console.print(
        f"{evaluation.n_queries} queries, {evaluation.retriever} retriever, "
        f"{evaluation.depth} paragraphs ranked, {evaluation.seconds:.1f} s; a search took "
        f"{evaluation.latency.p50_ms:.1f} ms (95 % at most {evaluation.latency.p95_ms:.1f} ms)"
    )
