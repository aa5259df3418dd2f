"""What several commands of `pincite eval` need."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import InputError
from index.model import citation_label
from qa.output import stderr_console, visible

if TYPE_CHECKING:
    from eval.evaluate import MissingGold, Progress
    from eval.model import Query
    from index import Library

__all__ = [
    "missing_json",
    "note_fitted",
    "print_missing",
    "print_some",
    "progress_bar",
    "require_writable",
]

_N_SHOWN = 10


def require_writable(path: Path, option: str, questions: Sequence[Path]) -> None:
    """Make sure that a file can be written that is none of those that are read.

    Args:
        path: The file.
        option: What names it, such as `--run-out`.
        questions: The question sets and other files that are read.

    Raises:
        InputError: It is a folder, in no folder, or one of those files.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"{path}: is a folder, or in none; name a file with {option}")
    if path.exists() and any(path.samefile(each) for each in _files(questions)):
        raise InputError(f"{path}: is read by this command; name another file with {option}")


def _files(questions: Sequence[Path]) -> Iterator[Path]:
    """The files that question sets are made of."""
    for path in questions:
        yield path
        if path.is_dir():  # in the layout of BEIR
            yield from path.glob("queries.jsonl")
            yield from path.glob("qrels.tsv")
            yield from path.glob("qrels/*.tsv")


@contextmanager
def progress_bar(doing: str, *, shown: bool) -> Iterator["Progress | None"]:
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
        task = bar.add_task(doing, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def note_fitted(library: "Library", queries: "Sequence[Query]") -> None:
    """Say on standard error that a library's settings were fitted on some of these questions."""
    from qa.tuned import tuned_settings

    tuned, asked = tuned_settings(library), [query.query for query in queries]
    for name, part in (("weights", tuned.weights), ("threshold", tuned.threshold)):
        if part and (n := part.provenance.n_of(asked)):
            stderr_console().print(
                f"note: the library's {name} were fitted on {n} of these {len(asked)} questions; "
                f"`pincite eval tune` tells what they bring to others",
                style="yellow",
            )


def missing_json(missing: Sequence["MissingGold"]) -> list[dict[str, str]]:
    """Missing paragraphs as the commands give them."""
    return [
        {"query_id": gold.query_id, "doc_id": gold.doc_id, "paragraph": gold.paragraph}
        for gold in missing
    ]


def print_missing(missing: Sequence["MissingGold"], n_gold: int) -> None:
    """Say on standard error which of the relevant paragraphs are not in the library."""
    if not missing:
        return
    console = stderr_console()
    if len(missing) == n_gold:
        console.print(
            f"warning: NONE of the {n_gold} relevant paragraphs is in the library, so nothing "
            f"found can be right; name the library that holds these documents with --library",
            style="bold red",
        )
    else:
        console.print(
            f"warning: {len(missing)} of the {n_gold} relevant paragraphs are not in the "
            f"library, and count as not found:",
            style="yellow",
        )
    print_some([f"{m.query_id}: {citation_label(m.doc_id, m.paragraph)}" for m in missing])


def print_some(lines: Sequence[str]) -> None:
    """Print the first ten of some lines on standard error, and how many more there are."""
    console = stderr_console()
    for line in lines[:_N_SHOWN]:
        console.print(visible(f"  {line}"))
    if len(lines) > _N_SHOWN:
        console.print(f"  … and {len(lines) - _N_SHOWN} more; --json lists all")
