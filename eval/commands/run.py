"""`pincite eval run`: search for each question and measure what is found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands.shared import missing_json, print_missing, progress_bar, require_writable
from eval.measures import DEFAULT_MEASURES, parse_measures
from qa.options import JsonOption, LibraryOption
from qa.output import print_json, stderr_console, stdout_console
from qa.retriever import RetrieverName

if TYPE_CHECKING:
    from eval.evaluate import Evaluation

__all__ = ["run"]


def run(
    questions: Annotated[
        list[Path],
        typer.Argument(metavar="QUESTIONS", help="Question sets (JSON Lines), measured together."),
    ],
    *,
    measures: Annotated[
        str,
        typer.Option(
            "--measures", metavar="NAMES", help="Measures of ir-measures, separated by spaces."
        ),
    ] = " ".join(DEFAULT_MEASURES),
    run_out: Annotated[
        Path | None,
        typer.Option("--run-out", metavar="FILE", help="Write the rankings in TREC's run format."),
    ] = None,
    retriever: Annotated[
        RetrieverName, typer.Option("--retriever", help="Both searches together, or one alone.")
    ] = "hybrid",
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Search for each question and measure where its paragraphs are found."""
    from eval.evaluate import evaluate
    from eval.questions import read_questions
    from eval.runs import write_run
    from index import Library
    from qa import Assistant

    # What can be wrong with the command is found before the searching, which takes a while.
    parse_measures(measures)
    queries = read_questions(*questions)
    if run_out is not None:
        require_writable(run_out, "--run-out", questions)
    with Library.open(library) as opened, progress_bar("searching", shown=not json_) as progress:
        evaluation = evaluate(
            Assistant(opened), queries, measures=measures, retriever=retriever, progress=progress
        )
    if run_out is not None:
        write_run(evaluation.run, run_out, tag=f"pincite-{retriever}")
    _print_notices(evaluation)
    if json_:
        print_json(_json(evaluation))
    else:
        _print_table(evaluation, retriever)


def _json(evaluation: "Evaluation") -> dict[str, object]:
    return {
        "measures": dict(evaluation.measures),
        "queries": evaluation.n_queries,
        "missing": missing_json(evaluation.missing),
        "seconds": evaluation.seconds,
    }


def _print_notices(evaluation: "Evaluation") -> None:
    """Say on standard error what the measures do not show."""
    console = stderr_console()
    if evaluation.n_unmeasured:
        console.print(
            f"note: {evaluation.n_unmeasured} of "
            f"{evaluation.n_queries + evaluation.n_unmeasured} questions not measured: "
            f"unanswerable, or with no paragraph judged relevant"
        )
    print_missing(evaluation.missing, evaluation.n_gold)


def _print_table(evaluation: "Evaluation", retriever: str) -> None:
    from rich.table import Table

    table = Table()
    table.add_column("measure")
    table.add_column("mean", justify="right")
    for name, value in evaluation.measures.items():
        table.add_row(name, f"{value:.4f}")
    console = stdout_console()
    console.print(table)
    console.print(
        f"{evaluation.n_queries} queries, {retriever} retriever, {evaluation.seconds:.1f} s"
    )
