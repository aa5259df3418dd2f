"""What the table of questions is made of inside the page: one value that becomes JSON.

The page builds the rows of the table from it as they are looked at, so that thousands of
questions do not slow it down. A passage that many questions have stands in it once.
"""

from collections.abc import Callable

from eval.commands.passages import excerpt
from eval.report.model import Content, Finding, ReportedQuery
from index.model import citation_label
from qa.model import Answer
from qa.output import visible

__all__ = ["Reader", "table_data"]

Reader = Callable[[str, str], str | None]
"""Gives the text of a paragraph by document and label; None where it is not held."""


def table_data(content: Content, read: Reader) -> dict[str, object]:
    """Everything that the table shows.

    Args:
        content: The questions.
        read: Gives the passages.
    """
    passages = _Passages(read)
    return {
        "letters": [system.letter for system in content.systems],
        "measures": content.measures,
        "by": content.by,
        "queries": [_query(query, content, passages) for query in content.queries],
        "passages": passages.all,
    }


class _Passages:
    """Numbers passages as they come."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._numbers: dict[tuple[str, str], int] = {}
        self.all: list[tuple[str, str | None]] = []

    def number(self, doc_id: str, paragraph: str) -> int:
        key = doc_id, paragraph
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            text = self._read(doc_id, paragraph)
            label = visible(citation_label(doc_id, paragraph))
            self.all.append((label, None if text is None else excerpt(text)))
        return self._numbers[key]


def _query(query: ReportedQuery, content: Content, passages: _Passages) -> dict[str, object]:
    return {
        "id": visible(query.query_id),
        "query": visible(query.query),
        "wanted": [passages.number(each.doc_id, each.paragraph) for each in query.wanted],
        "findings": [_finding(each, content, passages) for each in query.findings],
        "answer": None if query.answer is None else _answer(query.answer, passages),
    }


def _finding(finding: Finding, content: Content, passages: _Passages) -> dict[str, object]:
    return {
        "measures": [round(finding.measures[name], 4) for name in content.measures],
        "ms": round(finding.latency_ms, 1),
        "ranks": finding.ranks,
        "first": [
            (passages.number(each.doc_id, each.paragraph), round(each.score, 4))
            for each in finding.first
        ],
        "found": finding.n_found,
    }


def _answer(answer: Answer, passages: _Passages) -> dict[str, object]:
    return {
        "answered": answer.answered,
        "confidence": round(answer.confidence, 3),
        "quotes": [
            (passages.number(each.doc_id, each.paragraph), visible(each.quote))
            for each in answer.citations
        ],
    }
