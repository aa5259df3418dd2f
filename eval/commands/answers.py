"""`pincite eval answers`: ask each question and measure what is answered."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands.shared import (
    missing_json,
    note_fitted,
    print_missing,
    progress_bar,
    require_writable,
)
from eval.options import BareOption, QrelsOption, QuestionsArgument, SplitOption
from qa.options import JsonOption, LibraryOption, RerankerOption
from qa.output import print_json, stderr_console, stdout_console

if TYPE_CHECKING:
    from eval.answers import AnswersEvaluation, Figure

__all__ = ["answers"]

# Shares of the questions, most confident first, whose risk people are shown.
_COVERAGES = (0.25, 0.5, 0.75, 1.0)


def answers(
    questions: QuestionsArgument,
    *,
    qrels: QrelsOption = [],  # noqa: B006 - typer copies it
    split: SplitOption = None,
    answers_out: Annotated[
        Path | None,
        typer.Option(
            "--answers-out", metavar="FILE", help="Write the answers, a JSON object a line."
        ),
    ] = None,
    bare: BareOption = False,
    reranker: RerankerOption = None,
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Ask each question and measure the answers: what they quote, cite, and leave unanswered."""
    from eval.answers import evaluate_answers
    from eval.answers_file import write_answers
    from eval.questions import read_questions
    from index import Library
    from qa import Assistant

    queries = read_questions(*questions, qrels=qrels, split=split)
    if answers_out is not None:
        require_writable(answers_out, "--answers-out", [*questions, *qrels])
    with Library.open(library) as opened, progress_bar("asking", shown=not json_) as progress:
        note_fitted(opened, queries)
        assistant = Assistant(opened, reranker=reranker)
        evaluation = evaluate_answers(assistant, queries, bare=bare, progress=progress)
    if answers_out is not None:
        write_answers(evaluation.judged, answers_out)
    _print_notices(evaluation)
    if json_:
        print_json(_json(evaluation))
    else:
        _print_table(evaluation)


def _json(evaluation: "AnswersEvaluation") -> dict[str, object]:
    from eval.confidence import thinned

    figures = evaluation.figures
    return {
        "measures": {name: figure.value for name, figure in figures.items()},
        "intervals": {name: figure.interval for name, figure in figures.items() if figure.interval},
        "numbers": {name: figure.n for name, figure in figures.items()},
        "risk_coverage": [
            {"confidence": point.confidence, "coverage": point.coverage, "risk": point.risk}
            for point in thinned(evaluation.risk_coverage)
        ],
        "queries": len(evaluation.judged),
        "missing": missing_json(evaluation.missing),
        "seconds": evaluation.seconds,
    }


def _print_notices(evaluation: "AnswersEvaluation") -> None:
    """Say on standard error what the measures do not show."""
    if evaluation.n_unjudged:
        stderr_console().print(
            f"note: {evaluation.n_unjudged} of the questions have neither 'relevant' paragraphs "
            f"nor 'answers', so whether they are answered rightly is not known"
        )
    print_missing(evaluation.missing, evaluation.n_gold)


def _print_table(evaluation: "AnswersEvaluation") -> None:
    from rich.table import Table

    table = Table()
    table.add_column("measure")
    for heading in ("value", "95 %", "of"):
        table.add_column(heading, justify="right")
    for name, figure in evaluation.figures.items():
        table.add_row(name, *_cells(figure))
    console = stdout_console()
    console.print(table)
    if evaluation.risk_coverage:
        risks = ", ".join(
            f"{next(p.risk for p in evaluation.risk_coverage if p.coverage >= coverage):.3f}"
            for coverage in _COVERAGES
        )
        shares = ", ".join(f"{coverage:.0%}" for coverage in _COVERAGES)
        console.print(f"wrong if only the surest {shares} are answered: {risks}")
    n_unanswerable = sum(not each.query.answerable for each in evaluation.judged)
    console.print(
        f"{len(evaluation.judged)} questions, {n_unanswerable} of them unanswerable, "
        f"{evaluation.seconds:.1f} s"
    )


def _cells(figure: "Figure") -> tuple[str, str, str]:
    if figure.interval is None:
        # A number of words, or an area that has no interval.
        value = f"{figure.value:.4f}" if figure.value <= 1 else f"{figure.value:.1f}"
        return value, "", str(figure.n)
    low, high = figure.interval
    return f"{figure.value:.4f}", f"{low:.4f} to {high:.4f}", str(figure.n)
