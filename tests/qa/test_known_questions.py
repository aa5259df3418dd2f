"""Questions whose paragraphs are known, and what they say for others."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import Library
from index.errors import LibraryDamaged
from index.filters import Filter
from qa import Assistant
from qa.known_questions import KnownQuestions
from qa.retriever import FusionSettings, search
from qa.tuned import Provenance, TunedSettings, TunedWeights, keep_tuned, tuned_settings

TEXTS = {
    "1": "Barges are towed at noon by the tug of the harbour.",
    "2": "Hilda Marr keeps the ledger of the tolls at the gate.",
    "3": "Rain fell on the hills for a week in the spring.",
}
ASKED = (
    ("Who writes down what is paid?", (("harbour", "2"),)),
    ("Was it wet?", (("harbour", "3"), ("gone", "1"))),
)
WEIGHED = replace(FusionSettings(), known_weight=5.0)


@pytest.fixture(autouse=True)
def filled(library: Library, tmp_path: Path) -> Library:
    rows = ({"doc_id": "harbour", "paragraph": n, "text": text} for n, text in TEXTS.items())
    file = tmp_path / "harbour.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([file]).failed
    return library


def test_a_paragraph_is_as_near_as_the_nearest_question_that_it_answers() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8], [-1, 0]], np.float32)
    places = ((("a", "1"),), (("a", "1"), ("b", "2")), (("c", "3"),))
    near = KnownQuestions(("x", "y", "z"), places, vectors).near(np.array([1, 0], np.float32))
    assert near == {("a", "1"): 1.0, ("b", "2"): pytest.approx(0.6), ("c", "3"): 0.0}


def test_they_are_kept_and_read_again() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8]], np.float32)
    known = KnownQuestions(("x", "y"), ((("a", "1"),), ()), vectors)
    again = KnownQuestions.read(known.stored())
    assert (again.texts, again.places) == (known.texts, known.places)
    np.testing.assert_allclose(again.vectors, vectors, atol=1e-3)
    assert known.only([1]).texts == ("y",)
    for damaged in ("AAAA", "not base64!"):
        with pytest.raises(LibraryDamaged, match="tune --reset"):
            KnownQuestions.read(replace(known.stored(), vectors=damaged))


def test_a_question_like_a_known_one_finds_what_answered_that(filled: Library) -> None:
    known = KnownQuestions.of(ASKED, filled.encoder)
    question = "Who writes down what is paid?"
    with filled.view() as view:
        hits = search(filled, view, question, k=3, settings=WEIGHED, known=known)
        assert hits[0].paragraph.paragraph == "2"
        assert all(0 <= hit.score <= 1 for hit in hits)
        plain = search(filled, view, question, k=3)
        assert search(filled, view, question, k=3, known=known) == plain, "no weight, no effect"
        for retriever in ("dense", "lexical"):
            alone = search(filled, view, question, k=3, retriever=retriever)
            same = search(
                filled,
                view,
                question,
                k=3,
                retriever=retriever,
                settings=WEIGHED,
                known=known,
            )
            assert alone == same


def test_filters_hold_for_what_known_questions_say(filled: Library, tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text(
        json.dumps({"doc_id": "other", "paragraph": "1", "text": "Coal is landed."}),
        encoding="utf-8",
    )
    assert not filled.add([tmp_path / "other.jsonl"]).failed
    known = KnownQuestions.of(ASKED, filled.encoder)
    filters = (Filter("doc_id", "other"),)
    with filled.view() as view:
        hits = search(
            filled, view, ASKED[0][0], k=3, filters=filters, settings=WEIGHED, known=known
        )
    assert {hit.paragraph.doc_id for hit in hits} == {"other"}


def test_an_assistant_takes_up_what_the_library_keeps(filled: Library) -> None:
    assert Assistant(filled).known is None
    stored = KnownQuestions.of(ASKED, filled.encoder).stored()
    origin = Provenance.of_today(
        model=filled.model_identity, questions=(), asked=("a", "b"), folds=2, by="AP@10", gains={}
    )
    keep_tuned(filled, TunedSettings(weights=TunedWeights(WEIGHED, origin, stored)))
    assistant = Assistant(filled)
    assert assistant.known is not None
    assert assistant.known.texts == tuple(text for text, _ in ASKED)
    assert assistant.search("Who writes down what is paid?")[0].paragraph.paragraph == "2"
    assert Assistant(filled, fusion=FusionSettings()).known is None
    foreign = replace(origin, model="another")
    keep_tuned(filled, TunedSettings(weights=TunedWeights(WEIGHED, foreign, stored)))
    assert tuned_settings(filled).weights is None, "another encoder's vectors mean nothing"
