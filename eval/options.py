"""Options that several commands of `pincite eval` share."""

from pathlib import Path
from typing import Annotated

import typer

from eval.measures import DEFAULT_MEASURES

__all__ = [
    "DEFAULT_NAMES",
    "BareOption",
    "MeasuresOption",
    "QrelsOption",
    "QuestionsArgument",
    "SplitOption",
]

DEFAULT_NAMES = " ".join(DEFAULT_MEASURES)

QuestionsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="QUESTIONS",
        help="Question sets, taken together: JSON Lines, a folder of BEIR, topics of TREC, JSON "
        "like SQuAD, or CSV.",
    ),
]
QrelsOption = Annotated[
    list[Path],
    typer.Option(
        "--qrels",
        metavar="FILE",
        help="Judgements, of TREC or BEIR, for question sets without; may be given again.",
    ),
]
SplitOption = Annotated[
    str | None,
    typer.Option(
        "--split",
        metavar="NAME",
        help="Which judgements of a folder of BEIR; else test, or the only ones.",
    ),
]
BareOption = Annotated[
    bool,
    typer.Option("--bare", help="Take questions as they are, without the turns before them."),
]
MeasuresOption = Annotated[
    str,
    typer.Option(
        "--measures", metavar="NAMES", help="Measures of ir-measures, separated by spaces."
    ),
]
