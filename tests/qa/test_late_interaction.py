"""The second look at the best paragraphs, with vectors whose cosines can be computed by hand."""

from pathlib import Path

import numpy as np
import pytest

from index import Library
from index.view import View
from qa.late_interaction import rescored, token_weights
from qa.retriever import FusionSettings, search
from tests.conftest import FakeEncoder

TEXT = """RULES

1. The boats are mended in the dock by the master of the harbour.

2. Nets and boats.

3. The master of the harbour may sell a boat.
"""


@pytest.fixture
def rules(library: Library, tmp_path: Path) -> Library:
    path = tmp_path / "rules.txt"
    path.write_text(TEXT, encoding="utf-8")
    library.add([path])
    return library


class WrittenView(View):
    """A view whose cosines are written down."""

    def __init__(self, cosines: list[list[float]] | None) -> None:
        self._cosines = cosines

    def token_cosines(self, question: object, keys: object) -> np.ndarray | None:
        return None if self._cosines is None else np.array(self._cosines, np.float32)


def test_the_score_is_the_mean_of_powers_by_weight_mixed_with_the_fused_one() -> None:
    view = WrittenView([[1.0, 0.5], [0.5, 1.0]])
    question = np.ones((2, 4), np.float32)
    fused = {7: 0.9, 8: 0.8, 9: 0.3}
    # Powers of 2: 7 meets (3·1 + 1·¼)/4 = 0.8125, 8 meets (3·¼ + 1·1)/4 = 0.4375. Of two, each
    # is one deviation from the mean: ±1 for both scores, so 7 is best by all shares, and the
    # two take the ends of what is above the third.
    found = rescored(view, question, [3.0, 1.0], fused, share=0.5, n=2, power=2)
    assert found == pytest.approx({7: 1.0, 8: 0.3, 9: 0.3})
    # With the weights the other way round the second look says 8; its share decides.
    found = rescored(view, question, [1.0, 3.0], fused, share=0.6, n=2, power=2)
    assert found == pytest.approx({7: 0.3, 8: 1.0, 9: 0.3})
    found = rescored(view, question, [1.0, 3.0], fused, share=0.4, n=2, power=2)
    assert found == pytest.approx({7: 1.0, 8: 0.3, 9: 0.3})


def test_a_negative_cosine_counts_nothing() -> None:
    question = np.ones((1, 4), np.float32)
    view = WrittenView([[-1.0], [0.1]])
    found = rescored(view, question, [1.0], {7: 0.5, 8: 0.5}, share=1.0, n=2, power=2)
    assert found == pytest.approx({7: 0.0, 8: 1.0})


@pytest.mark.parametrize(("cosines", "weights"), [(None, [1.0]), ([[1.0], [0.0]], [0.0])])
def test_without_token_vectors_or_words_the_fused_scores_stay(
    cosines: list[list[float]] | None, weights: list[float]
) -> None:
    fused = {7: 0.5, 8: 0.7}
    question = np.ones((1, 4), np.float32)
    view = WrittenView(cosines)
    assert rescored(view, question, weights, fused, share=0.5, n=60, power=6) == fused


def test_a_word_counts_by_its_rarity_shared_by_its_tokens(rules: Library) -> None:
    with rules.view() as view:
        # "mended" is in one paragraph, "boats" in all three; "the" is a stop word.
        spans = [(0, 3), (4, 7), (7, 10), (11, 16)]
        the, men, ded, boats = token_weights(view, "The mended boats", spans)
        rarity = view.rarity(["mend", "boat"])
    assert the == 0
    assert men == ded == pytest.approx(rarity["mend"] / 2)
    assert boats == pytest.approx(rarity["boat"])
    assert rarity["mend"] > rarity["boat"]


def test_a_search_looks_twice_and_fusion_once(rules: Library) -> None:
    def ranked(**options: object) -> list[tuple[str, float]]:
        with rules.view() as view:
            hits = search(rules, view, "boats mended in the dock", k=3, **options)  # type: ignore[arg-type]
        return [(hit.paragraph.paragraph, round(hit.score, 6)) for hit in hits]

    once = ranked(retriever="fusion")
    assert ranked(settings=FusionSettings(late_weight=0.0))[0][0] == once[0][0]
    assert ranked(settings=FusionSettings(late_weight=1.0)) != once
    assert ranked()[0][0] == "1"


def test_a_small_library_is_searched_as_before(tmp_path: Path, encoder: FakeEncoder) -> None:
    path = tmp_path / "rules.txt"
    path.write_text(TEXT, encoding="utf-8")
    with Library.create(tmp_path / "small", encoder=encoder, token_vectors=False) as library:
        library.add([path])
        with library.view() as view:
            hybrid = search(library, view, "boats mended", k=3)
            assert hybrid == search(library, view, "boats mended", k=3, retriever="fusion")
