"""Trying settings without searching, and finding the best."""

from dataclasses import replace

import numpy as np
import pytest

from eval.evaluate import evaluate
from eval.measures import measure_run, parse_measures
from eval.model import Judgement, Query
from eval.tuning.candidates import Candidates, gather_candidates, known_of, known_of_others
from eval.tuning.weights import fit_weights
from index import Library
from qa import Assistant
from qa.bm25 import BM25, WordCounts
from qa.late_interaction import Evidence, SecondLook
from qa.retriever import Found, FusionSettings
from tests.eval.conftest import WordEncoder
from tests.eval.tuning.conftest import Made

TRIED = [
    FusionSettings(),
    FusionSettings(dense_weight=0.8),
    FusionSettings(second_look=replace(SecondLook(), n=7, power=1.0, phrase_weight=0.4)),
    FusionSettings(bm25=BM25(k1=2.0, b=0.1, mean_length=20.0)),
]


@pytest.mark.parametrize("settings", TRIED)
def test_candidates_rank_as_a_search_with_the_same_settings(
    made: Made, settings: FusionSettings
) -> None:
    folder, queries = made(1, n_queries=15, token_vectors=True)
    with Library.open(folder, encoder=WordEncoder()) as library:
        found = evaluate(Assistant(library, fusion=settings), queries, k=50, measures="R@10").run
        for each in gather_candidates(library, queries, depth=settings.depth):
            tried, searched = (
                {(row.doc_id, row.paragraph): row.score for row in ranking}
                for ranking in (each.ranking(settings, 50), found[each.query.query_id])
            )
            # Sums of many terms differ in the last places by how many are computed at once.
            assert tried == pytest.approx(searched, abs=1e-6)
            assert len(tried) == 50


def test_candidates_rank_with_known_questions_as_a_search_does(made: Made) -> None:
    folder, queries = made(1, n_queries=15, token_vectors=True)
    settings = FusionSettings(known_weight=0.3)
    with Library.open(folder, encoder=WordEncoder()) as library:
        known = known_of(library, queries)
        assistant = Assistant(library, fusion=settings)
        assistant.known = known
        found = evaluate(assistant, queries, k=50, measures="R@10").run
        candidates = gather_candidates(
            library, queries, depth=settings.depth, known=[known] * len(queries)
        )
    for each in candidates:
        tried = {(r.doc_id, r.paragraph): r.score for r in each.ranking(settings, 50)}
        searched = {(r.doc_id, r.paragraph): r.score for r in found[each.query.query_id]}
        assert tried == pytest.approx(searched, abs=1e-6)


def test_no_question_knows_its_own_answer(made: Made) -> None:
    folder, queries = made(1, n_queries=15)
    with Library.open(folder, encoder=WordEncoder()) as library:
        known = known_of_others(library, queries, 4)
    assert len(known) == 15
    for query, others in zip(queries, known, strict=True):
        assert query.query not in others.texts
        assert len(others.texts) in {11, 12}


def test_known_questions_are_weighed_where_they_tell() -> None:
    plain = candidates_of(30)
    told = [
        replace(each, found=replace(each.found, known={int(each.query.gold[0].paragraph): 1.0}))
        for each in plain
    ]
    fitted = fit_weights(told, mean_length=20.0, folds=3)
    assert fitted.settings.known_weight > 0
    assert fit_weights(plain, mean_length=20.0, folds=3).settings.known_weight == 0


def candidates_of(n: int) -> list[Candidates]:
    """Questions whose paragraph the dense search finds first and the lexical one last."""
    names = {key: ("d", str(key)) for key in range(1, 6)}
    places = {key: place for place, key in enumerate(names)}
    counts = WordCounts(np.zeros((5, 0)), np.ones(5), np.zeros(0))
    candidates = []
    for number in range(n):
        gold = number % 5 + 1
        dense = {key: 0.9 if key == gold else 0.1 * key for key in names}
        lexical = {key: 0.0 if key == gold else 10.0 + key for key in names}
        query = Query(f"q{number}", "?", (Judgement("d", str(gold), 1),))
        found = Found(dense, lexical, None)
        candidates.append(Candidates(query, found, names, places, counts, None))
    return candidates


def test_the_search_that_is_right_gets_the_weight() -> None:
    candidates = candidates_of(25)
    told: list[tuple[int, int]] = []
    fitted = fit_weights(
        candidates, mean_length=1.0, folds=5, by="RR@10", progress=lambda *now: told.append(now)
    )
    assert fitted.settings.dense_weight > 0.5
    judgements = {each.query.query_id: each.query.relevant for each in candidates}
    by = parse_measures("RR@10")
    assert measure_run(by, judgements, fitted.held_out) == {"RR@10": 1.0}
    assert measure_run(by, judgements, fitted.usual)["RR@10"] < 1
    assert told == [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]


def test_what_a_second_look_sees_gets_its_weight() -> None:
    # Only late interaction is right, and only just: the last paragraph, which both searches find
    # first, is met nearly as well as the one that answers.
    candidates = []
    for number, each in enumerate(candidates_of(25)):
        lexical = {key: 10.0 + key for key in each.names}
        cosines = np.full((5, 2), 0.1)
        cosines[4], cosines[number % 5] = 0.345, 0.35
        seen = Evidence(
            cosines,
            np.ones(2),
            np.full(5, 10),
            np.zeros(5),
            np.zeros((0, 2), np.int64),
            np.zeros((5, 2), bool),
        )
        dense = {key: 0.1 * key for key in each.names}
        candidates.append(replace(each, found=Found(dense, lexical, None), seen=seen))
    fitted = fit_weights(candidates, mean_length=1.0, folds=5, by="RR@10")
    look = fitted.settings.second_look
    assert look is not None
    assert look.late_weight > SecondLook().late_weight
    judgements = {each.query.query_id: each.query.relevant for each in candidates}
    by = parse_measures("RR@10")
    assert measure_run(by, judgements, fitted.usual)["RR@10"] < 1
    assert measure_run(by, judgements, fitted.held_out) == {"RR@10": 1.0}


def test_bm25_gets_the_parameters_by_which_it_is_right() -> None:
    # The paragraph that answers is long, and has the word more often than the others have.
    candidates = []
    for number, each in enumerate(candidates_of(25)):
        gold = number % 5
        frequencies = np.full((5, 1), 4.0)
        frequencies[gold] = 8.0
        lengths = np.full(5, 20.0)
        lengths[gold] = 60.0
        counts = WordCounts(frequencies, lengths, np.ones(1))
        lexical = {key: 9.0 - (place == gold) for place, key in enumerate(each.names)}
        dense = {key: score / 10 for key, score in lexical.items()}
        candidates.append(replace(each, found=Found(dense, lexical, None), counts=counts))
    fitted = fit_weights(candidates, mean_length=25.0, folds=5, by="RR@10")
    assert fitted.settings.bm25 is not None
    assert (fitted.settings.bm25.b, fitted.settings.bm25.mean_length) == (0.3, 25.0)
    judgements = {each.query.query_id: each.query.relevant for each in candidates}
    assert measure_run(parse_measures("RR@10"), judgements, fitted.held_out) == {"RR@10": 1.0}


def test_held_out_questions_are_ranked_by_weights_that_others_gave() -> None:
    # The lexical search is right for one question alone. Fitted with it, weights would serve
    # it; fitted on the others they cannot.
    names = {1: ("d", "1"), 2: ("d", "2")}
    counts = WordCounts(np.zeros((2, 0)), np.ones(2), np.zeros(0))
    odd = Candidates(
        Query("odd", "?", (Judgement("d", "2", 1),)),
        Found({1: 0.9, 2: 0.1}, {1: 1.0, 2: 9.0}, None),
        names,
        {1: 0, 2: 1},
        counts,
        None,
    )
    fitted = fit_weights([*candidates_of(24), odd], mean_length=1.0, folds=25, by="RR@10")
    assert fitted.usual["odd"][0].paragraph == "2"
    assert fitted.held_out["odd"][0].paragraph == "1"
