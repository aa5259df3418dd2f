"""A question set made from use: what people said of the paragraphs that the chat showed them.

A question that only has paragraphs which do not answer it is not known to be unanswerable, since
nobody has looked at all the others. It keeps its judgements of 0, and is one of those that cannot
be measured.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from eval.evaluate import labels_of
from eval.model import Judgement, Query
from index.model import Mark

if TYPE_CHECKING:
    from index import Library

__all__ = ["gone", "query_id_of", "query_set"]

_ID_DIGITS = 16


def query_set(marks: Iterable[Mark]) -> tuple[Query, ...]:
    """The questions of marks with what was said of their paragraphs: 1 for relevant, else 0.

    Args:
        marks: One for each question and paragraph.

    Returns:
        A query for each question, and for each query its judgements, in the order of the marks.
    """
    judged: dict[str, list[Judgement]] = {}
    for mark in marks:
        judgement = Judgement(mark.doc_id, mark.paragraph, int(mark.relevant))
        judged.setdefault(mark.question, []).append(judgement)
    return tuple(
        Query(query_id_of(question), question, tuple(judgements))
        for question, judgements in judged.items()
    )


def query_id_of(question: str) -> str:
    """The id of a question, the same in every export: `use-` and digits of its SHA-256."""
    return f"use-{sha256(question.encode()).hexdigest()[:_ID_DIGITS]}"


def gone(library: "Library", marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Those of the marks whose paragraph is not in the library now."""
    labels: dict[str, frozenset[str]] = {}
    for mark in marks:
        if mark.doc_id not in labels:
            labels[mark.doc_id] = labels_of(library, mark.doc_id)
    return tuple(mark for mark in marks if mark.paragraph not in labels[mark.doc_id])
