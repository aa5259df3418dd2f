"""`pincite eval run`: search for each question and measure what is found."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.measures import DEFAULT_MEASURES, parse_measures
from index.errors import InputError
from index.model import citation_label
from qa.options import JsonOption, LibraryOption
from qa.output import print_json, stderr_console, stdout_console, visible
from qa.retriever import RetrieverName

if TYPE_CHECKING:
    from eval.evaluate import Evaluation, Progress

__all__ = ["run"]

# How many missing paragraphs are named on standard error.
_N_SHOWN = 10


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
        _require_writable(run_out, questions)
    with Library.open(library) as opened, _progress_bar(shown=not json_) as progress:
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
        "missing": [
            {"query_id": gold.query_id, "doc_id": gold.doc_id, "paragraph": gold.paragraph}
            for gold in evaluation.missing
        ],
        "seconds": evaluation.seconds,
    }


def _require_writable(run_out: Path, questions: list[Path]) -> None:
    if run_out.is_dir() or not run_out.parent.is_dir():
        raise InputError(f"{run_out}: is a folder, or in none; name a file with --run-out")
    if run_out.exists() and any(run_out.samefile(path) for path in questions):
        raise InputError(f"{run_out}: holds the questions; name another file with --run-out")


@contextmanager
def _progress_bar(*, shown: bool) -> Iterator["Progress | None"]:
    """A bar on standard error; None where that is no terminal."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=stderr_console(), transient=True) as bar:
        task = bar.add_task("searching", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _print_notices(evaluation: "Evaluation") -> None:
    """Say on standard error what the measures do not show."""
    console = stderr_console()
    if evaluation.n_unmeasured:
        console.print(
            f"note: {evaluation.n_unmeasured} of "
            f"{evaluation.n_queries + evaluation.n_unmeasured} questions not measured: "
            f"unanswerable, or with no paragraph judged relevant"
        )
    if not evaluation.missing:
        return
    n_missing = len(evaluation.missing)
    if n_missing == evaluation.n_gold:
        console.print(
            f"warning: NONE of the {n_missing} relevant paragraphs is in the library, so every "
            f"measure is 0; name the library that holds these documents with --library",
            style="bold red",
        )
    else:
        console.print(
            f"warning: {n_missing} of the {evaluation.n_gold} relevant paragraphs are not in the "
            f"library, and count as not found:",
            style="yellow",
        )
    for gold in evaluation.missing[:_N_SHOWN]:
        console.print(visible(f"  {gold.query_id}: {citation_label(gold.doc_id, gold.paragraph)}"))
    if n_missing > _N_SHOWN:
        console.print(f"  … and {n_missing - _N_SHOWN} more; --json lists all")


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
