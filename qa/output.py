"""What the command line prints: one JSON object, or text for people.

Text of documents is data: it is printed as it is, without markup, and control characters
in it are shown and never sent to the terminal.
"""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from index import Document, Paragraph
from qa.model import Answer, Citation, Hit

if TYPE_CHECKING:
    from rich.console import Console

    from index.links import Link
    from index.report import Progress, Stage

__all__ = [
    "answer_json",
    "correction_note",
    "document_json",
    "hit_json",
    "print_answer",
    "print_document",
    "print_hits",
    "print_json",
    "progress_bar",
    "stderr_console",
    "stdout_console",
    "visible",
    "waiting",
]

# C0 and C1 control characters and DEL, except tab and line feed, as visible signs; and what would
# show the text in another order than it has (Unicode Standard Annex 9).
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if code not in {0x09, 0x0A}}
_CONTROLS |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}
_CONTROLS |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
_EXCERPT = 160
# What a language model says and the documents do not is dimmed as well as struck.
_STYLES = {True: "", False: "dim"}


def visible(text: str) -> str:
    """The text with control characters replaced by signs that show them."""
    return text.translate(_CONTROLS)


def stdout_console() -> "Console":
    """Where answers are printed; lines are wrapped only on a terminal."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def stderr_console() -> "Console":
    """Where progress and notices are printed."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def print_json(value: Mapping[str, object]) -> None:
    """Print one JSON object, alone on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def hit_json(hit: Hit) -> dict[str, object]:
    """A hit as the commands give it."""
    return {
        "rank": hit.rank,
        "doc_id": hit.paragraph.doc_id,
        "paragraph": hit.paragraph.paragraph,
        "score": round(hit.score, 6),
        "text": hit.paragraph.text,
    }


def citation_json(citation: Citation) -> dict[str, object]:
    """A citation as the commands give it."""
    return {
        "marker": citation.marker,
        "doc_id": citation.doc_id,
        "paragraph": citation.paragraph,
        "label": citation.label,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        **({"under": citation.under} if citation.under else {}),
    }


def answer_json(answer: Answer) -> dict[str, object]:
    """An answer as `pincite ask` gives it."""
    statements = [asdict(statement) for statement in answer.statements]
    understood = {"understood_as": answer.understood_as} if answer.understood_as else {}
    filters = [f"{each.key}={each.value}" for each in answer.filters]
    return {
        "question": answer.question,
        **understood,
        **({"filters": filters} if filters else {}),
        "answered": answer.answered,
        "answer": answer.text,
        **({"statements": statements, "written_by": answer.written_by} if statements else {}),
        "citations": [citation_json(citation) for citation in answer.citations],
        "hits": [hit_json(hit) for hit in answer.hits],
        "confidence": answer.confidence,
        "warnings": list(answer.warnings),
        "timings_ms": dict(answer.timings_ms),
    }


def _paragraph_json(paragraph: Paragraph) -> dict[str, object]:
    """A paragraph as `pincite show` gives it."""
    return {
        "paragraph": paragraph.paragraph,
        "ordinal": paragraph.ordinal,
        "heading": paragraph.heading,
        "marking": paragraph.marking,
        "text": paragraph.text,
    }


def document_json(
    document: Document,
    paragraphs: Iterable[Paragraph],
    links: "Iterable[Link]",
    copies: Iterable[Document],
) -> dict[str, object]:
    """A document, with the paragraphs of it that are wanted, as `pincite show` gives it."""
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "date": document.date,
        "metadata": dict(document.metadata),
        "paragraphs": [_paragraph_json(each) for each in paragraphs],
        "links": [
            {"letter": link.letter, "doc_id": link.doc_id, "held": link.held} for link in links
        ],
        "also_kept_as": [
            {"doc_id": copy.doc_id, "correction": copy.metadata.get("correction", "")}
            for copy in copies
        ],
    }


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Say on a terminal what is being waited for; nothing where `what` is empty."""
    if not what or not sys.stderr.isatty():
        yield
        return
    with stderr_console().status(what):
        yield


def print_answer(answer: Answer) -> None:
    """Print an answer for people: each quote with its citation, or that there is none."""
    console = stdout_console()
    if answer.understood_as:
        console.print(f"Understood as: {visible(answer.understood_as)}\n", style="dim")
    if answer.answered:
        if answer.authorship:
            console.print(f"{visible(answer.authorship)}\n", style="dim")
        for statement in answer.statements:
            console.print(f"{visible(str(statement))}\n", style=_STYLES[statement.supported])
        for citation in answer.citations:
            console.print(f"[{citation.marker}] “{visible(citation.quote)}”")
            console.print(f"    {visible(citation.label)}", style="bold cyan", end="")
            under = f", under “{visible(citation.under)}”" if citation.under else ""
            console.print(f"{under}\n", style="cyan")
    elif not answer.hits:  # what was asked for is not possible
        console.print(visible(answer.text), style="bold yellow")
    else:
        console.print("The documents do not answer this.\n", style="bold yellow")
        console.print("Closest, but not an answer:")
        _print_excerpts(console, answer.hits)
    for warning in answer.warnings:
        stderr_console().print(f"note: {visible(warning)}", style="yellow")


def print_hits(hits: Sequence[Hit]) -> None:
    """Print what a search found, a line or two each."""
    console = stdout_console()
    if not hits:
        console.print("No paragraph has any of these words.")
    _print_excerpts(console, hits)


def _print_excerpts(console: "Console", hits: Sequence[Hit]) -> None:
    for hit in hits:
        text = " ".join(visible(hit.paragraph.text).split())
        excerpt = text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"
        console.print(f"{hit.rank:3}. {visible(hit.paragraph.label)}", style="bold cyan")
        console.print(f"     {excerpt}")


def print_document(
    document: Document,
    paragraphs: Sequence[Paragraph],
    links: Sequence["Link"],
    copies: Sequence[Document],
) -> None:
    """Print a document: facts, links and other copies, then paragraphs with their headings."""
    console = stdout_console()
    console.print(visible(f"{document.doc_id}  {document.title}".strip()), style="bold")
    facts = {"date": document.date or "", **document.metadata}
    for name, value in facts.items():
        if value and name != "subject":
            console.print(f"{name:>14}  {visible(value)}", style="dim")
    for link in links:
        named = f"{link.letter}. {link.doc_id}" if link.letter else link.doc_id
        console.print(f"{'refers to':>14}  {visible(named)}", style="dim", end="")
        console.print("" if link.held else "  (not in the library)", style="dim")
    for copy in copies:
        named = f"{copy.doc_id}{correction_note(copy.metadata.get('correction', ''))}"
        console.print(f"{'also kept as':>14}  {visible(named)}", style="dim")
    for paragraph in paragraphs:
        console.print()
        if paragraph.heading:
            console.print(visible(paragraph.heading), style="bold")
        label = paragraph.label.removeprefix(paragraph.doc_id).strip()
        marking = f" ({visible(paragraph.marking)})" if paragraph.marking else ""
        console.print(f"{visible(label)}{marking}", style="bold cyan", end="  ")
        console.print(visible(paragraph.text))


def correction_note(correction: str) -> str:
    """What a corrected copy says of itself, as it stands after its id or title."""
    return f" ({correction})" if correction else ""


@contextmanager
def progress_bar() -> Iterator["Progress | None"]:
    """Bars on standard error for the steps of indexing; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    began = time.monotonic()
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=stderr_console(), transient=True) as bars:
        reading = bars.add_task("reading", total=None, told="")
        encoding = bars.add_task("encoding", total=None, visible=False, told="")

        def tell(stage: "Stage") -> None:
            rate = stage.encoded / max(time.monotonic() - began, 1e-3)
            documents = f"{stage.documents} documents, {stage.paragraphs} paragraphs"
            bars.update(
                reading, completed=stage.bytes_read, total=stage.bytes_found or None, told=documents
            )
            bars.update(
                encoding,
                completed=stage.encoded,
                total=stage.encoded + stage.n_encoding,
                visible=stage.encoded + stage.n_encoding > 0,
                told=f"{rate:.0f} paragraphs a second",
            )

        yield tell
