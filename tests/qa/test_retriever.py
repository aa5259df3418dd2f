"""Fusion, and which search finds what."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Library, Paragraph
from index.view import View
from qa import Assistant
from qa.retriever import RETRIEVERS, FusionSettings, RetrieverName, fuse

scores = st.dictionaries(st.integers(0, 20), st.floats(-5, 50), max_size=12)


def test_fusion_is_the_weighted_sum_of_scores_mapped_to_0_and_1() -> None:
    # dense: 0.9 -> 1, 0.5 -> 0.5, 0.1 -> 0; lexical: 12 -> 1, 2 -> 0
    fused = fuse({1: 0.9, 2: 0.5, 3: 0.1}, {2: 12.0, 4: 2.0}, 0.4)
    assert fused == pytest.approx({1: 0.4, 2: 0.4 * 0.5 + 0.6, 3: 0.0, 4: 0.0})


def test_one_search_alone_keeps_its_order() -> None:
    assert fuse({1: 0.3, 2: 0.8}, {}, 0.4) == {1: 0.0, 2: 1.0}
    assert fuse({}, {7: 3.0}, 0.4) == {7: 1.0}
    assert fuse({}, {}, 0.4) == {}


@given(scores, scores, st.floats(0, 1))
def test_fused_scores_are_within_0_and_1_for_every_paragraph_found(
    dense: dict[int, float], lexical: dict[int, float], weight: float
) -> None:
    fused = fuse(dense, lexical, weight)
    assert fused.keys() == dense.keys() | lexical.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


@pytest.mark.model
def test_hits_are_ranked_and_say_which_search_found_them(cable_assistant: Assistant) -> None:
    hits = cable_assistant.search("pensioners and veterans", k=5)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].paragraph.paragraph == "8"
    assert hits[0].dense_score is not None
    assert hits[0].lexical_score is not None
    lexical = cable_assistant.search("pensioners", retriever="lexical")
    assert {hit.paragraph.paragraph for hit in lexical} == {"3", "8"}
    assert all(hit.dense_score is None for hit in lexical)
    dense = cable_assistant.search("old people's benefits", k=3, retriever="dense")
    assert dense[0].paragraph.paragraph == "8"
    assert all(hit.lexical_score is None for hit in dense)


@pytest.mark.model
def test_signs_of_a_query_language_are_only_signs(cable_assistant: Assistant) -> None:
    plain = cable_assistant.search("tax audits", retriever="lexical")
    signs = cable_assistant.search('+tax -"audits" AND (*:* OR text:[a TO z]) ~2^9', k=10)
    assert plain[0].paragraph.paragraph == "9"
    assert signs
    assert cable_assistant.search("*:*", retriever="lexical") == ()


def test_a_paragraph_that_is_just_being_removed_gives_way_to_the_next(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["The lamp is lit.", "The lamp of the pier is lit at dusk.", "Nets are dried."]
    rows = [{"doc_id": "d", "paragraph": str(n), "text": text} for n, text in enumerate(texts)]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    library.add([tmp_path / "d.jsonl"])
    assistant = Assistant(library)
    best, second = assistant.search("The lamp is lit.", k=2)
    held = View.paragraphs

    def without_the_best(view: View, keys: Sequence[int]) -> dict[int, Paragraph]:
        found = held(view, keys)
        return {key: each for key, each in found.items() if each != best.paragraph}

    monkeypatch.setattr(View, "paragraphs", without_the_best)
    (only,) = assistant.search("The lamp is lit.", k=1)
    assert (only.paragraph, only.rank) == (second.paragraph, 1)


@pytest.mark.parametrize("retriever", RETRIEVERS)
def test_the_first_paragraphs_are_the_same_however_many_are_asked_for(
    library: Library, tmp_path: Path, retriever: RetrieverName
) -> None:
    chance = random.Random(3)
    words = [f"word{n}" for n in range(25)]
    rows = [
        {"doc_id": "d", "paragraph": str(n), "text": " ".join(chance.choices(words, k=15))}
        for n in range(120)
    ]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    library.add([tmp_path / "d.jsonl"])
    assistant = Assistant(library, fusion=FusionSettings(depth=20))
    for question in ("word1 word2 word3", "word4 word4 word20", "word9"):
        few = assistant.search(question, k=20, retriever=retriever)
        many = assistant.search(question, k=110, retriever=retriever)
        assert [hit.paragraph for hit in many[:20]] == [hit.paragraph for hit in few]
        assert len(many) > len(few)
        scores = [hit.score for hit in many]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
