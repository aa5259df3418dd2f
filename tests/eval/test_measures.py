"""Measures against figures computed by hand, and against a second implementation."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evaluate import Evaluation, evaluate
from eval.measures import largest_cutoff, measure_each, measure_run, parse_measures
from eval.questions import Judgement, Query
from eval.runs import RankedParagraph, trec_id
from index.errors import InputError
from tests.eval.conftest import written

# Judgements and runs in TREC's formats: `query 0 id relevance` and `query Q0 id rank score`.
# Ids are of one document; the rank in a run is not looked at.


def measured(qrels: str, run: str, measures: str) -> Mapping[str, float]:
    queries: dict[str, list[Judgement]] = {}
    for line in qrels.strip().splitlines():
        query_id, _, label, relevance = line.split()
        queries.setdefault(query_id, []).append(Judgement("doc", label, int(relevance)))
    findings: dict[str, list[tuple[str, str, float]]] = {}
    for line in run.strip().splitlines():
        query_id, _, label, _, score = line.split()
        findings.setdefault(query_id, []).append(("doc", label, float(score)))
    return evaluate(
        written(findings),
        [Query(query_id, query_id, tuple(judged)) for query_id, judged in queries.items()],
        measures=measures,
    ).measures


ALL = "R@5 AP@10 RR@10 nDCG@10"


def test_one_query_by_hand() -> None:
    values = measured(
        """
        q 0 a 1
        q 0 c 1
        q 0 z 1
        """,
        """
        q Q0 b 1 0.9
        q Q0 a 2 0.8
        q Q0 d 3 0.7
        q Q0 c 4 0.6
        """,
        ALL,
    )
    assert values["R@5"] == pytest.approx(2 / 3)
    assert values["AP@10"] == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert values["RR@10"] == pytest.approx(1 / 2)
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert values["nDCG@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)


def test_graded_relevance_by_hand() -> None:
    values = measured(
        """
        q 0 a 1
        q 0 b 3
        q 0 c 0
        """,
        """
        q Q0 a 1 3
        q Q0 c 2 2
        q Q0 b 3 1
        """,
        f"{ALL} AP(rel=2)@10 nDCG@1",
    )
    assert values["R@5"] == 1
    assert values["AP@10"] == pytest.approx((1 + 2 / 3) / 2)
    assert values["RR@10"] == 1
    # Gain is the relevance itself, divided by the logarithm of the rank plus one.
    assert values["nDCG@10"] == pytest.approx((1 + 3 / 2) / (3 + 1 / math.log2(3)))
    assert values["AP(rel=2)@10"] == pytest.approx(1 / 3)
    assert values["nDCG@1"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("relevant", "rank"), [("c", 1), ("b", 2), ("a", 3)])
def test_ties_are_broken_by_descending_id(relevant: str, rank: int) -> None:
    run = "q Q0 a 1 1.0\nq Q0 b 2 1.0\nq Q0 c 3 1.0"
    values = measured(f"q 0 {relevant} 1", run, f"{ALL} R@1 RR")
    assert values["RR"] == values["RR@10"] == values["AP@10"] == pytest.approx(1 / rank)
    assert values["nDCG@10"] == pytest.approx(1 / math.log2(rank + 1))
    assert values["R@1"] == (1 if rank == 1 else 0)
    assert values["R@5"] == 1


def test_a_query_for_which_nothing_is_found_counts_zero() -> None:
    values = measured("found 0 a 1\nlost 0 a 1\nlost 0 b 1", "found Q0 a 1 1.0", ALL)
    assert dict(values) == dict.fromkeys(ALL.split(), 0.5)


def test_nothing_found_at_all_is_zero() -> None:
    assert dict(measured("q 0 a 1", "", ALL)) == dict.fromkeys(ALL.split(), 0.0)


def test_what_is_not_judged_is_not_relevant() -> None:
    values = measured("q 0 a 1", "q Q0 x 1 2\nq Q0 y 2 1.5\nq Q0 a 3 1", ALL)
    assert values["RR@10"] == pytest.approx(1 / 3)


def test_a_cutoff_hides_what_is_found_below_it() -> None:
    run = "\n".join(f"q Q0 p{rank:02} {rank} {20 - rank}" for rank in range(1, 13))
    values = measured("q 0 p02 1\nq 0 p06 1\nq 0 p11 1", run, f"{ALL} R@11 AP RR@1 P@10 Success@1")
    assert values["R@5"] == pytest.approx(1 / 3)
    assert values["R@11"] == 1
    assert values["AP@10"] == pytest.approx((1 / 2 + 2 / 6) / 3)
    assert values["AP"] == pytest.approx((1 / 2 + 2 / 6 + 3 / 11) / 3)
    assert values["RR@1"] == values["Success@1"] == 0
    assert values["P@10"] == pytest.approx(0.2)


def test_graded_relevance_over_several_queries_by_hand() -> None:
    values = measured(
        """
        q 0 a 3
        q 0 b 2
        q 0 c 3
        q 0 e 1
        q 0 f 2
        r 0 x 1
        """,
        """
        q Q0 a 1 6
        q Q0 b 2 5
        q Q0 c 3 4
        q Q0 d 4 3
        q Q0 e 5 2
        q Q0 f 6 1
        r Q0 y 1 2
        r Q0 x 2 1
        """,
        "nDCG@6 nDCG@3 AP AP(rel=3) P(rel=2)@5 R@3",
    )
    # 3, 2, 3, 0, 1, 2 found, against 3, 3, 2, 2, 1; log2 of 2 to 7 below them.
    found = 3 + 2 / 1.5849625 + 3 / 2 + 0 + 1 / 2.5849625 + 2 / 2.8073549
    ideal = 3 + 3 / 1.5849625 + 2 / 2 + 2 / 2.3219281 + 1 / 2.5849625
    second = 1 / 1.5849625  # x at rank 2
    assert values["nDCG@6"] == pytest.approx((found / ideal + second) / 2, abs=1e-6)
    assert (found / ideal) == pytest.approx(0.961, abs=1e-3)
    at_3 = (3 + 2 / 1.5849625 + 3 / 2) / (3 + 3 / 1.5849625 + 2 / 2)
    assert values["nDCG@3"] == pytest.approx((at_3 + second) / 2, abs=1e-6)
    precisions = 1 + 2 / 2 + 3 / 3 + 4 / 5 + 5 / 6
    assert values["AP"] == pytest.approx((precisions / 5 + 1 / 2) / 2)
    # Of relevance 3 are a and c; r has nothing of that relevance.
    assert values["AP(rel=3)"] == pytest.approx((1 + 2 / 3) / 2 / 2)
    assert values["P(rel=2)@5"] == pytest.approx(3 / 5 / 2)
    assert values["R@3"] == pytest.approx((3 / 5 + 1) / 2)


def test_average_precision_with_ties_by_hand() -> None:
    # Equal scores are ranked by descending id: d, c, b, a, and then z.
    run = "q Q0 a 1 1\nq Q0 b 2 1\nq Q0 z 3 0.5\nq Q0 c 4 1\nq Q0 d 5 1"
    values = measured("q 0 a 1\nq 0 c 1\nq 0 z 1\nq 0 lost 1", run, "AP AP@3 RR nDCG@4")
    assert values["AP"] == pytest.approx((1 / 2 + 2 / 4 + 3 / 5) / 4)
    assert values["AP@3"] == pytest.approx((1 / 2) / 4)
    assert values["RR"] == 1 / 2
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, 5))
    assert values["nDCG@4"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)


def test_each_query_has_its_value_and_the_mean_is_over_all() -> None:
    judged = {"q 1": [Judgement("d", "a", 1)], "q2": [Judgement("d", "b", 1)]}
    judged["%"] = [Judgement("d", "c", 1)]
    run = {"q 1": (RankedParagraph("d", "a", 1.0),), "q2": (), "unjudged": ()}
    values = measure_each(parse_measures("RR R@1"), judged, run)
    assert values == {name: {"q 1": 1.0, "q2": 0.0, "%": 0.0} for name in ("RR", "R@1")}
    assert measure_run(parse_measures("RR"), judged, run) == {"RR": pytest.approx(1 / 3)}


# The second implementation: plain Python, from the definitions.


def second_opinion(ranking: list[str], judged: Mapping[str, int]) -> dict[str, float]:
    relevant = {label for label, relevance in judged.items() if relevance > 0}
    flags = [label in relevant for label in ranking[:10]]
    precisions = [sum(flags[: i + 1]) / (i + 1) for i, flag in enumerate(flags) if flag]
    gains = [judged.get(label, 0) for label in ranking[:10]]
    ideal = sorted(judged.values(), reverse=True)[:10]
    return {
        "R@5": sum(flags[:5]) / len(relevant),
        "AP@10": sum(precisions) / len(relevant),
        "RR@10": 1 / (flags.index(True) + 1) if any(flags) else 0.0,
        "nDCG@10": discounted(gains) / discounted(ideal),
        "P@5": sum(flags[:5]) / 5,
        "Success@5": float(any(flags[:5])),
    }


def discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


labels = st.sampled_from([f"p {n}" for n in range(16)] + ["é", "7#2", "P", "p"])
# Few different scores, so that ties are common; all exact in single precision.
runs = st.dictionaries(labels, st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, -1.0]), max_size=16)
judgements = st.dictionaries(labels, st.integers(0, 4), min_size=1).filter(
    lambda judged: any(judged.values())
)


@given(st.lists(st.tuples(judgements, runs), min_size=1, max_size=4))
def test_measures_agree_with_a_second_implementation(
    cases: list[tuple[dict[str, int], dict[str, float]]],
) -> None:
    queries, findings, opinions = [], {}, []
    for number, (judged, run) in enumerate(cases):
        query = f"query {number}"
        findings[query] = [("d", label, score) for label, score in run.items()]
        queries.append(Query(query, query, tuple(Judgement("d", *row) for row in judged.items())))
        by_id = sorted(run, key=lambda label: trec_id("d", label), reverse=True)
        ranking = sorted(by_id, key=lambda label, run=run: -run[label])  # type: ignore[misc]
        opinions.append(second_opinion(ranking, judged))
    evaluation: Evaluation = evaluate(written(findings), queries, measures=list(opinions[0]))
    assert evaluation.n_queries == len(cases)
    for name, value in evaluation.measures.items():
        mean = sum(opinion[name] for opinion in opinions) / len(opinions)
        assert value == pytest.approx(mean, abs=1e-6)
        assert 0 <= value <= 1 + 1e-9


# Names of measures.


def test_measures_keep_the_names_they_were_given() -> None:
    names = "R@5 MAP@10 AP@10 MRR NDCG@20 AP(rel=2)@10 P@1 Success@1 Rprec Bpref Recall@3"
    measures = parse_measures(f"  {names}\n")
    assert list(measures) == names.split()
    assert str(measures["MAP@10"]) == "AP@10"
    assert measures["R@5"] in parse_measures(["R@5"]).values()
    assert largest_cutoff(measures.values()) == 20
    assert largest_cutoff(parse_measures("AP RR").values()) == 0


@pytest.mark.parametrize("name", ["R@5", "RR", "AP@1000", "AP(rel=1000)@1", "nDCG", "P(rel=3)@2"])
def test_names_are_those_that_ir_measures_prints(name: str) -> None:
    assert str(parse_measures(name)[name]) == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("recall@5", "unknown measure 'recall@5'"),
        ("R@", "unknown measure 'R@'"),
        ("R@x", "unknown measure 'R@x'"),
        ("R@-1", "unknown measure 'R@-1'"),
        ("R@٥", "unknown measure"),
        ("ERR@10", "unknown measure 'ERR@10'"),
        ("__class__", "unknown measure"),
        ("R@5,R@10", "unknown measure"),
        ("R@0", "'R@0': cutoff must be from 1 to 1000"),
        ("R@1001", "cutoff must be from 1 to 1000"),
        ("AP(rel=0)", "rel must be from 1 to 1000"),
        ("R", "'R' needs a cutoff, as in R@10"),
        ("nDCG(rel=2)@5", "nDCG takes no rel"),
        ("Rprec@5", "Rprec takes no cutoff"),
        ("", "no measure is named"),
    ],
)
def test_a_measure_that_cannot_be_had_is_named_with_an_example(name: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_measures(name)
    assert message in str(caught.value)
    assert "10" in str(caught.value)
