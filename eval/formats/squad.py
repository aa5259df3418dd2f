"""Question sets like SQuAD 1.1 and 2.0 (https://rajpurkar.github.io/SQuAD-explorer/).

    {"data": [{"title": "Normans", "paragraphs": [{"context": "The Normans …", "qas": [
        {"id": "q1", "question": "…", "answers": [{"text": "France", "answer_start": 159}],
         "is_impossible": false}]}]}]}

An article is the document that its title names, and its contexts are the paragraphs `1`, `2`,
… of it. The paragraph that a question was asked of is the relevant one, unless the question
is impossible: then none is.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from eval.formats.fields import Placed, objects, text_of
from eval.model import Judgement, Query
from index.errors import NotADocument

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
    n_before: Counter[str] = Counter()  # paragraphs of a title that comes again
    for number, article in enumerate(_articles(path, text), start=1):
        where = f"{path}: article {number}"
        title = text_of(article, "title", where)
        for context in objects(article, "paragraphs", where):
            n_before[title] += 1
            label = str(n_before[title])
            yield from _questions(context, title, label, f"{where}, paragraph {label}")


def _articles(path: Path, text: str) -> Iterator[dict[str, object]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise NotADocument(f"{path}{line}: is not JSON ({error})") from error
    if not isinstance(content, dict) or "data" not in content:
        raise NotADocument(f"{path}: is not like SQuAD: it needs an object with a list 'data'")
    return objects(content, "data", str(path))


def _questions(
    context: Mapping[str, object], title: str, label: str, where: str
) -> Iterator[Placed]:
    for number, row in enumerate(objects(context, "qas", where), start=1):
        place = f"{where}, question {number}"
        impossible = row.get("is_impossible", False)
        if not isinstance(impossible, bool):
            raise NotADocument(f"{place}: 'is_impossible' must be true or false")
        answers = dict.fromkeys(
            text_of(answer, "text", f"{place}: answer {position}")
            for position, answer in enumerate(objects(row, "answers", place), start=1)
        )
        yield Placed(
            place,
            Query(
                query_id=text_of(row, "id", place),
                query=text_of(row, "question", place),
                relevant=() if impossible else (Judgement(title, label, 1),),
                answers=tuple(answers),
                answerable=not impossible,
            ),
        )
