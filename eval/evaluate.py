"""Measuring a retriever on questions whose paragraphs are known."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.measures import DEFAULT_MEASURES, largest_cutoff, measure_run, parse_measures
from eval.model import Query
from eval.runs import RankedParagraph, Run, rank_hits
from index.errors import BadQuestion, InputError, UnknownDocument

if TYPE_CHECKING:
    from index import Library
    from qa import Assistant
    from qa.retriever import RetrieverName

__all__ = ["Evaluation", "MissingGold", "Progress", "evaluate", "missing_gold"]

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
class Evaluation:
    """What an evaluation found out.

    Attributes:
        measures: Mean of each measure over the queries measured.
        n_queries: How many queries were measured.
        n_unmeasured: How many were not: unanswerable, or with no paragraph judged relevant.
        n_gold: How many judgements name a paragraph as relevant to a query measured.
        missing: Those of them whose paragraph is not in the library. They count as not
            found.
        seconds: How long it took.
        run: The ranking of each query measured.
    """

    measures: Mapping[str, float]
    n_queries: int
    n_unmeasured: int
    n_gold: int
    missing: tuple[MissingGold, ...]
    seconds: float
    run: Run


def evaluate(
    assistant: "Assistant",
    queries: Iterable[Query],
    *,
    measures: str | Sequence[str] = DEFAULT_MEASURES,
    k: int | None = None,
    retriever: "RetrieverName" = "hybrid",
    progress: Progress | None = None,
) -> Evaluation:
    """Search for each query and measure what is found.

    A query is searched for as it is asked, without the earlier turns of its conversation.

    Args:
        assistant: Does the searching.
        queries: The questions and their judged paragraphs.
        measures: Names such as `R@10`.
        k: How many paragraphs to rank for each query; None for as many as the measures look
            at, and 100 at least.
        retriever: `hybrid`, or `dense` or `lexical` alone.
        progress: Told after each query.

    Returns:
        The measures, and the run they are of.

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
    measured = {query.query_id: query for query in queries if _measurable(query)}
    _require_measurable(queries, measured)
    missing = missing_gold(assistant.library, measured.values())
    run: dict[str, tuple[RankedParagraph, ...]] = {}
    for query_id, query in measured.items():
        run[query_id] = _search(assistant, query, depth, retriever)
        if progress is not None:
            progress(len(run), len(measured))
    judgements = {query_id: query.relevant for query_id, query in measured.items()}
    return Evaluation(
        measures=measure_run(chosen, judgements, run),
        n_queries=len(measured),
        n_unmeasured=len(queries) - len(measured),
        n_gold=sum(len(query.gold) for query in measured.values()),
        missing=missing,
        seconds=round(time.perf_counter() - began, 3),
        run=run,
    )


def _measurable(query: Query) -> bool:
    return query.answerable and bool(query.gold)


def _require_measurable(queries: Sequence[Query], measured: Mapping[str, Query]) -> None:
    if not measured:
        raise InputError(
            f"none of the {len(queries)} questions can be measured: no answerable one has a "
            f"paragraph in 'relevant' with a relevance above 0"
        )
    if len(measured) < sum(map(_measurable, queries)):
        raise InputError("two questions have the same query_id; give each an id of its own")


def missing_gold(library: "Library", queries: Iterable[Query]) -> tuple[MissingGold, ...]:
    """The paragraphs judged relevant to the queries that are not in the library."""
    labels: dict[str, frozenset[str]] = {}
    missing = []
    for query in queries:
        for gold in query.gold:
            if gold.doc_id not in labels:
                labels[gold.doc_id] = _labels(library, gold.doc_id)
            if gold.paragraph not in labels[gold.doc_id]:
                missing.append(MissingGold(query.query_id, gold.doc_id, gold.paragraph))
    return tuple(missing)


def _labels(library: "Library", doc_id: str) -> frozenset[str]:
    """Labels of a document's paragraphs; none if the library does not hold it."""
    try:
        return frozenset(paragraph.paragraph for paragraph in library.paragraphs(doc_id))
    except UnknownDocument:
        return frozenset()


def _search(
    assistant: "Assistant", query: Query, depth: int, retriever: "RetrieverName"
) -> tuple[RankedParagraph, ...]:
    try:
        return rank_hits(assistant.search(query.query, k=depth, retriever=retriever))
    except BadQuestion as error:
        raise BadQuestion(f"query_id {query.query_id!r}: {error}") from error
