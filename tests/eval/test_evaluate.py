from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evaluate import MissingGold, evaluate
from eval.measures import DEFAULT_MEASURES, parse_measures
from eval.questions import Judgement, Query, Turn, read_questions
from eval.runs import trec_id, trec_query_id, write_run
from index import Library
from index.errors import BadQuestion, InputError
from qa import Assistant
from qa.model import Hit
from qa.retriever import RETRIEVERS, RetrieverName
from tests.eval.conftest import Findings, WordEncoder, WrittenAssistant, WrittenLibrary, written


def query(query_id: str, *labels: str, answerable: bool = True, relevance: int = 1) -> Query:
    judged = tuple(Judgement("doc", label, relevance) for label in labels)
    return Query(query_id, query_id, judged, answerable=answerable)


FINDINGS: Findings = {"q1": [("doc", "1", 0.9), ("doc", "2", 0.4)], "q2": [("doc", "2", 0.7)]}


def test_an_evaluation_says_what_it_measured() -> None:
    evaluation = evaluate(written(FINDINGS), [query("q1", "2"), query("q2", "2", "1")])
    assert tuple(evaluation.measures) == DEFAULT_MEASURES
    assert evaluation.measures["R@10"] == pytest.approx(0.75)
    assert (evaluation.n_queries, evaluation.n_unmeasured, evaluation.n_gold) == (2, 0, 3)
    assert evaluation.missing == ()
    assert evaluation.seconds >= 0
    assert {
        query_id: [(found.paragraph, round(found.score, 6)) for found in ranking]
        for query_id, ranking in evaluation.run.items()
    } == {"q1": [("1", 0.9), ("2", 0.4)], "q2": [("2", 0.7)]}


def test_queries_without_gold_are_not_measured_but_counted() -> None:
    assistant = written(FINDINGS)
    evaluation = evaluate(
        assistant,
        [
            query("q1", "1"),
            query("unjudged"),
            query("unanswerable", "1", answerable=False),
            query("irrelevant", "1", relevance=0),
        ],
    )
    assert (evaluation.n_queries, evaluation.n_unmeasured) == (1, 3)
    assert evaluation.measures["AP@10"] == 1
    assert {asked for asked, _, _ in cast(WrittenAssistant, assistant).asked} == {"q1"}


def test_with_nothing_to_measure_there_is_no_figure() -> None:
    for queries in ([], [query("q1")], [query("q1", "1", answerable=False)]):
        with pytest.raises(InputError, match=f"none of the {len(queries)} questions"):
            evaluate(written(FINDINGS), queries)


def test_a_gold_paragraph_that_is_not_there_is_reported_and_not_found() -> None:
    elsewhere = Query("q2", "q2", (Judgement("gone", "7", 1), Judgement("gone", "8", 0)))
    evaluation = evaluate(written(FINDINGS), [query("q1", "1", "99"), elsewhere])
    assert evaluation.missing == (MissingGold("q1", "doc", "99"), MissingGold("q2", "gone", "7"))
    assert evaluation.n_gold == 3
    assert evaluation.measures["R@10"] == pytest.approx(0.25)
    assert evaluation.measures["AP@10"] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("measures", "k", "depth"), [("R@5", None, 100), ("R@5 nDCG@300", None, 300), ("R@5", 5, 5)]
)
def test_as_many_paragraphs_are_ranked_as_the_measures_need(
    measures: str, k: int | None, depth: int
) -> None:
    assistant = written(FINDINGS)
    evaluate(assistant, [query("q1", "1")], measures=measures, k=k, retriever="dense")
    # The first search is made twice: once to warm up.
    assert cast(WrittenAssistant, assistant).asked == [("q1", depth, "dense")] * 2


def test_a_cutoff_below_the_depth_of_the_ranking_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="looks at 10 paragraphs, but k is 9"):
        evaluate(written(FINDINGS), [query("q1", "1")], measures="R@10", k=9)


def test_progress_is_told_after_each_query() -> None:
    told: list[tuple[int, int]] = []
    evaluate(
        written(FINDINGS),
        [query("q1", "1"), query("unjudged"), query("q2", "1")],
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(1, 2), (2, 2)]


@dataclass
class SlowAssistant(WrittenAssistant):
    """Takes long to get ready, and for one of the queries; has a clock of its own."""

    seconds: float = 0.0

    def search(self, query: str, *, k: int = 10, retriever: str = "hybrid") -> tuple[Hit, ...]:
        self.seconds += 0.010 if self.asked else 5.0
        self.seconds += 0.040 if query == "q2" else 0.0
        return super().search(query, k=k, retriever=retriever)


def test_each_search_is_timed_once_everything_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = SlowAssistant(FINDINGS, WrittenLibrary({"doc": ["1", "2"]}))
    clock = SimpleNamespace(perf_counter=lambda: assistant.seconds)
    monkeypatch.setattr("eval.evaluate.time", clock)
    queries = [query("q1", "1"), query("q2", "1"), query("q3", "1")]
    evaluation = evaluate(cast(Assistant, assistant), queries)
    assert [each.latency_ms for each in evaluation.queries] == [10, 50, 10]
    assert evaluation.latency.p50_ms == 10
    assert evaluation.latency.p95_ms == 46  # nine tenths of the way from the second to the third
    assert evaluation.seconds == 5.07


def test_each_query_has_its_measures_and_the_mean_its_interval() -> None:
    evaluation = evaluate(written(FINDINGS), [query("q1", "2"), query("q2", "2", "1")])
    assert [each.query_id for each in evaluation.queries] == ["q1", "q2"]
    assert [each.measures["RR@10"] for each in evaluation.queries] == [0.5, 1.0]
    assert evaluation.queries[1].relevant == (Judgement("doc", "2", 1), Judgement("doc", "1", 1))
    assert (evaluation.measures["RR@10"], evaluation.intervals["RR@10"]) == (0.75, (0.5, 1.0))
    assert (evaluation.retriever, evaluation.depth) == ("hybrid", 100)


def test_a_query_that_cannot_be_searched_for_is_named() -> None:
    with pytest.raises(BadQuestion, match=r"query_id 'endless 1': .* too long"):
        evaluate(written(FINDINGS), [query("q1", "1"), query("endless 1", "1")])


def test_the_same_id_twice_is_refused() -> None:
    with pytest.raises(InputError, match="same query_id"):
        evaluate(written(FINDINGS), [query("q1", "1"), query("q1", "2")])


labels = st.sampled_from(["1", "2 b", "é", "4#2", "5", "%"])
scores = st.one_of(st.sampled_from([0.0, 0.5]), st.floats(0, 1))


def test_a_question_is_understood_after_the_turns_before_it() -> None:
    history = (Turn("What did Hilda Marr collect?", "The tolls."),)
    asked = [replace(query("Was she late?", "1"), history=history)]
    for bare in (False, True):
        assistant = written({"": [("doc", "1", 1.0)]})
        evaluate(assistant, asked, bare=bare)
        searched, _, _ = cast(WrittenAssistant, assistant).asked[-1]
        assert searched.startswith("Was she late?" if bare else "Was Hilda Marr late?")
        assert ("The tolls." in searched) is not bare


@given(
    st.dictionaries(
        st.sampled_from(["q 1", "q#2", "q3"]),
        st.tuples(st.dictionaries(labels, scores), st.sets(labels, min_size=1)),
        min_size=1,
    )
)
def test_the_run_file_gives_the_same_measures(
    tmp_path_factory: pytest.TempPathFactory,
    cases: dict[str, tuple[dict[str, float], set[str]]],
) -> None:
    findings = {
        query_id: [("a doc", label, score) for label, score in found.items()]
        for query_id, (found, _) in cases.items()
    }
    queries = [
        Query(query_id, query_id, tuple(Judgement("a doc", label, 1) for label in gold))
        for query_id, (_, gold) in cases.items()
    ]
    names = [*DEFAULT_MEASURES, "R@1", "RR", "P@2"]
    evaluation = evaluate(written(findings), queries, measures=names)
    path = tmp_path_factory.mktemp("runs") / "out.run"
    write_run(evaluation.run, path, tag="test")
    judgements = [
        ir_measures.Qrel(
            trec_query_id(each.query_id), trec_id(gold.doc_id, gold.paragraph), gold.relevance
        )
        for each in queries
        for gold in each.relevant
    ]
    again = ir_measures.calc_aggregate(
        list(parse_measures(names).values()),
        judgements,
        ir_measures.read_trec_run(str(path)),  # type: ignore[no-untyped-call]  # left untyped there
    )
    # The order in which queries are added up may differ.
    assert {str(measure): value for measure, value in again.items()} == pytest.approx(
        dict(evaluation.measures), abs=1e-12
    )


@pytest.mark.parametrize("retriever", RETRIEVERS)
def test_a_real_library_is_measured(
    harbour: Path, questions: Path, retriever: RetrieverName
) -> None:
    with Library.open(harbour, encoder=WordEncoder()) as library:
        evaluation = evaluate(
            Assistant(library), read_questions(questions), retriever=retriever, measures="R@3 RR"
        )
    assert evaluation.measures == {"R@3": 1.0, "RR": 1.0}
    assert (evaluation.n_queries, evaluation.n_unmeasured, evaluation.missing) == (2, 1, ())
