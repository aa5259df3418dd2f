"""Making files of documents, and looking into the libraries that were made of them."""

import json
from pathlib import Path

from index import Library


def write(path: Path, documents: dict[str, list[str]], **stated: object) -> Path:
    """A file of documents with the texts of their paragraphs; `stated` stands in each row."""
    rows = (
        {"doc_id": doc_id, "paragraph": str(place), "text": text, **stated}
        for doc_id, texts in documents.items()
        for place, text in enumerate(texts, start=1)
    )
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def found(library: Library, words: str) -> set[tuple[str, str]]:
    """Documents and labels of the paragraphs that have one of the words."""
    with library.view() as view:
        keys = [key for key, _ in view.matching(words, 50)]
        return {(p.doc_id, p.paragraph) for p in view.paragraphs(keys).values()}


def near(library: Library, words: str) -> set[tuple[str, str]]:
    """Documents and labels of the fifty paragraphs nearest to some words."""
    with library.view() as view:
        keys = [key for key, _ in view.nearest(library.encoder.encode_query(words), 50)]
        return {(p.doc_id, p.paragraph) for p in view.paragraphs(keys).values()}
