"""Telling the files of question sets from documents, beside which they often stand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from index.errors import UnreadableFile

__all__ = ["BEIR_QUERIES", "is_question_set"]

BEIR_QUERIES = "queries.jsonl"
"""The questions of a set in the layout of BEIR; by its lines it cannot be told from the corpus."""
_BEIR_JUDGEMENTS = {"query-id", "corpus-id", "score"}
_HEAD_BYTES = 65_536


def is_question_set(path: Path, open_file: Callable[[], BinaryIO] | None = None) -> bool:
    """Whether a file is a question set, or the questions or judgements of one.

    Those are JSON Lines whose first line has a `query`, and in the layout of BEIR the file
    `queries.jsonl` and tables of judgements.

    Args:
        path: Its name.
        open_file: Opens it where it is a member of an archive.
    """
    if path.suffix not in {".jsonl", ".tsv"}:
        return False
    try:
        with open_file() if open_file else path.open("rb") as file:
            first = file.readline(_HEAD_BYTES)
        if path.suffix == ".tsv":
            return set(first.decode("utf-8-sig").strip().split("\t")) >= _BEIR_JUDGEMENTS
        row = json.loads(first)
    except (OSError, UnreadableFile, ValueError, RecursionError):
        return False  # reading it as a document will tell why
    if not isinstance(row, dict):
        return False
    asked = "query" in row and "text" not in row
    return asked or (path.name == BEIR_QUERIES and "_id" in row and "doc_id" not in row)
