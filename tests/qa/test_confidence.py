"""How sure an answer is, and what that is told from."""

import json
from dataclasses import astuple, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Paragraph
from qa.confidence import SIGNALS, ConfidenceModel, Logistic, Signals, signals_of, usual_confidence
from qa.model import Hit
from qa.sentence_ranking import Ranking, ScoredSentence

shares = st.floats(0, 1)


@given(st.builds(Signals, *[shares] * len(SIGNALS)), st.sampled_from(SIGNALS))
def test_it_is_a_probability_that_grows_with_what_speaks_for_an_answer(
    signals: Signals, name: str
) -> None:
    model = usual_confidence()
    assert 0 < model.probability(signals) < 1
    better = replace(signals, **{name: getattr(signals, name) + 0.1})
    # A paragraph that is near while its sentence is not makes an adversarial question likelier.
    # What tells the two apart tells nothing of the subject.
    told_by = {"paragraph": model.subject, "late": model.subject}
    told_by |= {"numbers": model.statement, "polarity": model.statement}
    part = told_by.get(name, model)
    assert part.probability(better) > part.probability(signals)


def test_each_part_is_the_logistic_function_of_a_weighted_sum() -> None:
    part = Logistic(-1.0, (1.0, 0.0, 0.0, 0.0, 0.0, 2.0))
    assert part.probability(Signals(1, 0, 0, 0, 0, 0)) == 0.5
    assert part.probability(Signals(0, 9, 9, 9, 9, 1)) == pytest.approx(0.731, abs=1e-3)
    assert Logistic(-1e9, part.weights).probability(Signals(0, 0, 0, 0, 0, 0)) >= 0
    both = ConfidenceModel(part, part)
    assert both.probability(Signals(1, 0, 0, 0, 0, 0)) == 0.25


def test_a_weight_for_each_signal() -> None:
    with pytest.raises(ValueError, match="2 weights for 6 signals"):
        Logistic(0.0, (1.0, 2.0))


def test_what_ships_says_what_it_was_fitted_on() -> None:
    from qa.confidence import _SHIPPED

    shipped = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    for part in ("subject", "statement"):
        assert set(shipped[part]["weights"]) == {field.name for field in fields(Signals)}
    assert shipped["provenance"]["program"] == "bench/fit_answerer.py"
    assert min(shipped["provenance"]["questions"].values()) > 0


QUESTION = "Did Osk sell 40 barges?"
SPANS = ((4, 7), (8, 12), (13, 15), (16, 22))  # Osk, sell, 40, barges


def signals(question: str, text: str, met: tuple[float, ...], *, around: str = "") -> Signals:
    paragraph = Paragraph("d", "1", 0, "", "", text, 1, 1)
    sentence = ScoredSentence(
        paragraph, 0, 0, len(text), 0, (0.1, 0.5, 0.3, 0.2, 0.0), 0.4, late=0.6, token_cosines=met
    )
    hits = [
        Hit(paragraph, 1.0, 1, dense_score=0.5, lexical_score=None),
        Hit(paragraph, 0.9, 2, dense_score=None, lexical_score=3.0),
    ]
    return signals_of(question, hits, Ranking((sentence,), SPANS), around=around)


def test_names_and_numbers_of_the_question_that_are_not_met() -> None:
    met = (0.2, 0.9, 0.3, 0.8)
    assert astuple(signals(QUESTION, "Tolley sold nine.", met)) == (0.5, 0.4, 0.6, 0.2, 0.3, 1.0)
    titled = signals(QUESTION, "He sold nine.", met, around="d On Osk’s trade")
    assert titled.names == 1.0, "the title says who is meant"
    plain = signals("did he sell any of the barges?", "Tolley sold nine.", met)
    assert (plain.names, plain.numbers) == (1.0, 1.0)


def test_a_denial_is_answered_by_a_denial() -> None:
    question = "Who did Osk not pay?"
    assert signals(question, "Osk paid Tolley.", (1.0,) * 4).polarity == 0.0
    assert signals(question, "Osk never paid Tolley.", (1.0,) * 4).polarity == 1.0


def test_the_opposite_of_what_is_asked_is_no_answer() -> None:
    question = "Who did Osk pay before the vote?"
    assert signals(question, "After the vote Osk paid Tolley.", (1.0,) * 4).polarity == 0.0
    assert signals(question, "Before the vote Osk paid Tolley.", (1.0,) * 4).polarity == 1.0
