"""An assistant whose findings are written down, and a small real library."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from index import Library
from index.errors import BadQuestion, UnknownDocument
from index.model import Paragraph
from qa import Assistant
from qa.conversation import Conversation, Turn
from qa.model import Hit
from tests.conftest import FakeEncoder

# Documents' ids to labels of paragraphs to texts.
Texts = Mapping[str, Mapping[str, str]]
# Queries to what is found: document, label, score.
Findings = Mapping[str, Sequence[tuple[str, str, float]]]


def paragraph(doc_id: str, label: str, text: str = "Text.") -> Paragraph:
    return Paragraph(doc_id, label, 0, "", "", text, 1, 1)


def hit(doc_id: str, label: str, score: float) -> Hit:
    return Hit(paragraph(doc_id, label), score, 1, None, None)


@dataclass
class WrittenLibrary:
    """Has the method of a library that an evaluation calls."""

    labels: Mapping[str, Sequence[str]]

    def paragraphs(self, doc_id: str) -> tuple[Paragraph, ...]:
        if doc_id not in self.labels:
            raise UnknownDocument(f"no document {doc_id}")
        return tuple(paragraph(doc_id, label) for label in self.labels[doc_id])


@dataclass
class WrittenAssistant:
    """Finds what is written for a query, and nothing for any other."""

    findings: Findings
    library: WrittenLibrary
    asked: list[tuple[str, int, str]] = field(default_factory=list)

    def search(self, query: str, *, k: int = 10, retriever: str = "hybrid") -> tuple[Hit, ...]:
        self.asked.append((query, k, retriever))
        if "endless" in query:
            raise BadQuestion("the question is too long")
        found = self.findings.get(query, ())
        return tuple(hit(*row) for row in sorted(found, key=lambda row: -row[2])[:k])

    def conversation(self, turns: Iterable[Turn] = ()) -> Conversation:
        return Conversation(cast(Assistant, self), turns)


def written(findings: Findings, labels: Mapping[str, Sequence[str]] | None = None) -> Assistant:
    """An assistant with these findings, over a library that holds them or these labels."""
    if labels is None:
        held: dict[str, list[str]] = {}
        for found in findings.values():
            for doc_id, label, _ in found:
                held.setdefault(doc_id, []).append(label)
        labels = held
    return cast(Assistant, WrittenAssistant(findings, WrittenLibrary(labels)))


class WordEncoder(FakeEncoder):
    """Each word of a text is a direction that depends on its letters alone."""

    window = 1_000


HARBOUR = """HARBOUR RULES

1. The harbour master decides when a vessel may enter the basin.

2. A lantern must burn at the head of the pier from dusk until dawn.

3. Fishing from the pier is allowed on Sundays only.
"""

HARBOUR_QUESTIONS = """
{"query_id": "h1", "query": "Who decides when a vessel may enter?", "relevant": \
[{"doc_id": "harbour", "paragraph": "1", "relevance": 1}]}
{"query_id": "h2", "query": "Where must a lantern burn?", "relevant": \
[{"doc_id": "harbour", "paragraph": "2", "relevance": 2}], "title": "not looked at"}

{"query_id": "h3", "query": "What does the ferry cost?", "relevant": [], "answerable": false}
"""


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one document, made with `WordEncoder`; lexical search needs no encoder."""
    folder = tmp_path_factory.mktemp("harbour")
    document = folder / "harbour.txt"
    document.write_text(HARBOUR, encoding="utf-8")
    with Library.create(folder / "library", encoder=WordEncoder()) as library:
        library.add([document])
    return folder / "library"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text(HARBOUR_QUESTIONS, encoding="utf-8")
    return path
