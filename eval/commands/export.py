"""`pincite eval export`: the marks made in the chat, as a question set."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands.shared import print_some, require_writable
from index.errors import LibraryError
from qa.options import JsonOption, LibraryOption
from qa.output import print_json, stderr_console

if TYPE_CHECKING:
    from eval.model import Query
    from index import Mark

__all__ = ["export"]


def export(
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it to a file; else to standard output."),
    ] = None,
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Make a question set of what was marked in the chat: which paragraphs answer, which do not."""
    from eval.formats.jsonl import query_json, query_lines
    from eval.from_use import gone, query_id_of, query_set
    from index import Library
    from qa.whole_file import write_whole

    if out is not None:
        require_writable(out, "--out", [])
    with Library.open(library) as opened:
        marks = opened.marks()
        if not marks:
            raise LibraryError(
                f"{opened.folder}: no paragraph is marked yet; in `pincite chat`, press "
                f"“answers it” or “does not” at a paragraph of an answer"
            )
        missing = gone(opened, marks)
    queries = query_set(marks)
    text = query_lines(queries)
    if out is not None:
        write_whole(out, text, what="the question set")
    elif not json_:
        typer.echo(text.encode(), nl=False)  # UTF-8 whatever the terminal has
    if json_:
        lost = [
            {"query_id": query_id_of(m.question), "doc_id": m.doc_id, "paragraph": m.paragraph}
            for m in missing
        ]
        print_json(
            {
                "queries": len(queries),
                "marks": len(marks),
                "missing": lost,
                "questions": [query_json(query) for query in queries],
            }
        )
    _print_notices(queries, marks, missing)


def _print_notices(
    queries: Sequence["Query"], marks: Sequence["Mark"], missing: Sequence["Mark"]
) -> None:
    """Say on standard error what was exported, and what of it is of little use."""
    from eval.from_use import query_id_of

    console = stderr_console()
    console.print(f"{len(queries)} questions, {len(marks)} marks")
    n_open = sum(not query.gold for query in queries)
    if n_open:
        console.print(
            f"note: for {n_open} of the questions no paragraph is known that answers it, only "
            f"some that do not; `eval run` leaves these questions out"
        )
    if not missing:
        return
    console.print(
        f"warning: {len(missing)} of the {len(marks)} marked paragraphs are not in the library "
        f"now, and are exported all the same:",
        style="yellow",
    )
    print_some([f"{query_id_of(mark.question)}: {mark.label}" for mark in missing])
