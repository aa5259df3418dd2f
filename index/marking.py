"""Writing marks, which any process may do at any time.

A mark changes nothing that is searched. So it needs no writer's lock and leaves the generation
as it is; SQLite lets one connection after the other write, and a run of indexing writes for
moments at a time.
"""

from datetime import UTC, datetime

from index.errors import InputError
from index.layout import Layout
from index.model import Mark
from index.opening import writing_aside

__all__ = ["mark", "unmark"]


def mark(layout: Layout, question: str, doc_id: str, paragraph: str, relevant: bool) -> Mark:
    """Keep a mark; `Library.mark` tells the rest."""
    made = Mark(_kept(question), doc_id, paragraph, relevant, datetime.now(UTC))
    with writing_aside(layout) as store:
        store.marks.put(made)
    return made


def unmark(layout: Layout, question: str, doc_id: str, paragraph: str) -> bool:
    """Take a mark back; `Library.unmark` tells the rest."""
    with writing_aside(layout) as store:
        return store.marks.delete(_kept(question), doc_id, paragraph)


def _kept(question: str) -> str:
    question = question.strip()
    if not question:
        raise InputError("the question of a mark is empty; name the question that was asked")
    return question
