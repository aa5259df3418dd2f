"""A cross-encoder of the user's own: what it does to the order, and what is refused."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import index.encoder
from index import Library, Paragraph
from index.errors import ModelError
from qa import Assistant
from qa.model import Hit
from qa.reranker import Reranker, rerank
from qa.retriever import RETRIEVERS, RetrieverName
from tests.qa.conftest import Run
from tests.tiny_cross_encoder import ROOM, make_tiny_cross_encoder

TEXT = """BIRDS

1. The boats of the harbour are mended in the dock.

2. In the dock of the harbour boats are mended by the master.

3. Of the boats of the harbour, one is called the heron.

4. Nets and boats are kept in the dock of the harbour.
"""
QUESTION = "Which boats are mended in the dock of the harbour?"


class WrittenModel:
    """Gives the scores that are written for texts; it must not be asked by two at once."""

    def __init__(self, scores: dict[str, float]) -> None:
        self._scores, self._asked = scores, threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        assert self._asked.acquire(blocking=False), "asked by two threads at once"
        time.sleep(0.002)
        found = np.array([self._scores.get(text, 0.0) for text in texts])
        self._asked.release()
        return found


def reranker(scores: dict[str, float], n: int = 30) -> Reranker:
    return Reranker("written", n=n, model=WrittenModel(scores))


def hits(**scores: float) -> tuple[Hit, ...]:
    """Hits whose paragraphs have their names as texts."""
    return tuple(
        Hit(Paragraph("d", name, 0, "", "", name, 1, 1), score, rank, None, None)
        for rank, (name, score) in enumerate(scores.items(), start=1)
    )


def placed(found: Sequence[Hit]) -> dict[str, float]:
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    assert [each.score for each in found] == sorted((h.score for h in found), reverse=True)
    return {each.paragraph.text: each.score for each in found}


def test_the_best_are_put_in_order_and_the_others_stay_behind() -> None:
    found = hits(a=0.9, b=0.8, c=0.7, d=0.7, e=0.0)
    scores = placed(rerank("?", found, reranker({"a": -7, "b": 1, "c": 3, "d": 9}, 3)))
    assert scores == pytest.approx({"c": 1.0, "b": 0.9, "a": 0.5, "d": 0.343, "e": 0.0})


def test_others_that_were_as_good_stay_behind_too() -> None:
    scores = placed(rerank("?", hits(a=1.0, b=1.0, c=1.0), reranker({"b": 1}, 2)))
    assert list(scores) == ["b", "a", "c"]
    assert scores["a"] > scores["c"]


def test_of_equal_ones_the_better_hit_before_comes_first() -> None:
    assert list(placed(rerank("?", hits(b=0.9, c=0.5, a=0.4), reranker({"a": 1})))) == [
        "a",
        "b",
        "c",
    ]
    assert rerank("?", (), reranker({})) == ()


@pytest.fixture
def harbour(library: Library, tmp_path: Path) -> Library:
    path = tmp_path / "birds.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert not library.add([path]).failed
    return library


@pytest.mark.parametrize("retriever", RETRIEVERS)
def test_every_retriever_can_be_reranked(harbour: Library, retriever: RetrieverName) -> None:
    third = harbour.paragraph("birds", "3").text
    liking = reranker({third: 1})
    (best,) = Assistant(harbour, reranker=liking).search(QUESTION, k=1, retriever=retriever)
    plain = Assistant(harbour).search(QUESTION, k=4, retriever=retriever)
    assert plain[0].paragraph.paragraph != best.paragraph.paragraph == "3"
    before = next(each for each in plain if each.paragraph == best.paragraph)
    assert (best.dense_score, best.lexical_score) == (before.dense_score, before.lexical_score)


def test_answers_are_drawn_from_what_is_best_then(harbour: Library) -> None:
    third = harbour.paragraph("birds", "3").text
    answer = Assistant(harbour, reranker=reranker({third: 1})).ask(QUESTION, k=2)
    assert answer.hits[0].paragraph.text == third
    assert len(answer.hits) == 2


def test_threads_ask_one_after_the_other(harbour: Library) -> None:
    third = harbour.paragraph("birds", "3").text
    assistant = Assistant(harbour, reranker=reranker({third: 1}))
    firsts: list[str] = []

    def ask() -> None:
        firsts.append(assistant.search(QUESTION)[0].paragraph.paragraph)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert firsts == ["3"] * 20


def test_scores_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ModelError, match="'written' gives scores that are no numbers"):
        rerank("?", hits(a=0.9, b=0.8), reranker({"a": float("nan")}))


def test_at_least_one_paragraph_is_scored() -> None:
    with pytest.raises(ValueError, match="1 paragraph or more, not 0"):
        reranker({}, 0)


@pytest.mark.model
def test_a_real_cross_encoder_ranks_by_what_it_was_trained_for(
    harbour: Library, tiny_cross_encoder: Path
) -> None:
    assistant = Assistant(harbour, reranker=str(tiny_cross_encoder))
    first, *others = assistant.search(QUESTION)
    assert first.paragraph.paragraph == "3"
    assert (first.score, others[-1].score) == (1.0, 0.5)
    assert max(each.score for each in others) < 0.6


@pytest.mark.model
def test_of_a_long_text_the_best_window_counts(tiny_cross_encoder: Path) -> None:
    plain = "The boats are mended in the dock. " * ROOM
    question = "Where is the bird?"
    texts = [plain, f"{plain} There is a heron. {plain}", "The heron is mended in dock."]
    without, inside, short = Reranker(str(tiny_cross_encoder)).scores(question, texts)
    assert without < -5 < 5 < min(inside, short)
    endless = f"{plain * 100} There is a heron."
    assert Reranker(str(tiny_cross_encoder)).scores(question, [endless])[0] < -5, "has a limit"
    assert len(Reranker(str(tiny_cross_encoder)).scores("bird " * 100, texts)) == 3


def test_a_reranker_is_not_loaded_before_it_is_needed(tiny_cross_encoder: Path) -> None:
    weights = tiny_cross_encoder / "model.safetensors"
    named = Reranker(str(tiny_cross_encoder))
    away = weights.rename(tiny_cross_encoder / "away")
    try:
        with pytest.raises(ModelError, match=r"likes-herons' cannot be loaded"):
            named.scores("?", ["a"])
    finally:
        away.rename(weights)
    assert named.scores("?", ["a"]).shape == (1,), "what went wrong once may be right now"


@pytest.mark.model
def test_what_is_no_cross_encoder_is_refused(tmp_path: Path) -> None:
    encoder = index.encoder._bundled()
    with pytest.raises(ModelError) as caught:
        Reranker(str(encoder)).scores("?", ["a"])
    assert str(caught.value).startswith(f"{encoder}: is no cross-encoder but a BertModel")
    classifier = make_tiny_cross_encoder(tmp_path / "classifier", n_labels=3)
    with pytest.raises(ModelError, match=r"classifier: tells 3 kinds of texts apart"):
        Reranker(str(classifier)).scores("?", ["a"])


@pytest.mark.model
def test_a_name_of_the_hub_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"'nobody/no-such-model' cannot be loaded: .*its folder"):
        Reranker("nobody/no-such-model").scores("?", ["a"])


@pytest.mark.model
def test_the_commands_take_a_reranker(run: Run, harbour: Library, tiny_cross_encoder: Path) -> None:
    place = ("--library", harbour.folder, "--reranker", tiny_cross_encoder)
    code, out, _ = run("search", QUESTION, "--retriever", "lexical", "-k", "1", *place)
    assert (code, out.split("\n")[0]) == (0, "  1. birds ¶3")


@pytest.mark.parametrize(("name", "message"), [("./nowhere", "no such folder"), ("", "is empty")])
def test_a_reranker_that_cannot_be_is_told_at_once(
    run: Run, harbour: Library, name: str, message: str
) -> None:
    for command in ("ask", "search"):
        code, out, err = run(command, "boats?", "--library", harbour.folder, "--reranker", name)
        assert (code, out) == (1, "")
        assert err.startswith("error: ")
        assert message in " ".join(err.split())
