"""The command `pincite cite`."""

from typing import Annotated

import typer

from index.model import so_numbered
from qa.citing.styles import STYLES, Style
from qa.options import JsonOption, LabelArgument, LibraryOption

__all__ = ["cite"]


def cite(
    doc_id: Annotated[str, typer.Argument(help="A document's id.")],
    label: LabelArgument = [],  # noqa: B006 - typer copies it
    *,
    style: Annotated[
        Style, typer.Option("--style", help="A form for people, or one for reference managers.")
    ] = "chicago",
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Write the reference to a document, or to one paragraph of it."""
    from index import Library
    from qa.citing import Reference
    from qa.output import print_json
    from qa.surroundings import stands_under

    with Library.open(library) as opened:
        document = opened.document(doc_id)
        found = opened.paragraph(doc_id, " ".join(label)) if label else None
        paragraphs = opened.paragraphs(doc_id)
    paragraph = found.paragraph if found else ""
    others = so_numbered(paragraph, paragraphs) if found else []
    under = stands_under(found, paragraphs, 0) if found else ""
    written = STYLES[style](Reference.of(document, paragraph, under=under))
    if json_:
        print_json({"doc_id": doc_id, "paragraph": paragraph, "style": style, "reference": written})
    else:
        typer.echo(written.encode())  # UTF-8 whatever the terminal has, as it may be imported
    if others:
        told = ", ".join(each.label for each in others)
        typer.echo(f"note: another paragraph has this number: {told}", err=True)
