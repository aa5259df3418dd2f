"""Two evaluations of the same three questions, whose texts try to be HTML."""

from pathlib import Path

import pytest

from eval.evaluate import evaluate
from eval.evaluation_file import FORMAT_VERSION, EvaluationFile, Settings
from eval.model import Judgement, Query
from qa.model import Answer, Citation
from qa.retriever import RetrieverName
from tests.eval.conftest import Findings, written

NASTY = "<script>window.ran = 1</script></script> <!-- &amp; <img src=x onerror='window.ran = 2'>"
TEXTS = {
    ("rules", "1"): f"First {NASTY} text.",
    ("rules", "2"): "Second text.",
    ("law", "9"): "Ninth.",
}
QUERIES = (
    Query("q1", f"Who {NASTY}?", (Judgement("rules", "1", 1),)),
    Query("q2", "Where is it?", (Judgement("rules", "2", 2), Judgement("law", "9", 1))),
    Query("q10", "When was it?", (Judgement("law", "9", 1), Judgement("rules", "1", 0))),
)
# q1 at rank 1, q2 at 2 and 3, q10 nowhere.
FINDINGS_A: Findings = {
    QUERIES[0].query: [("rules", "1", 0.9), ("rules", "2", 0.5)],
    QUERIES[1].query: [("rules", "1", 0.8), ("rules", "2", 0.7), ("law", "9", 0.2)],
    QUERIES[2].query: [("rules", "2", 0.4)],
}
# The same but for q10, which is found at rank 2, and q1, at rank 2 too.
FINDINGS_B: Findings = {
    **FINDINGS_A,
    QUERIES[0].query: [("rules", "2", 0.9), ("rules", "1", 0.5)],
    QUERIES[2].query: [("rules", "2", 0.4), ("law", "9", 0.3)],
}
MEASURES = ("R@1", "R@2", "RR@10", "nDCG@10")


def evaluation(
    findings: Findings,
    *,
    queries: tuple[Query, ...] = QUERIES,
    measures: tuple[str, ...] = MEASURES,
    retriever: RetrieverName = "lexical",
) -> EvaluationFile:
    labels: dict[str, list[str]] = {}
    for doc_id, label in TEXTS:
        labels.setdefault(doc_id, []).append(label)
    return EvaluationFile(
        pincite_evaluation=FORMAT_VERSION,
        created="2026-05-04T09:30:00+00:00",
        pincite="0.1.0",
        settings=Settings(("sets/<b>set.jsonl",), (), None, "a library", "MiniLM", 2, 3),
        evaluation=evaluate(
            written(findings, labels), queries, measures=measures, retriever=retriever
        ),
    )


def read(doc_id: str, paragraph: str) -> str | None:
    return TEXTS.get((doc_id, paragraph))


def answer(query_id: str, *cited: tuple[str, str]) -> Answer:
    citations = tuple(
        Citation(n, doc_id, label, f"{doc_id} ¶{label}", TEXTS[doc_id, label], 0, 9)
        for n, (doc_id, label) in enumerate(cited, start=1)
    )
    return Answer(query_id, bool(cited), 0.75 if cited else 0.2, "…", citations, ())


@pytest.fixture
def a() -> tuple[Path, EvaluationFile]:
    return Path("runs/a.json"), evaluation(FINDINGS_A)


@pytest.fixture
def b() -> tuple[Path, EvaluationFile]:
    return Path("runs/b.json"), evaluation(FINDINGS_B, retriever="hybrid")
