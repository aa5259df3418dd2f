"""What a report says, before it is a page."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.comparison import compare
from eval.evaluation_file import EvaluationFile
from eval.model import Judgement
from eval.report.content import gather
from eval.report.curves import recall_curve
from index.errors import InputError
from tests.eval.report.conftest import FINDINGS_A, FINDINGS_B, MEASURES, QUERIES, answer, evaluation

Read = tuple[Path, EvaluationFile]


def test_the_curve_goes_through_the_measures_and_their_intervals(a: Read) -> None:
    found = a[1].evaluation
    curve = recall_curve(found)
    assert len(curve.means) == 100
    assert curve.means[:3] == pytest.approx((1 / 3, (1 + 0.5) / 3, 2 / 3))
    assert curve.means[99] == curve.means[2]
    for k in (1, 2):
        assert curve.means[k - 1] == pytest.approx(found.measures[f"R@{k}"])
        assert curve.intervals[k] == pytest.approx(found.intervals[f"R@{k}"])
    assert list(curve.intervals) == [1, 2, 5, 10, 20, 50, 100]


def test_the_curve_ends_where_the_search_did(a: Read) -> None:
    curve = recall_curve(replace(a[1].evaluation, depth=5))
    assert len(curve.means) == 5
    assert list(curve.intervals) == [1, 2, 5]


def test_scores_are_parted_by_relevance(a: Read) -> None:
    (system,) = gather([a]).systems
    np.testing.assert_allclose(np.sort(system.scores.relevant), [0.2, 0.7, 0.9])
    # A judgement of 0 makes no paragraph relevant.
    np.testing.assert_allclose(np.sort(system.scores.other), [0.4, 0.5, 0.8])


def test_the_worst_questions_come_worst_first_and_of_equal_ones_the_later_found(a: Read) -> None:
    content = gather([a], by="R@1")
    # q2 and q10 both have 0; what q10 wanted was not found at all.
    assert [query.query_id for query in content.worst] == ["q10", "q2", "q1"]
    assert [query.query_id for query in gather([a], n_worst=1).worst] == ["q10"]
    assert gather([a]).by == "nDCG@10"
    q2 = content.queries[1]
    assert q2.findings[0].ranks == (2, 3)
    assert [(each.doc_id, each.paragraph) for each in q2.wanted] == [("rules", "2"), ("law", "9")]
    assert content.queries[2].findings[0].ranks == (None,)


def test_two_evaluations_are_compared(a: Read, b: Read) -> None:
    content = gather([a, b])
    runs = a[1].evaluation.run, b[1].evaluation.run
    assert content.comparison == compare(QUERIES, *runs, measures=MEASURES, by="nDCG@10")
    assert [query.query_id for query in content.changed] == ["q10", "q1"]
    # The worst are those of the second.
    assert content.worst[0].query_id == "q1"
    assert [system.letter for system in content.systems] == ["A", "B"]


def test_only_measures_that_both_have_are_shown(a: Read) -> None:
    other = Path("b.json"), evaluation(FINDINGS_B, measures=("P@1", "RR@10"))
    content = gather([a, other])
    assert (content.measures, content.by) == (("RR@10",), "RR@10")
    without = Path("c.json"), evaluation(FINDINGS_B, measures=("P@1",))
    with pytest.raises(InputError, match=r"a\.json and c\.json have no measure in common"):
        gather([a, without])


def test_what_cannot_be_shown_is_said(a: Read) -> None:
    with pytest.raises(InputError, match="not measured by 'P@3'; choose one of R@1, R@2"):
        gather([a], by="P@3")
    judged = (replace(QUERIES[0], relevant=(Judgement("law", "9", 1),)), *QUERIES[1:])
    other = Path("b.json"), evaluation(FINDINGS_A, queries=judged)
    with pytest.raises(InputError, match="they differ on 1, as on 'q1'"):
        gather([a, other])
    with pytest.raises(InputError, match="answers are to other questions"):
        gather([a], answers={"x": answer("x")})
    with pytest.raises(ValueError, match="3 evaluations"):
        gather([a, a, a])


def test_answers_are_judged_by_what_was_wanted(a: Read) -> None:
    answers = {
        "q1": answer("q1", ("rules", "1"), ("law", "9")),
        "q2": answer("q2"),
        "x": answer("x", ("law", "9")),
        "y": answer("y"),
    }
    content = gather([a], answers=answers)
    part = content.answers
    assert part is not None
    values = {name: (figure.value, figure.n) for name, figure in part.figures.items()}
    assert values == {
        "answered": (0.5, 2),
        "citation_precision": (0.5, 1),
        "citation_recall": (0.5, 2),
        "quoted_words_p50": (13.0, 1),
    }
    assert (part.n_others, part.n_others_answered) == (2, 1)
    assert [query.answer for query in content.queries] == [answers["q1"], answers["q2"], None]
