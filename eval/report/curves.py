"""The numbers behind the plots of a report."""

from eval.evaluate import EvaluatedQuery, Evaluation
from eval.intervals import bootstrap_interval
from eval.report.model import RecallCurve, Scores

__all__ = ["SHOWN_DEPTHS", "recall_curve", "scores_by_relevance"]

_DEEPEST = 100
SHOWN_DEPTHS = (1, 2, 5, 10, 20, 50, 100)
"""The depths whose recall has an interval, and stands in a table."""


def recall_curve(evaluation: Evaluation) -> RecallCurve:
    """The mean recall at each depth that was searched, up to 100."""
    import numpy as np

    depth = min(_DEEPEST, evaluation.depth)
    found = np.zeros((len(evaluation.queries), depth))
    for row, query in zip(found, evaluation.queries, strict=True):
        wanted = _wanted(query)
        for column, each in enumerate(query.ranking[:depth]):
            if (each.doc_id, each.paragraph) in wanted:
                row[column] = 1 / len(wanted)
    recall = found.cumsum(axis=1)
    return RecallCurve(
        means=tuple(recall.mean(axis=0).tolist()),
        intervals={
            k: bootstrap_interval(recall[:, k - 1].tolist()) for k in SHOWN_DEPTHS if k <= depth
        },
    )


def scores_by_relevance(evaluation: Evaluation) -> Scores:
    """The scores of the paragraphs found, those judged relevant apart from all others."""
    import numpy as np

    relevant: list[float] = []
    other: list[float] = []
    for query in evaluation.queries:
        wanted = _wanted(query)
        for each in query.ranking:
            hit = (each.doc_id, each.paragraph) in wanted
            (relevant if hit else other).append(each.score)
    return Scores(np.array(relevant, np.float64), np.array(other, np.float64))


def _wanted(query: EvaluatedQuery) -> frozenset[tuple[str, str]]:
    return frozenset((each.doc_id, each.paragraph) for each in query.relevant if each.relevance > 0)
