"""What a report shows, gathered from evaluations and answers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.comparison import DEFAULT_BY, compare
from eval.evaluate import EvaluatedQuery
from eval.evaluation_file import EvaluationFile
from eval.model import Judgement, Query
from eval.report.answers import summarise_answers
from eval.report.curves import recall_curve, scores_by_relevance
from eval.report.model import Content, Finding, ReportedQuery, System
from eval.run_pairs import agreed_queries
from index.errors import InputError
from qa.model import Answer

__all__ = ["MAX_EVALUATIONS", "gather"]

MAX_EVALUATIONS = 2
_LETTERS = "AB"
# How many of the paragraphs found first are shown for a question.
_N_FIRST = 3


def gather(
    evaluations: Sequence[tuple[Path, EvaluationFile]],
    *,
    answers: Mapping[str, Answer] | None = None,
    by: str | None = None,
    n_worst: int = 10,
) -> Content:
    """Gather what a report shows.

    Args:
        evaluations: One or two evaluations with the files they were read from; the second is
            compared with the first.
        answers: The answers to the questions, by their ids.
        by: The measure by which questions are the worst; None for `nDCG@10`, or the first
            of the evaluations.
        n_worst: How many of the worst questions to show, and of those that changed most.

    Raises:
        InputError: The evaluations are of different questions or have no measure in common,
            they lack the measure `by`, or the answers are to other questions.
        ValueError: There is no evaluation, or more than `MAX_EVALUATIONS`.
    """
    if not 1 <= len(evaluations) <= MAX_EVALUATIONS:
        raise ValueError(f"{len(evaluations)} evaluations; a report shows one or two")
    asked = agreed_queries([(path, kept.evaluation) for path, kept in evaluations])
    if not asked:
        raise InputError(f"{evaluations[0][0]} has no questions; make it anew")
    measures = _common_measures(evaluations)
    by = _chosen(by, measures)
    queries = _queries(asked, [kept for _, kept in evaluations], answers)
    comparison = None
    if len(evaluations) > 1:
        first, second = (kept.evaluation.run for _, kept in evaluations)
        comparison = compare(asked, first, second, measures=measures, by=by, n_changed=n_worst)
    by_id = {each.query_id: each for each in queries}
    changed = () if comparison is None else comparison.changed
    return Content(
        systems=tuple(
            System(
                letter=letter,
                file=path.name,
                kept=kept,
                curve=recall_curve(kept.evaluation),
                scores=scores_by_relevance(kept.evaluation),
            )
            for letter, (path, kept) in zip(_LETTERS, evaluations, strict=False)
        ),
        measures=measures,
        by=by,
        comparison=comparison,
        queries=queries,
        worst=tuple(sorted(queries, key=lambda query: _badness(query, by))[:n_worst]),
        changed=tuple(by_id[each.query.query_id] for each in changed),
        answers=None if answers is None else summarise_answers(asked, answers),
    )


def _common_measures(evaluations: Sequence[tuple[Path, EvaluationFile]]) -> tuple[str, ...]:
    first, *others = (kept.evaluation.measures for _, kept in evaluations)
    common = tuple(name for name in first if all(name in other for other in others))
    if not common:
        files = " and ".join(str(path) for path, _ in evaluations)
        raise InputError(f"{files} have no measure in common; make them with the same --measures")
    return common


def _chosen(by: str | None, measures: Sequence[str]) -> str:
    if by is None:
        return DEFAULT_BY if DEFAULT_BY in measures else measures[0]
    if by not in measures:
        raise InputError(
            f"questions are not measured by {by!r}; choose one of {', '.join(measures)}, or name "
            f"it when evaluating"
        )
    return by


def _queries(
    asked: Sequence[Query],
    evaluations: Sequence[EvaluationFile],
    answers: Mapping[str, Answer] | None,
) -> tuple[ReportedQuery, ...]:
    found = [{each.query_id: each for each in kept.evaluation.queries} for kept in evaluations]
    return tuple(
        ReportedQuery(
            query_id=query.query_id,
            query=query.query,
            wanted=query.gold,
            findings=tuple(_finding(each[query.query_id], query.gold) for each in found),
            answer=(answers or {}).get(query.query_id),
        )
        for query in asked
    )


def _finding(evaluated: EvaluatedQuery, wanted: Sequence[Judgement]) -> Finding:
    ranks = {
        (found.doc_id, found.paragraph): rank
        for rank, found in enumerate(evaluated.ranking, start=1)
    }
    return Finding(
        measures=evaluated.measures,
        latency_ms=evaluated.latency_ms,
        ranks=tuple(ranks.get((each.doc_id, each.paragraph)) for each in wanted),
        first=evaluated.ranking[:_N_FIRST],
        n_found=len(evaluated.ranking),
    )


def _badness(query: ReportedQuery, by: str) -> tuple[float, float]:
    """Sorts the worst first: by the measure, then by how late what was wanted is found."""
    last = query.findings[-1]
    best = min((rank for rank in last.ranks if rank is not None), default=float("inf"))
    return last.measures[by], -best
