"""`pincite eval report`: one HTML file that shows one evaluation, or two side by side."""

from pathlib import Path
from typing import Annotated

import typer

from eval.commands.passages import passage_reader
from eval.commands.shared import require_writable
from index.errors import InputError
from qa.options import LibraryOption
from qa.output import stdout_console

__all__ = ["report"]


def report(
    evaluations: Annotated[
        list[Path],
        typer.Argument(
            metavar="EVALUATION",
            help="An evaluation file of `eval run --out`, or two: B is compared with A.",
        ),
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The HTML file that is written.")
    ],
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="FILE",
            help="Answers of `eval answers --answers-out` to the same questions.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="MEASURE",
            help="Which says what questions are the worst; else nDCG@10, or the first.",
        ),
    ] = None,
    n_worst: Annotated[
        int, typer.Option("--worst", "-n", min=0, help="How many of those questions to show.")
    ] = 10,
    library: LibraryOption = None,
) -> None:
    """Write a report, one HTML file with measures, plots and every question."""
    from eval.answers_file import read_answers
    from eval.evaluation_file import read_evaluation
    from eval.report.content import MAX_EVALUATIONS, gather
    from eval.report.page import render_report

    if len(evaluations) > MAX_EVALUATIONS:
        raise typer.BadParameter("name one evaluation file, or two", param_hint="EVALUATION")
    read = [(path, read_evaluation(path)) for path in evaluations]
    given = None if answers is None else read_answers(answers)
    require_writable(out, "--out", [*evaluations, *([] if answers is None else [answers])])
    content = gather(read, answers=given, by=by, n_worst=n_worst)
    # Passages are those of the library that was evaluated, if it is still there.
    evaluated = Path(read[-1][1].settings.library)
    with passage_reader(library, usual=evaluated) as passage:
        page = render_report(content, passage)
    try:
        out.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(
            f"{out}: the report cannot be written ({error.strerror}); choose another file"
        ) from error
    size = f"{len(page.encode()) / 1000:,.0f} kB"
    stdout_console().print(f"{out}: {size}, {len(content.queries):,} questions")
