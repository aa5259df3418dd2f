"""JSON Lines with one paragraph a line, the format that any source can be turned into."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.errors import NotADocument, UnreadableFile
from index.formats.rows import gathered
from index.formats.text_stream import text_lines
from index.model import Document, Paragraph, ParsedDocument

__all__ = ["is_question_set", "parse_jsonl_stream"]

_HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that states a paragraph."""

    number: int
    row: Mapping[str, object]

    @property
    def doc_id(self) -> str:
        return str(self.row["doc_id"])


def parse_jsonl_stream(stream: BinaryIO, name: str) -> Iterator[ParsedDocument]:
    """Read documents from lines `{"doc_id", "paragraph", "text"}`.

    `title`, `date`, `heading`, `marking` and `metadata` are optional; the first line of a
    document that states title, date or metadata counts. Lines of one document need not
    stand together. A document is given as soon as its last line was read.

    The lines are read twice: first all are looked at, so that a file with a bad line gives no
    document, and those of each document are counted. Only where a label comes twice have
    documents been given before the error. In memory are the documents that have begun and not
    ended (see `index.formats.rows`).

    Args:
        stream: Read from its beginning; it must be able to seek there.
        name: What it is called in messages and in `Document.source`.

    Yields:
        The documents in the order of their last lines, unless too many are mixed.

    Raises:
        NotADocument: A line is not such an object, or a label comes twice; names the line.
        UnreadableFile: It is not text.
    """
    found = gathered(
        lambda: _rows(text_lines(stream, name), name),
        lambda line: line.doc_id,
        lambda doc_id: _Document(doc_id, name),
        name,
    )
    yield from (each for each in found if isinstance(each, ParsedDocument))


def _rows(lines: Iterable[tuple[int, str]], name: str) -> Iterator[_Line]:
    for number, line in lines:
        if line.strip():
            yield _Line(number, _row(line, f"{name}:{number}"))


class _Document:
    """Makes a document of its lines."""

    def __init__(self, doc_id: str, name: str) -> None:
        self._doc_id, self._name = doc_id, name
        self._paragraphs: dict[str, Paragraph] = {}
        self._facts: dict[str, object] = {}

    def add(self, line: _Line, /) -> None:
        row, label = line.row, str(line.row["paragraph"])
        if known := self._paragraphs.get(label):
            raise NotADocument(
                f"{self._name}:{line.number}: paragraph {label!r} of {self._doc_id!r} stands in "
                f"line {known.first_line} already; labels must be unique in a document"
            )
        self._paragraphs[label] = Paragraph(
            doc_id=self._doc_id,
            paragraph=label,
            ordinal=len(self._paragraphs),
            heading=str(row.get("heading") or ""),
            marking=str(row.get("marking") or ""),
            text=str(row["text"]),
            first_line=line.number,
            last_line=line.number,
        )
        for name in ("title", "date", "metadata"):
            if row.get(name) and name not in self._facts:
                self._facts[name] = row[name]

    def document(self) -> ParsedDocument:
        facts, metadata = self._facts, self._facts.get("metadata")
        document = Document(
            doc_id=self._doc_id,
            title=str(facts.get("title", "")),
            date=str(facts["date"]) if "date" in facts else None,
            source=self._name,
            format="jsonl",
            metadata={str(k): _plain(v) for k, v in metadata.items()}
            if isinstance(metadata, dict)
            else {},
        )
        return ParsedDocument(document, tuple(self._paragraphs.values()))


def _row(line: str, place: str) -> dict[str, object]:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (ValueError, RecursionError) as error:
        raise NotADocument(f"{place}: is not JSON ({error})") from error
    if not isinstance(row, dict):
        raise NotADocument(f"{place}: is not a JSON object")
    for name in ("doc_id", "paragraph", "text"):
        value = row.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and name != "text":
            continue
        if not isinstance(value, str) or not value.strip():
            raise NotADocument(f"{place}: needs {name!r} with some text in it")
    if not isinstance(row.get("metadata", {}), dict | None):
        raise NotADocument(f"{place}: 'metadata' must be an object")
    return row


def _plain(value: object) -> str:
    """A metadata value as text; the members of a list are separated by `; `."""
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_question_set(path: Path, open_file: Callable[[], BinaryIO] | None = None) -> bool:
    """Whether a file is a question set: JSON Lines whose first line has a `query`.

    Args:
        path: Its name.
        open_file: Opens it where it is a member of an archive.
    """
    if path.suffix != ".jsonl":
        return False
    try:
        with open_file() if open_file else path.open("rb") as file:
            row = json.loads(file.readline(_HEAD_BYTES))
    except (OSError, UnreadableFile, ValueError, RecursionError):
        return False  # reading it as a document will tell why
    return isinstance(row, dict) and "query" in row and "text" not in row
