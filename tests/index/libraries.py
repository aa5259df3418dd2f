"""What tests of libraries share: files of documents, and what a search finds."""

import json
from pathlib import Path

from index import Library


def write(path: Path, documents: dict[str, list[str]]) -> Path:
    """A file of documents with the texts of their paragraphs."""
    rows = (
        {"doc_id": doc_id, "paragraph": str(place), "text": text}
        for doc_id, texts in documents.items()
        for place, text in enumerate(texts, start=1)
    )
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def found(library: Library, words: str) -> set[tuple[str, str]]:
    with library.view() as view:
        keys = [key for key, _ in view.matching(words, 50)]
        return {(p.doc_id, p.paragraph) for p in view.paragraphs(keys).values()}


def near(library: Library, words: str) -> set[tuple[str, str]]:
    with library.view() as view:
        keys = [key for key, _ in view.nearest(library.encode_query(words), 50)]
        return {(p.doc_id, p.paragraph) for p in view.paragraphs(keys).values()}
