"""Question sets: questions with the paragraphs that answer them, one JSON object a line.

    {"query_id": "q1", "query": "Who signed?",
     "relevant": [{"doc_id": "09ASTANA1161", "paragraph": "7", "relevance": 1}],
     "answers": ["HOAGLAND"], "answerable": true,
     "history": [{"question": "What is it?", "answer": "A cable."}]}

`query_id` and `query` are required, and `relevance` is 1 where it is left out; keys not shown
here are ignored.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from index.errors import NotADocument
from index.files import decode_utf8, read_bytes

__all__ = ["MAX_RELEVANCE", "Judgement", "Query", "Turn", "read_questions"]

MAX_RELEVANCE = 1_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant a paragraph is to a query.

    Attributes:
        doc_id: The paragraph's document.
        paragraph: Its label.
        relevance: 0 for not relevant; the higher, the more relevant.
    """

    doc_id: str
    paragraph: str
    relevance: int


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question of a question set, and what is known of its answer.

    Attributes:
        query_id: Unique among the sets that are read together.
        query: The question.
        relevant: The judged paragraphs, each once.
        answers: Answers that are accepted.
        answerable: Whether the documents answer it.
        history: The earlier turns of its conversation, oldest first.
    """

    query_id: str
    query: str
    relevant: tuple[Judgement, ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool = True
    history: tuple[Turn, ...] = ()

    @property
    def gold(self) -> tuple[Judgement, ...]:
        """The paragraphs judged relevant."""
        return tuple(judgement for judgement in self.relevant if judgement.relevance > 0)


def read_questions(*paths: Path) -> tuple[Query, ...]:
    """Read question sets, one after the other.

    Args:
        paths: Files of JSON Lines in UTF-8; blank lines are skipped.

    Returns:
        All their queries, in order.

    Raises:
        UnreadableFile: A file is missing, empty, binary, or in another encoding.
        NotADocument: A line is not a query, or its id was given before; names the line.
    """
    places: dict[str, str] = {}
    queries = []
    for path in paths:
        text = decode_utf8(read_bytes(path), path)
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            place = f"{path}:{number}"
            query = _query(line, place)
            if query.query_id in places:
                raise NotADocument(
                    f"{place}: the query_id {query.query_id!r} is that of "
                    f"{places[query.query_id]} too; give each question an id of its own"
                )
            places[query.query_id] = place
            queries.append(query)
    return tuple(queries)


def _query(line: str, place: str) -> Query:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotADocument(
            f"{place}: is not JSON ({error}); a question set has one JSON object on each line"
        ) from error
    if not isinstance(row, dict):
        raise NotADocument(f"{place}: is not a JSON object; write {{…}} with query_id and query")
    return Query(
        query_id=_text(row, "query_id", place),
        query=_text(row, "query", place),
        relevant=_judgements(row, place),
        answers=_answers(row, place),
        answerable=_answerable(row, place),
        history=_history(row, place),
    )


def _judgements(row: Mapping[str, object], place: str) -> tuple[Judgement, ...]:
    judged: dict[tuple[str, str], Judgement] = {}
    for position, entry in enumerate(_objects(row, "relevant", place), start=1):
        where = f"{place}: judgement {position}"
        doc_id, paragraph = _text(entry, "doc_id", where), _text(entry, "paragraph", where)
        if (doc_id, paragraph) in judged:
            raise NotADocument(
                f"{where} is of {doc_id!r}, paragraph {paragraph!r}, as one before is; keep one"
            )
        relevance = entry.get("relevance", 1)
        if not _is_int(relevance) or not 0 <= relevance <= MAX_RELEVANCE:
            raise NotADocument(
                f"{where} has the relevance {json.dumps(relevance)}; write a whole number from 0 "
                f"(not relevant) to {MAX_RELEVANCE}"
            )
        judged[doc_id, paragraph] = Judgement(doc_id, paragraph, relevance)
    return tuple(judged.values())


def _history(row: Mapping[str, object], place: str) -> tuple[Turn, ...]:
    return tuple(
        Turn(
            question=_text(turn, "question", f"{place}: turn {position} of 'history'"),
            answer=_text(turn, "answer", f"{place}: turn {position} of 'history'", empty=True),
        )
        for position, turn in enumerate(_objects(row, "history", place), start=1)
    )


def _answers(row: Mapping[str, object], place: str) -> tuple[str, ...]:
    answers = row.get("answers")
    if answers is None:
        return ()
    if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        raise NotADocument(f"{place}: 'answers' must be a list of strings")
    return tuple(answers)


def _answerable(row: Mapping[str, object], place: str) -> bool:
    answerable = row.get("answerable", True)
    if not isinstance(answerable, bool):
        raise NotADocument(f"{place}: 'answerable' must be true or false")
    return answerable


def _objects(row: Mapping[str, object], name: str, place: str) -> Iterator[dict[str, object]]:
    """The objects listed under `name`; none where it is not there."""
    entries = row.get(name)
    if entries is None:
        return
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise NotADocument(f"{place}: {name!r} must be a list of objects")
    yield from entries


def _is_int(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(row: Mapping[str, object], name: str, place: str, *, empty: bool = False) -> str:
    """A string of a row; an id or a label may be a whole number."""
    value = row.get(name)
    if _is_int(value):
        value = str(value)
    if not isinstance(value, str) or not (empty or value.strip()):
        raise NotADocument(f"{place}: needs {name!r} with some text in it")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotADocument(f"{place}: {name!r} holds half a character ({error.reason})") from error
    return value
