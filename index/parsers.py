"""Which reader reads a file, and which files of a folder are read."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from index.errors import InputError, NotADocument, UnreadableFile
from index.files import Decoded, decode
from index.formats.archive_csv import is_archive_csv, parse_archive_csv
from index.formats.cable import is_cable, parse_cable
from index.formats.cable_split import split_cables
from index.formats.columns_csv import parse_columns_csv
from index.formats.docx import docx_text
from index.formats.html import html_charset, html_text
from index.formats.jsonl import parse_jsonl_stream
from index.formats.lines import unmarked
from index.formats.markdown import front_matter, markdown_text
from index.formats.numbered_text import parse_numbered_text
from index.formats.pdf import pdf_text
from index.formats.question_sets import is_question_set
from index.formats.rows import RowFailure
from index.formats.squad import is_squad, parse_squad
from index.inputs import Input
from index.model import ParsedDocument

__all__ = ["FORMATS", "Found", "Reading", "collect_files", "is_archive", "read"]

_HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read.

    Attributes:
        format: One of `FORMATS`, or `auto` to tell by the suffix and the content.
        columns: For tables with a header row: roles to names of columns.
    """

    format: str = "auto"
    columns: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        """Raises InputError if there is no such format."""
        if self.format not in {"auto", *FORMATS}:
            raise InputError(
                f"unknown format {self.format!r}: use one of auto, {', '.join(FORMATS)}"
            )


Documents = Iterator[ParsedDocument | RowFailure]
Reader = Callable[[BinaryIO, Path, Reading], Documents]


def _telegrams(text: str, path: Path) -> Documents:
    """The telegrams of a text; one that cannot be read does not stop the others."""
    parts = split_cables(text)
    for first_line, part in parts:
        try:
            yield parse_cable(part, path, first_line=first_line)
        except NotADocument as error:
            if len(parts) == 1:
                raise
            yield RowFailure(first_line, str(error))


def _plain(text: str, path: Path) -> Documents:
    yield parse_numbered_text(text, path)


def _told(text: str, path: Path) -> Documents:
    """What a text is, is told by its first lines."""
    words = unmarked(text)
    return _telegrams(words, path) if is_cable(words) else _plain(text, path)


def _of_no_known_suffix(text: str, path: Path) -> Documents:
    """A text, unless it is one in which markup stands between the words."""
    start, suffix = text.lstrip("\ufeff \t\n")[:5].lower(), path.suffix.lower()
    refused = ""
    if start.startswith("{\\rtf"):
        refused = "is RTF, which cannot be read; save it as .docx, .pdf or plain text"
    elif start == "<?xml" or (suffix == ".xml" and start.startswith("<")):
        refused = "is XML, which cannot be read; save it as plain text, or use --format html"
    elif suffix == ".json" and is_squad(text):
        return parse_squad(text, path)
    elif suffix == ".json" and start.startswith(("[", "{")):
        refused = (
            "is JSON, which cannot be read; save it as JSON Lines (.jsonl), a paragraph a line"
        )
    if refused:
        raise NotADocument(f"{path}: {refused}")
    return _told(text, path)


def _reader(
    to_text: Callable[[bytes, Path], Decoded], documents: Callable[[str, Path], Documents] = _told
) -> Reader:
    """A reader of files that are turned into lines of text."""

    def read_text(stream: BinaryIO, path: Path, _reading: Reading) -> Documents:
        data = stream.read()
        if not data.strip():
            raise UnreadableFile(f"{path}: is empty")
        decoded = to_text(data, path)
        for found in documents(decoded.text, path):
            if decoded.guessed and isinstance(found, ParsedDocument):
                yield _with_metadata(found, "encoding", decoded.encoding)
            else:
                yield found

    return read_text


def _with_metadata(parsed: ParsedDocument, key: str, value: str) -> ParsedDocument:
    metadata = {**parsed.document.metadata, key: value}
    return ParsedDocument(replace(parsed.document, metadata=metadata), parsed.paragraphs)


def _html(data: bytes, path: Path) -> Decoded:
    decoded = decode(data, path, declared=html_charset(data))
    return replace(decoded, text=html_text(decoded.text, path))


def _markdown(text: str, path: Path) -> Documents:
    facts = front_matter(text)
    try:
        stated = date.fromisoformat(facts.get("date", "")[:10]).isoformat()
    except ValueError:  # none, or in words
        stated = None
    for found in _told(markdown_text(text, path), path):
        if not isinstance(found, ParsedDocument) or found.document.format != "text":
            yield found
            continue
        metadata = {**found.document.metadata, "author": facts.get("author", "")}
        metadata = {key: value for key, value in metadata.items() if value}
        dated = replace(found.document, date=stated or found.document.date, metadata=metadata)
        yield ParsedDocument(dated, found.paragraphs)


def _jsonl(stream: BinaryIO, path: Path, _reading: Reading) -> Documents:
    return parse_jsonl_stream(stream, str(path))


def _csv(stream: BinaryIO, path: Path, reading: Reading) -> Documents:
    if reading.columns is not None:
        return parse_columns_csv(stream, str(path), reading.columns)
    if is_archive_csv(stream.read(_HEAD_BYTES)):
        return parse_archive_csv(stream, str(path))
    raise NotADocument(
        f"{path}: is a table, but not one of the eight columns that archives exchange; say which "
        f"column is which, for example --columns text=BODY,doc_id=ID"
    )


def _extracted(extract: Callable[[bytes, Path], str]) -> Callable[[bytes, Path], Decoded]:
    """Text that its format states the encoding of."""
    return lambda data, path: Decoded(extract(data, path), "utf-8", guessed=False)


FORMATS: Mapping[str, Reader] = {
    "cable": _reader(decode, _telegrams),
    "text": _reader(decode, _plain),
    "html": _reader(_html),
    "markdown": _reader(decode, _markdown),
    "pdf": _reader(_extracted(pdf_text)),
    "docx": _reader(_extracted(docx_text)),
    "jsonl": _jsonl,
    "csv": _csv,
}
_SUFFIXES = {
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
}


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of others."""
    return path.suffix.lower() == ".zip"


def read(stream: BinaryIO, source: Input, reading: Reading) -> Documents:
    """Read the documents of a file, each as soon as it is known whole.

    Args:
        stream: The opened file, at its beginning.
        source: What it is.
        reading: How to read it.

    Yields:
        Documents, and rows of tables (or telegrams of a file of many) that could not be read.

    Raises:
        NotADocument: The file is not in that format, or holds no document.
        UnreadableFile: It is empty, binary, damaged, or may not be read.
    """
    path = Path(source.name)
    known = _SUFFIXES.get(source.path.suffix.lower())
    name = known or "" if reading.format == "auto" else reading.format
    if reading.columns is not None and name != "csv":
        raise NotADocument(
            f"{path}: is no table, and --columns names columns of tables; leave --columns out, or "
            f"add --format csv if it is one"
        )
    reader = FORMATS[name] if name else _reader(decode, _of_no_known_suffix)
    nothing = True
    for found in reader(stream, path, reading):
        nothing = False
        if isinstance(found, ParsedDocument) and found.document.format == "text" and name:
            yield ParsedDocument(replace(found.document, format=name), found.paragraphs)
        else:
            yield found
    if nothing:
        raise NotADocument(f"{path}: holds no document")


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
