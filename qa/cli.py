"""The command line. Every command prints one JSON object with `--json`.

An error of `index.errors` ends a command with `error: …` on standard error and exit code
1; a wrong use of the command line ends it with 2. Commands of the packages above this one
(`chat`, `eval`) join through the entry points of the group `pincite.commands`.
"""

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from index.errors import InputError, PinciteError
from index.filters import Filter
from qa.ask_command import ask
from qa.cite_command import cite
from qa.options import (
    FilterOption,
    JsonOption,
    LabelArgument,
    LibraryOption,
    ModelOption,
    RerankerOption,
)
from qa.output import (
    correction_note,
    document_json,
    hit_json,
    print_document,
    print_hits,
    print_json,
    progress_bar,
    stderr_console,
    stdout_console,
    visible,
)
from qa.retriever import RetrieverName

__all__ = ["app", "main"]

app = typer.Typer(
    name="pincite",
    help="Ask documents with numbered paragraphs; get the words that answer, and where they stand.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("index")
def index_command(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files and folders.")],
    *,
    library: LibraryOption = None,
    model: ModelOption = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="F",
            help="auto, cable, text, html, markdown, pdf, docx, jsonl or csv.",
        ),
    ] = "auto",
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="ROLE=NAME,…",
            help="For tables with a header row: text=Body,doc_id=Case,paragraph=No; also title, "
            "date, heading, marking.",
        ),
    ] = None,
    token_vectors: Annotated[
        bool | None,
        typer.Option(
            "--token-vectors/--no-token-vectors",
            help="Whether a new library keeps vectors of single words, as it does where neither "
            "is said: searches are better, and a paragraph takes some kilobytes more.",
        ),
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Read documents into the library; files that have not changed are skipped."""
    from index import Library
    from index.formats.columns_csv import parse_columns

    if "" in paths:  # a variable of the shell that is not set
        raise InputError("a path is empty; name a file or a folder, `.` for this one")
    named = parse_columns(columns) if columns is not None else None
    with Library.create(library, model=model, token_vectors=token_vectors) as opened:
        with progress_bar() as progress:
            report = opened.add(map(Path, paths), format=format_, columns=named, progress=progress)
        folder = opened.folder
    notices = stderr_console()
    for path in report.left_aside:
        notices.print(f"note: {path} belongs to a question set, and is no document; left aside")
    for doc_id in report.variants:
        notices.print(visible(f"note: kept as {doc_id}: another text has that id already"))
    for failure in report.failed:
        notices.print(f"failed: {visible(failure.error)}", style="red")
    if json_:
        print_json(
            {
                "added": report.added,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "removed": report.removed,
                "failed": [{"path": f.path, "error": f.error} for f in report.failed],
                "documents": report.documents,
                "paragraphs": report.paragraphs,
                "seconds": report.seconds,
            }
        )
    else:
        stdout_console().print(
            f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
            f"{report.removed} removed, {len(report.failed)} failed; {folder} holds "
            f"{report.documents} documents with {report.paragraphs} paragraphs"
            + (f" (vectors of words: {report.token_bytes / 1e6:.1f} MB)" * bool(report.token_bytes))
        )
    if report.interrupted:
        notices.print("stopped; what was done is kept, and the same command goes on from there")
        raise typer.Exit(130)
    if report.failed:
        raise typer.Exit(1)


app.command()(ask)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question or keywords.")],
    *,
    k: Annotated[int, typer.Option("-k", metavar="N", help="How many paragraphs.")] = 10,
    retriever: Annotated[
        RetrieverName, typer.Option("--retriever", help="Both searches together, or one alone.")
    ] = "hybrid",
    filters: FilterOption = [],  # noqa: B006 - typer copies it
    reranker: RerankerOption = None,
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Find the paragraphs that are most about something."""
    import time

    from index import Library
    from qa.assistant import Assistant

    chosen = [Filter.parse(text) for text in filters]
    with Library.open(library) as opened:
        assistant = Assistant(opened, reranker=reranker)
        began = time.perf_counter()
        hits = assistant.search(query, k=k, retriever=retriever, filters=chosen)
        elapsed = round((time.perf_counter() - began) * 1000, 1)
    if json_:
        hits_json = [hit_json(hit) for hit in hits]
        print_json({"query": query, "hits": hits_json, "timings_ms": {"search": elapsed}})
    else:
        print_hits(hits)


@app.command()
def show(
    doc_id: Annotated[str, typer.Argument(help="A document's id.")],
    label: LabelArgument = [],  # noqa: B006 - typer copies it
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Show a document, or one paragraph of it."""
    from index import Library

    with Library.open(library) as opened:
        document, links = opened.document(doc_id), opened.links(doc_id)
        copies = opened.other_copies(doc_id)
        paragraphs = (
            (opened.paragraph(doc_id, " ".join(label)),) if label else opened.paragraphs(doc_id)
        )
    if json_:
        print_json(document_json(document, paragraphs, links, copies))
    else:
        print_document(document, paragraphs, links, copies)


@app.command("list")
def list_command(library: LibraryOption = None, json_: JsonOption = False) -> None:
    """List the documents."""
    from index import Library

    with Library.open(library) as opened:
        documents = opened.documents()
    if json_:
        print_json(
            {
                "documents": [
                    {
                        "doc_id": document.doc_id,
                        "title": document.title,
                        "date": document.date,
                        "n_paragraphs": document.n_paragraphs,
                        "sources": list(document.sources),
                    }
                    for document in documents
                ]
            }
        )
        return
    console = stdout_console()
    width = max((len(document.doc_id) for document in documents), default=0)
    for document in documents:
        console.print(
            visible(
                f"{document.doc_id:<{width}}  {document.date or '':10}  "
                f"{document.n_paragraphs:4} ¶  {document.title}"
                f"{correction_note(document.correction)}"
            )
        )
    if not documents:
        console.print("The library holds no documents yet.")


@app.command()
def remove(
    doc_ids: Annotated[list[str], typer.Argument(metavar="DOC_ID", help="Ids of documents.")],
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Remove documents from the library; their files stay where they are."""
    from index import Library

    with Library.open(library) as opened:
        removed = opened.remove(doc_ids)
    if json_:
        print_json({"removed": list(removed)})
    else:
        stdout_console().print(f"removed {', '.join(map(visible, removed))}")


@app.command()
def check(library: LibraryOption = None, json_: JsonOption = False) -> None:
    """Look for damage in the library, and mend what can be made again."""
    from index import Library

    with Library.open(library) as opened:
        report = opened.check()
    if json_:
        print_json(
            {
                "ok": report.ok,
                "documents": report.documents,
                "paragraphs": report.paragraphs,
                "problems": list(report.problems),
                "repaired": list(report.repaired),
            }
        )
    else:
        console = stdout_console()
        for repair in report.repaired:
            console.print(f"repaired: {repair}")
        for problem in report.problems:
            console.print(f"problem: {problem}", style="red")
        state = "whole" if report.ok else "damaged; restore it from a backup or index it anew"
        console.print(
            f"{report.documents} documents, {report.paragraphs} paragraphs: the library is {state}"
        )
    if not report.ok:
        raise typer.Exit(1)


app.command()(cite)


def _join_commands() -> None:
    for entry in sorted(entry_points(group="pincite.commands"), key=lambda entry: entry.name):
        command = entry.load()
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=entry.name)
        else:
            app.command(entry.name)(command)


_join_commands()


def main() -> None:
    """Run the command line."""
    try:
        app()
    except PinciteError as error:
        stderr_console().print(f"error: {visible(str(error))}", style="red")
        sys.exit(1)


if __name__ == "__main__":
    main()
