"""Which parser reads a file, and which files of a folder are read."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import InputError, NotADocument
from index.formats.cable import is_cable, parse_cable
from index.formats.jsonl import is_question_set, parse_jsonl
from index.formats.numbered_text import parse_numbered_text
from index.model import ParsedDocument

__all__ = ["FORMATS", "Found", "collect_files", "parse"]


def _one(
    parse_text: Callable[[str, Path], ParsedDocument],
) -> Callable[[str, Path], list[ParsedDocument]]:
    return lambda text, path: [parse_text(text, path)]


# Each reads the text of a file into its documents.
FORMATS: Mapping[str, Callable[[str, Path], list[ParsedDocument]]] = {
    "cable": _one(parse_cable),
    "text": _one(parse_numbered_text),
    "jsonl": parse_jsonl,
}


def parse(text: str, path: Path, *, format: str = "auto") -> list[ParsedDocument]:  # noqa: A002 - the option's name
    """Read the documents of a file.

    Args:
        text: Its text.
        path: Where it came from.
        format: A key of `FORMATS`, or `auto` to tell by the suffix and the text.

    Raises:
        NotADocument: The text is not in that format.
        InputError: There is no such format.
    """
    name = _format_of(text, path) if format == "auto" else format
    if name not in FORMATS:
        raise InputError(f"unknown format {name!r}: use one of auto, {', '.join(FORMATS)}")
    documents = FORMATS[name](text, path)
    if not documents:
        raise NotADocument(f"{path}: holds no document")
    return documents


def _format_of(text: str, path: Path) -> str:
    if path.suffix == ".jsonl":
        return "jsonl"
    return "cable" if is_cable(text) else "text"


def _real(path: Path) -> Path:
    """The one name of a file that may be named in several ways."""
    return Path(os.path.realpath(path))


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to read.

    Attributes:
        files: Files, each once, in order.
        question_sets: Question sets found in folders; they are no documents.
        empty: Folders that hold no document.
    """

    files: tuple[Path, ...]
    question_sets: tuple[Path, ...]
    empty: tuple[Path, ...]


def collect_files(paths: Iterable[Path], *, library: Path | None = None) -> Found:
    """The files to read; a folder stands for all files below it, hidden ones left out.

    A question set in a folder of documents is left aside; named by itself it is read, and
    fails as not being a document. The files of the library itself are no documents.
    """
    files: dict[Path, None] = {}
    aside: dict[Path, None] = {}
    empty: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files[_real(path)] = None
            continue
        found = sorted(
            _real(file)
            for file in path.rglob("*")
            if file.is_file() and not any(p.startswith(".") for p in file.relative_to(path).parts)
        )
        if library is not None:
            own = _real(library)
            found = [file for file in found if own not in file.parents]
        sets = {file for file in found if is_question_set(file)}
        if len(sets) == len(found):
            empty.append(path)
        for file in found:
            (aside if file in sets else files)[file] = None
    return Found(tuple(files), tuple(aside), tuple(empty))
