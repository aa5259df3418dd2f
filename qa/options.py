"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "FilterOption",
    "JsonOption",
    "LabelArgument",
    "LibraryOption",
    "ModelOption",
    "OutOption",
    "RerankerOption",
]

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="Folder of the library; else $PINCITE_LIBRARY, else the user's data folder.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="Encoder: a sentence-transformers folder or hub name; else the bundled MiniLM.",
    ),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        metavar="MODEL",
        help="Score the best paragraphs once more by a cross-encoder: a folder or hub name.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Write the answer with footnotes to a file, too: .md, .html, .docx or .json.",
    ),
]
LabelArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="PARAGRAPH",
        help="A paragraph's label, also as a citation prints it; the whole document without.",
    ),
]
FilterOption = Annotated[
    list[str],
    typer.Option(
        "--filter",
        metavar="KEY=VALUE",
        help="Only documents that state this, such as origin=Astana or date=2006..2007; "
        "may be given again.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output.")
]
