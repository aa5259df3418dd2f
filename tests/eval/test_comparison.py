import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.comparison import compare, rank_of_gold
from eval.model import Judgement, Query
from eval.runs import RankedParagraph, Run
from index.errors import InputError


def query(number: int, *labels: str) -> Query:
    judged = tuple(Judgement("doc", label, 1) for label in labels)
    return Query(f"q{number}", f"Question {number}?", judged)


def ranking(*labels: str) -> tuple[RankedParagraph, ...]:
    return tuple(RankedParagraph("doc", label, -float(rank)) for rank, label in enumerate(labels))


QUERIES = [query(1, "a"), query(2, "a"), query(3, "a", "b"), query(4, "z")]
RUN_A: Run = {"q1": ranking("a"), "q2": ranking("x", "y", "z", "a"), "q3": ranking("a", "b")}
RUN_B: Run = {"q1": ranking("x", "a"), "q2": ranking("a"), "q3": ranking("a", "b")}


def test_a_comparison_by_hand() -> None:
    found = compare(QUERIES, RUN_A, RUN_B, measures="RR@10 R@1")
    assert found.n_queries == 4
    assert list(found.measures) == ["RR@10", "R@1"]
    # Reciprocal ranks: A has 1, 1/4, 1, 0 and B has 1/2, 1, 1, 0.
    reciprocal = found.measures["RR@10"]
    assert reciprocal.a == pytest.approx(2.25 / 4)
    assert reciprocal.b == pytest.approx(2.5 / 4)
    assert reciprocal.difference == pytest.approx(0.25 / 4)
    assert (reciprocal.wins, reciprocal.ties, reciprocal.losses) == (1, 2, 1)
    # |−0.5 + 0.75| or more is reached by all four ways to sign 0.5 and 0.75.
    assert (reciprocal.p_value, reciprocal.exact) == (1.0, True)
    low, high = reciprocal.interval
    assert -0.5 <= low < reciprocal.difference < high <= 0.75
    assert found.measures["R@1"].difference == pytest.approx(0)


def test_the_questions_that_changed_most_come_first() -> None:
    found = compare(QUERIES, RUN_A, RUN_B, measures="R@1", by="nDCG@10")
    assert found.by == "nDCG@10"
    assert [each.query.query_id for each in found.changed] == ["q2", "q1"]
    most = found.changed[0]
    assert most.a.value == pytest.approx(1 / math.log2(5))
    assert most.b.value == 1
    assert (most.a.gold_rank, most.b.gold_rank) == (4, 1)
    assert most.a.first == RankedParagraph("doc", "x", 0)
    assert len(compare(QUERIES, RUN_A, RUN_B, n_changed=1).changed) == 1


def test_a_question_that_a_run_lacks_counts_zero() -> None:
    found = compare([query(1, "a"), query(2, "a")], RUN_A, {"q2": ranking("a")}, measures="RR")
    assert found.measures["RR"].b == 0.5
    lost = found.changed[0]
    assert (lost.query.query_id, lost.b.first, lost.b.gold_rank) == ("q1", None, None)


def test_a_paragraph_judged_not_relevant_is_no_gold() -> None:
    judged = (Judgement("doc", "a", 0), Judgement("doc", "b", 2))
    assert rank_of_gold(judged, ranking("a", "x", "b")) == 3
    assert rank_of_gold(judged, ranking("a", "x")) is None


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(InputError, match="no judged question"):
        compare([], RUN_A, RUN_B)
    with pytest.raises(InputError, match="the second run has none of the 4 questions"):
        compare(QUERIES, RUN_A, {"other": ranking("a")})
    with pytest.raises(InputError, match="unknown measure 'nDGC'"):
        compare(QUERIES, RUN_A, RUN_B, by="nDGC")
    with pytest.raises(InputError, match="more than one measure"):
        compare(QUERIES, RUN_A, RUN_B, by="RR R@5")


rankings = st.lists(st.sampled_from(["a", "b", "x", "y", "z"]), unique=True)
runs = st.fixed_dictionaries({each.query_id: rankings for each in QUERIES})


@settings(max_examples=25)
@given(runs, runs)
def test_the_other_way_round_everything_is_mirrored(
    found_a: dict[str, list[str]], found_b: dict[str, list[str]]
) -> None:
    run_a, run_b = (
        {query_id: ranking(*labels) for query_id, labels in found.items()}
        for found in (found_a, found_b)
    )
    there = compare(QUERIES, run_a, run_b, measures="AP@10").measures["AP@10"]
    back = compare(QUERIES, run_b, run_a, measures="AP@10").measures["AP@10"]
    assert (back.a, back.b, back.difference) == (there.b, there.a, -there.difference)
    assert (back.p_value, back.exact) == (there.p_value, True)
    assert (back.wins, back.ties, back.losses) == (there.losses, there.ties, there.wins)
    assert back.interval == pytest.approx((-there.interval[1], -there.interval[0]))
    assert there.wins + there.ties + there.losses == len(QUERIES)
