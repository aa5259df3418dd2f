"""Question sets in Pincite's own format, one JSON object a line.

    {"query_id": "q1", "query": "Who signed?",
     "relevant": [{"doc_id": "09ASTANA1161", "paragraph": "7", "relevance": 1}],
     "answers": ["HOAGLAND"], "answerable": true,
     "history": [{"question": "What is it?", "answer": "A cable."}]}

`query_id` and `query` are required, and `relevance` is 1 where it is left out; keys not shown
here are ignored, but for those that are nearly one of these.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from eval.formats.fields import (
    Placed,
    checked_query,
    label_of,
    numbered_lines,
    parse_object,
    require_no_misspelt,
)
from eval.model import MAX_RELEVANCE, Judgement, Query, Turn
from index.errors import NotADocument
from index.formats.json_rows import is_whole, objects, text_of

__all__ = ["query_json", "query_lines", "read_jsonl"]

_KEYS = frozenset({"query_id", "query", "relevant", "answers", "answerable", "history"})
_JUDGEMENT_KEYS = frozenset({"doc_id", "paragraph", "relevance"})
_TURN_KEYS = frozenset({"question", "answer"})


def read_jsonl(path: Path, text: str) -> Iterator[Placed]:
    """The queries of JSON Lines; blank lines are skipped.

    Args:
        path: Named in messages.
        text: What the file holds.

    Raises:
        NotADocument: A line is not a query; names the line.
    """
    for number, line in numbered_lines(text):
        place = f"{path}:{number}"
        yield Placed(place, _query(line, place))


def query_lines(queries: Iterable[Query]) -> str:
    """A question set as the text of its file."""
    return "".join(json.dumps(query_json(each), ensure_ascii=False) + "\n" for each in queries)


def query_json(query: Query) -> dict[str, object]:
    """A query as the object of its line; what is as it is by default is left out."""
    row: dict[str, object] = {
        "query_id": query.query_id,
        "query": query.query,
        "relevant": [
            {"doc_id": each.doc_id, "paragraph": each.paragraph, "relevance": each.relevance}
            for each in query.relevant
        ],
    }
    if query.answers:
        row["answers"] = list(query.answers)
    if not query.answerable:
        row["answerable"] = False
    if query.history:
        row["history"] = [{"question": t.question, "answer": t.answer} for t in query.history]
    return row


def _query(line: str, place: str) -> Query:
    row = parse_object(line, place, wanted="query_id and query")
    require_no_misspelt(row, _KEYS, place)
    query = Query(
        query_id=text_of(row, "query_id", place),
        query=text_of(row, "query", place),
        relevant=_judgements(row, place),
        answers=_answers(row, place),
        answerable=_answerable(row, place),
        history=_history(row, place),
    )
    return checked_query(query, place)


def _judgements(row: Mapping[str, object], place: str) -> tuple[Judgement, ...]:
    judged: dict[tuple[str, str], Judgement] = {}
    for position, entry in enumerate(objects(row, "relevant", place), start=1):
        where = f"{place}: judgement {position}"
        require_no_misspelt(entry, _JUDGEMENT_KEYS, where)
        doc_id = text_of(entry, "doc_id", where)
        paragraph = label_of(text_of(entry, "paragraph", where))
        if (doc_id, paragraph) in judged:
            raise NotADocument(
                f"{where} is of {doc_id!r}, paragraph {paragraph!r}, as one before is; keep one"
            )
        relevance = entry.get("relevance", 1)
        if not is_whole(relevance) or not 0 <= relevance <= MAX_RELEVANCE:
            raise NotADocument(
                f"{where} has the relevance {json.dumps(relevance)}; write a whole number from 0 "
                f"(not relevant) to {MAX_RELEVANCE}"
            )
        judged[doc_id, paragraph] = Judgement(doc_id, paragraph, relevance)
    return tuple(judged.values())


def _history(row: Mapping[str, object], place: str) -> tuple[Turn, ...]:
    turns = []
    for position, turn in enumerate(objects(row, "history", place), start=1):
        where = f"{place}: turn {position} of 'history'"
        require_no_misspelt(turn, _TURN_KEYS, where)
        question = text_of(turn, "question", where)
        turns.append(Turn(question, answer=text_of(turn, "answer", where, empty=True)))
    return tuple(turns)


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
