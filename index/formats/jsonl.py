"""JSON Lines with one paragraph a line, the format that any source can be turned into."""

import json
from collections.abc import Mapping
from pathlib import Path

from index.errors import NotADocument
from index.model import Document, Paragraph, ParsedDocument

__all__ = ["is_question_set", "parse_jsonl"]

_HEAD_BYTES = 65_536


def parse_jsonl(text: str, path: Path) -> list[ParsedDocument]:
    """Read documents from lines `{"doc_id", "paragraph", "text"}`.

    `title`, `date`, `heading`, `marking` and `metadata` are optional; the first line of a
    document that states title, date or metadata counts. Lines of one document need not
    stand together.

    Raises:
        NotADocument: A line is not such an object, or a label comes twice; names the line.
    """
    documents: dict[str, dict[str, object]] = {}
    paragraphs: dict[str, dict[str, Paragraph]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        row = _row(line, f"{path}:{number}")
        doc_id, label = str(row["doc_id"]), str(row["paragraph"])
        known = paragraphs.setdefault(doc_id, {})
        if label in known:
            raise NotADocument(
                f"{path}:{number}: paragraph {label!r} of {doc_id!r} stands in line "
                f"{known[label].first_line} already; labels must be unique in a document"
            )
        known[label] = Paragraph(
            doc_id=doc_id,
            paragraph=label,
            ordinal=len(known),
            heading=str(row.get("heading") or ""),
            marking=str(row.get("marking") or ""),
            text=str(row["text"]),
            first_line=number,
            last_line=number,
        )
        facts = documents.setdefault(doc_id, {})
        for name in ("title", "date", "metadata"):
            if row.get(name) and name not in facts:
                facts[name] = row[name]
    return [
        ParsedDocument(_document(doc_id, facts, path), tuple(paragraphs[doc_id].values()))
        for doc_id, facts in documents.items()
    ]


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


def _document(doc_id: str, facts: Mapping[str, object], path: Path) -> Document:
    metadata = facts.get("metadata")
    return Document(
        doc_id=doc_id,
        title=str(facts.get("title", "")),
        date=str(facts["date"]) if "date" in facts else None,
        source=str(path),
        format="jsonl",
        metadata={str(k): _plain(v) for k, v in metadata.items()}
        if isinstance(metadata, dict)
        else {},
    )


def _plain(value: object) -> str:
    """A metadata value as text; the members of a list are separated by `; `."""
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_question_set(path: Path) -> bool:
    """Whether a file is a question set: JSON Lines whose first line has a `query`."""
    if path.suffix != ".jsonl":
        return False
    try:
        with path.open("rb") as file:
            row = json.loads(file.readline(_HEAD_BYTES))
    except (OSError, ValueError, RecursionError):
        return False  # reading it as a document will tell why
    return isinstance(row, dict) and "query" in row and "text" not in row
