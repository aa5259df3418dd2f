"""BM25 with parameters of one's own, against tantivy's."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import Library
from qa import Assistant
from qa.bm25 import BM25, WordCounts, count_words
from qa.retriever import FusionSettings


def index(library: Library, folder: Path, texts: Sequence[str]) -> None:
    rows = [{"doc_id": "d", "paragraph": str(n), "text": text} for n, text in enumerate(texts)]
    path = folder / "corpus.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not library.add([path]).failed


def test_a_score_by_hand() -> None:
    counts = WordCounts(np.array([[3.0, 0.0], [1.0, 2.0]]), np.array([6.0, 3.0]), np.array([2, 1]))
    # k1 = 1, b = 0.5: 1 - 0.5 + 0.5 * 6/3 = 1.5 and 1.0.
    expected = [2 * 3 * 2 / (3 + 1.5), 2 * 1 * 2 / (1 + 1) + 1 * 2 * 2 / (2 + 1)]
    found = BM25(k1=1.0, b=0.5, mean_length=3.0).scores(counts)
    assert found.tolist() == pytest.approx(expected)


def test_with_tantivys_parameters_it_is_what_tantivy_gives(
    library: Library, tmp_path: Path
) -> None:
    chance = random.Random(7)
    words = [f"word{n}" for n in range(60)]
    # Shorter than 40 words: tantivy keeps longer lengths rounded.
    index(library, tmp_path, [" ".join(chance.choices(words, k=n % 30 + 5)) for n in range(400)])
    with library.view() as view:
        for question in ("word1 word2 word2 word3", "Is it word7?", "word5 word50 word51 word4"):
            found = dict(view.matching(question, 100))
            counts = count_words(view, question, tuple(found))
            ours = BM25(k1=1.2, b=0.75, mean_length=view.mean_length()).scores(counts)
            # tantivy counts the entry that says of which generation its index is as a text.
            assert ours.tolist() == pytest.approx(list(found.values()), rel=0.003)


def test_length_counts_as_much_as_it_is_told_to(library: Library, tmp_path: Path) -> None:
    lamp = "A lamp must burn on the pier from dusk until dawn."
    index(library, tmp_path, [lamp, "Nets dry on the pier.", "Fishing is allowed on Sundays."])

    def first(b: float) -> str:
        settings = FusionSettings(
            dense_weight=0.0, bm25=BM25(k1=1.2, b=b, mean_length=8.0), second_look=None
        )
        return Assistant(library, fusion=settings).search("pier")[0].paragraph.paragraph

    assert first(1.0) == "1", "the shorter one"
    assert first(0.0) == "0", "both have the word once, and the first was indexed first"
