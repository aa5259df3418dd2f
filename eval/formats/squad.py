"""Question sets like SQuAD 1.1 and 2.0 (https://rajpurkar.github.io/SQuAD-explorer/).

    {"data": [{"title": "Normans", "paragraphs": [{"context": "The Normans …", "qas": [
        {"id": "q1", "question": "…", "answers": [{"text": "France", "answer_start": 159}],
         "is_impossible": false}]}]}]}

The paragraph that a question was asked of is the relevant one, named as `index.formats.squad`
names it, unless the question is impossible: then none is.
"""

from collections.abc import Iterator
from pathlib import Path

from eval.formats.fields import Placed
from eval.model import Judgement, Query
from index.errors import NotADocument
from index.formats.json_rows import objects, text_of
from index.formats.squad import Context, contexts

__all__ = ["read_squad"]


def read_squad(path: Path, text: str) -> Iterator[Placed]:
    """The questions of all articles.

    Args:
        path: Named in messages.
        text: What the file holds.

    Raises:
        NotADocument: It is not JSON (names the line), or lacks something (names the article,
            the paragraph and the question by their place, from 1).
    """
    for context in contexts(text, path):
        yield from _questions(context)


def _questions(context: Context) -> Iterator[Placed]:
    for number, row in enumerate(objects(context.row, "qas", context.place), start=1):
        place = f"{context.place}, question {number}"
        impossible = row.get("is_impossible", False)
        if not isinstance(impossible, bool):
            raise NotADocument(f"{place}: 'is_impossible' must be true or false")
        answers = dict.fromkeys(
            text_of(answer, "text", f"{place}: answer {position}")
            for position, answer in enumerate(objects(row, "answers", place), start=1)
        )
        relevant = Judgement(context.title, context.label, 1)
        yield Placed(
            place,
            Query(
                query_id=text_of(row, "id", place),
                query=text_of(row, "question", place),
                relevant=() if impossible else (relevant,),
                answers=tuple(answers),
                answerable=not impossible,
            ),
        )
