"""Two systems on the same questions: how much they differ, whether by chance, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from eval.intervals import bootstrap_interval
from eval.measures import DEFAULT_MEASURES, measure_each, parse_measure, parse_measures
from eval.model import Judgement, Query
from eval.randomisation import randomisation_test
from eval.runs import RankedParagraph, Run
from index.errors import InputError

__all__ = [
    "DEFAULT_BY",
    "ChangedQuery",
    "Comparison",
    "Found",
    "MeasureComparison",
    "compare",
    "rank_of_gold",
]

DEFAULT_BY = "nDCG@10"
# Values that differ by less are equal but for rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class MeasureComparison:
    """What a measure says of two systems, A and B.

    Attributes:
        a: Mean of A.
        b: Mean of B.
        difference: `b - a`.
        interval: Ends of the 95 % bootstrap interval of the difference, the questions drawn
            in pairs.
        p_value: Of the paired randomisation test, two-sided.
        exact: Whether that test went through all signs.
        wins: How many questions B does better on.
        ties: How many both do equally well on.
        losses: How many A does better on.
    """

    a: float
    b: float
    difference: float
    interval: tuple[float, float]
    p_value: float
    exact: bool
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a system found for a question.

    Attributes:
        value: Of the measure by which questions are said to have changed.
        first: The paragraph it ranks first; None where it found nothing.
        gold_rank: The best rank of a paragraph judged relevant; None where none was found.
    """

    value: float
    first: RankedParagraph | None
    gold_rank: int | None


@dataclass(frozen=True, slots=True)
class ChangedQuery:
    """A question on which the two systems differ."""

    query: Query
    a: Found
    b: Found


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found out.

    Attributes:
        n_queries: How many questions were compared.
        n_lacking: How many of them A and B have nothing for, and so count 0.
        measures: Each measure under its name.
        by: The measure by which questions are said to have changed.
        changed: Those that changed most, the largest change first.
    """

    n_queries: int
    n_lacking: tuple[int, int]
    measures: Mapping[str, MeasureComparison]
    by: str
    changed: tuple[ChangedQuery, ...]


def compare(
    queries: Sequence[Query],
    run_a: Run,
    run_b: Run,
    *,
    measures: str | Sequence[str] = DEFAULT_MEASURES,
    by: str = DEFAULT_BY,
    n_changed: int = 10,
) -> Comparison:
    """Compare two runs on the same judged questions.

    A question that a run lacks counts 0 there, as trec_eval has it with `-c`.

    Args:
        queries: The questions, each with a paragraph that is judged relevant.
        run_a: What A found.
        run_b: What B found.
        measures: Names such as `R@10`.
        by: The measure by which questions are said to have changed; it need not be one of
            the others.
        n_changed: How many of those that changed most to give, at most.

    Raises:
        InputError: A measure is unknown, there is no question, or a run has none of them.
    """
    judged = {query.query_id: query for query in queries}
    _require_queries(judged, run_a, run_b)
    chosen = parse_measures(measures)
    by, _ = parse_measure(by)
    judgements = {query_id: query.relevant for query_id, query in judged.items()}
    every = parse_measures([*chosen, by])
    values_a, values_b = (measure_each(every, judgements, run) for run in (run_a, run_b))
    changed = sorted(
        (
            ChangedQuery(
                query,
                _found(query, run_a, values_a[by][query_id]),
                _found(query, run_b, values_b[by][query_id]),
            )
            for query_id, query in judged.items()
            if abs(values_b[by][query_id] - values_a[by][query_id]) > _ROUNDING
        ),
        key=lambda each: -abs(each.b.value - each.a.value),
    )
    return Comparison(
        n_queries=len(judged),
        n_lacking=(len(judged.keys() - run_a.keys()), len(judged.keys() - run_b.keys())),
        measures={name: _compared(values_a[name], values_b[name]) for name in chosen},
        by=by,
        changed=tuple(changed[:n_changed]),
    )


def rank_of_gold(relevant: Sequence[Judgement], ranking: Sequence[RankedParagraph]) -> int | None:
    """The best rank, from 1, of a paragraph judged relevant; None where none was found."""
    gold = {(each.doc_id, each.paragraph) for each in relevant if each.relevance > 0}
    ranks = (
        rank
        for rank, found in enumerate(ranking, start=1)
        if (found.doc_id, found.paragraph) in gold
    )
    return next(ranks, None)


def _require_queries(queries: Mapping[str, Query], run_a: Run, run_b: Run) -> None:
    if not queries:
        raise InputError("there is no judged question to compare the two runs on")
    for name, run in (("first", run_a), ("second", run_b)):
        if queries.keys().isdisjoint(run):
            raise InputError(
                f"the {name} run has none of the {len(queries)} questions; name runs of the same "
                f"question set"
            )


def _found(query: Query, run: Run, value: float) -> Found:
    ranking = run.get(query.query_id, ())
    return Found(value, ranking[0] if ranking else None, rank_of_gold(query.relevant, ranking))


def _compared(a: Mapping[str, float], b: Mapping[str, float]) -> MeasureComparison:
    raw = [b[query_id] - a[query_id] for query_id in a]
    differences = [each if abs(each) > _ROUNDING else 0.0 for each in raw]
    mean_a, mean_b = fsum(a.values()) / len(a), fsum(b.values()) / len(b)
    test = randomisation_test(differences)
    wins, losses = sum(each > 0 for each in differences), sum(each < 0 for each in differences)
    return MeasureComparison(
        a=mean_a,
        b=mean_b,
        difference=mean_b - mean_a,
        interval=bootstrap_interval(differences),
        p_value=test.p_value,
        exact=test.exact,
        wins=wins,
        ties=len(differences) - wins - losses,
        losses=losses,
    )
