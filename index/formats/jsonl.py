"""JSON Lines with one paragraph a line, the format that any source can be turned into."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.errors import NotADocument
from index.formats.question_sets import BEIR_QUERIES
from index.formats.rows import RowFailure, gathered
from index.formats.text_stream import text_lines
from index.model import Document, Paragraph, ParsedDocument
from index.paragraph_ids import read_trec_id

__all__ = ["parse_jsonl_stream"]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that states a paragraph."""

    number: int
    row: Mapping[str, object]

    @property
    def doc_id(self) -> str:
        return str(self.row["doc_id"])


def parse_jsonl_stream(stream: BinaryIO, name: str) -> Iterator[ParsedDocument | RowFailure]:
    """Read documents from lines `{"doc_id", "paragraph", "text"}`, or of a corpus of BEIR.

    `title`, `date`, `heading`, `marking` and `metadata` are optional; the first line of a
    document that states title, date or metadata counts. Lines of one document need not
    stand together. A document is given as soon as its last line was read.

    The lines are read twice: first all are looked at, so that a file with a bad line gives no
    document, and those of each document are counted. Only where a label comes twice have
    documents been given before the error. In memory are the documents that have begun and not
    ended (see `index.formats.rows`).

    A line of a corpus of BEIR is `{"_id", "text"}` with an optional `title`. Its id is read as in
    judgements, `document#label`; without `#` it is the only paragraph of a document, `1`, whose
    title is its heading, so that it is searched. Collections have empty texts: where there is a
    title it stands in, and else that line alone is refused.

    Args:
        stream: Read from its beginning; it must be able to seek there.
        name: What it is called in messages and in `Document.source`.

    Yields:
        The documents in the order of their last lines, unless too many are mixed; and lines of
        BEIR that hold nothing.

    Raises:
        NotADocument: A line is not such an object, or a label comes twice; names the line.
        UnreadableFile: It is not text.
    """
    return gathered(
        lambda: _rows(text_lines(stream, name), name),
        lambda line: line.doc_id,
        lambda doc_id: _Document(doc_id, name),
        name,
    )


def _rows(lines: Iterable[tuple[int, str]], name: str) -> Iterator[_Line | RowFailure]:
    for number, line in lines:
        if not line.strip():
            continue
        place = f"{name}:{number}"
        row = _object(line, place)
        if "_id" in row and "doc_id" not in row:
            if Path(name).name == BEIR_QUERIES:
                raise NotADocument(
                    f"{place}: is a question of a set in the layout of BEIR; index its "
                    f"corpus.jsonl, and name the folder to `pincite eval run`"
                )
            row = _of_beir(row, place)
            if not row["text"]:
                yield RowFailure(number, f"{place}: has neither a text nor a title; left out")
                continue
        _require_paragraph(row, place)
        yield _Line(number, row)


def _of_beir(row: Mapping[str, object], place: str) -> dict[str, object]:
    """A line of a corpus of BEIR in this format's own words.

    Raises:
        NotADocument: It has no text, or its id names no paragraph.
    """
    given = row["_id"]
    is_id = isinstance(given, str | int) and not isinstance(given, bool)
    doc_id, label = read_trec_id(str(given).strip() if is_id else "")
    if not doc_id.strip() or not label.strip():
        raise NotADocument(f"{place}: needs '_id', an id or DOCUMENT#LABEL, with some text in it")
    if "text" not in row:
        raise NotADocument(f"{place}: needs 'text'")
    title, text = (_stripped(row.get(name), name, place) for name in ("title", "text"))
    undivided = "#" not in str(given)
    return {
        "doc_id": doc_id,
        "paragraph": label,
        "text": text or title,
        "title": title,
        "heading": title if undivided and text else "",
        "metadata": row.get("metadata", {}),
    }


def _stripped(value: object, name: str, place: str) -> str:
    if value is not None and not isinstance(value, str):
        raise NotADocument(f"{place}: {name!r} must be a string")
    return (value or "").strip()


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


def _object(line: str, place: str) -> dict[str, object]:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (ValueError, RecursionError) as error:
        raise NotADocument(f"{place}: is not JSON ({error})") from error
    if not isinstance(row, dict):
        raise NotADocument(f"{place}: is not a JSON object")
    return row


def _require_paragraph(row: Mapping[str, object], place: str) -> None:
    for name in ("doc_id", "paragraph", "text"):
        value = row.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and name != "text":
            continue
        if not isinstance(value, str) or not value.strip():
            raise NotADocument(f"{place}: needs {name!r} with some text in it")
    if not isinstance(row.get("metadata", {}), dict | None):
        raise NotADocument(f"{place}: 'metadata' must be an object")


def _plain(value: object) -> str:
    """A metadata value as text; the members of a list are separated by `; `."""
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
