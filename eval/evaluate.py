"""Measuring a retriever on questions whose paragraphs are known."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.history import conversation_before
from eval.intervals import bootstrap_interval
from eval.measures import DEFAULT_MEASURES, largest_cutoff, means, measure_each, parse_measures
from eval.model import Judgement, Query
from eval.runs import RankedParagraph, Run, rank_hits
from index.errors import BadQuestion, InputError, UnknownDocument
from qa.model import Hit
from qa.retriever import RetrieverName

if TYPE_CHECKING:
    from index import Library
    from qa import Assistant

__all__ = [
    "EvaluatedQuery",
    "Evaluation",
    "Latency",
    "MissingGold",
    "Progress",
    "evaluate",
    "labels_of",
    "measurable",
    "missing_gold",
]

Progress = Callable[[int, int], None]
"""Told how many queries have been searched, and of how many."""

# How many paragraphs are ranked at least, so that a run file serves other measures too.
_DEPTH = 100


@dataclass(frozen=True, slots=True)
class MissingGold:
    """A paragraph that is judged relevant but is not in the library."""

    query_id: str
    doc_id: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a search took: the half of them, and 95 % of them, at most so many milliseconds.

    The encoder is loaded and the indexes are open; the encoding of the query is part of it.
    """

    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class EvaluatedQuery:
    """What was found for a query.

    Attributes:
        query_id: Its id.
        query: The question.
        relevant: Its judged paragraphs.
        measures: Value of each measure.
        latency_ms: How long the search took.
        ranking: The paragraphs found, best first.
    """

    query_id: str
    query: str
    relevant: tuple[Judgement, ...]
    measures: Mapping[str, float]
    latency_ms: float
    ranking: tuple[RankedParagraph, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found out.

    Attributes:
        retriever: `hybrid`, `dense` or `lexical`.
        depth: How many paragraphs were ranked for each query at most.
        measures: Mean of each measure over the queries measured.
        intervals: Of each mean the ends of the 95 % bootstrap interval.
        n_queries: How many queries were measured.
        n_unmeasured: How many were not: unanswerable, or with no paragraph judged relevant.
        n_gold: How many judgements name a paragraph as relevant to a query measured.
        missing: Those of them whose paragraph is not in the library. They count as not
            found.
        seconds: How long it took.
        latency: How long a search took.
        queries: Each query measured, in the order of the question sets.
    """

    retriever: RetrieverName
    depth: int
    measures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    n_queries: int
    n_unmeasured: int
    n_gold: int
    missing: tuple[MissingGold, ...]
    seconds: float
    latency: Latency
    queries: tuple[EvaluatedQuery, ...]

    @property
    def run(self) -> Run:
        """The ranking of each query measured, by its id."""
        return {each.query_id: each.ranking for each in self.queries}


def evaluate(
    assistant: "Assistant",
    queries: Iterable[Query],
    *,
    measures: str | Sequence[str] = DEFAULT_MEASURES,
    k: int | None = None,
    retriever: RetrieverName = "hybrid",
    bare: bool = False,
    progress: Progress | None = None,
) -> Evaluation:
    """Search for each query and measure what is found.

    A query with earlier turns is understood after them.

    Args:
        assistant: Does the searching.
        queries: The questions and their judged paragraphs.
        measures: Names such as `R@10`.
        k: How many paragraphs to rank for each query; None for as many as the measures look
            at, and 100 at least.
        retriever: `hybrid`, or `dense` or `lexical` alone.
        bare: Whether the earlier turns of queries are ignored.
        progress: Told after each query.

    Returns:
        The measures, and what they are of.

    Raises:
        InputError: A measure is unknown, no query can be measured, or an id comes twice.
        BadQuestion: A query cannot be searched for; the message names it.
        LibraryError: The library holds no documents, or is damaged.
        ValueError: A measure looks at more than `k` paragraphs.
    """
    began = time.perf_counter()
    chosen = parse_measures(measures)
    cutoff = largest_cutoff(chosen.values())
    depth = max(_DEPTH, cutoff) if k is None else k
    if depth < cutoff:
        raise ValueError(f"a measure looks at {cutoff} paragraphs, but k is {k}")
    queries = tuple(queries)
    measured = {query.query_id: query for query in queries if measurable(query)}
    _require_measurable(queries, measured)
    missing = missing_gold(assistant.library, measured.values())
    search = _Search(assistant, depth, retriever, bare)
    run, latencies = _search_all(search, measured.values(), progress)
    judgements = {query_id: query.relevant for query_id, query in measured.items()}
    values = measure_each(chosen, judgements, run)
    return Evaluation(
        retriever=retriever,
        depth=depth,
        measures=means(values),
        intervals={name: bootstrap_interval(tuple(each.values())) for name, each in values.items()},
        n_queries=len(measured),
        n_unmeasured=len(queries) - len(measured),
        n_gold=sum(len(query.gold) for query in measured.values()),
        missing=missing,
        seconds=round(time.perf_counter() - began, 3),
        latency=_latency(latencies),
        queries=tuple(
            EvaluatedQuery(
                query_id=query_id,
                query=query.query,
                relevant=query.relevant,
                measures={name: each[query_id] for name, each in values.items()},
                latency_ms=latency,
                ranking=run[query_id],
            )
            for (query_id, query), latency in zip(measured.items(), latencies, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """How each query is searched for."""

    assistant: "Assistant"
    depth: int
    retriever: RetrieverName
    bare: bool

    def __call__(self, query: Query) -> tuple[Hit, ...]:
        conversation = conversation_before(self.assistant, query, bare=self.bare)
        words = conversation.understand(query.query).search_for
        try:
            return self.assistant.search(words, k=self.depth, retriever=self.retriever)
        except BadQuestion as error:
            raise BadQuestion(f"query_id {query.query_id!r}: {error}") from error


def _search_all(
    search: _Search, queries: Collection[Query], progress: Progress | None
) -> tuple[dict[str, tuple[RankedParagraph, ...]], list[float]]:
    """Rankings by query, and how many milliseconds each took to find."""
    # The first search loads the encoder and opens the indexes; it is made twice.
    search(next(iter(queries)))
    run: dict[str, tuple[RankedParagraph, ...]] = {}
    latencies = []
    for query in queries:
        began = time.perf_counter()
        hits = search(query)
        latencies.append(round((time.perf_counter() - began) * 1000, 3))
        run[query.query_id] = rank_hits(hits)
        if progress is not None:
            progress(len(run), len(queries))
    return run, latencies


def _latency(milliseconds: Sequence[float]) -> Latency:
    import numpy as np

    p50, p95 = np.percentile(milliseconds, (50, 95))
    return Latency(round(float(p50), 3), round(float(p95), 3))


def measurable(query: Query) -> bool:
    """Whether a question counts: it has an answer, and a paragraph that is judged relevant."""
    return query.answerable and bool(query.gold)


def _require_measurable(queries: Sequence[Query], measured: Mapping[str, Query]) -> None:
    if not measured:
        raise InputError(
            f"none of the {len(queries)} questions can be measured: no answerable one has a "
            f"paragraph in 'relevant' with a relevance above 0"
        )
    if len(measured) < sum(map(measurable, queries)):
        raise InputError("two questions have the same query_id; give each an id of its own")


def missing_gold(library: "Library", queries: Iterable[Query]) -> tuple[MissingGold, ...]:
    """The paragraphs judged relevant to the queries that are not in the library."""
    labels: dict[str, frozenset[str]] = {}
    missing = []
    for query in queries:
        for gold in query.gold:
            if gold.doc_id not in labels:
                labels[gold.doc_id] = labels_of(library, gold.doc_id)
            if gold.paragraph not in labels[gold.doc_id]:
                missing.append(MissingGold(query.query_id, gold.doc_id, gold.paragraph))
    return tuple(missing)


def labels_of(library: "Library", doc_id: str) -> frozenset[str]:
    """Labels of a document's paragraphs; none if the library does not hold it."""
    try:
        return frozenset(paragraph.paragraph for paragraph in library.paragraphs(doc_id))
    except UnknownDocument:
        return frozenset()
