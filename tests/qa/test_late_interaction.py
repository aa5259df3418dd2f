"""The second look at the best paragraphs, with cosines from which it can be computed by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import Document, Library, Paragraph
from index.lexical import text_stems
from index.tokens import Tokens
from index.view import View
from qa.late_interaction import SecondLook, gather, look_again, phrase_score, token_weights
from qa.retriever import FusionSettings, search
from tests.conftest import FakeEncoder

TEXT = """RULES

1. The boats are mended in the dock by the master of the harbour.

2. Nets and boats.

3. The master of the harbour may sell a boat.
"""
# Two words of a question, a token each, as rare as each other.
TOKENS = Tokens(((0, 5), (6, 10)), np.ones((2, 4), np.float32))
LATE_ALONE = SecondLook(
    late_weight=1.0, power=2, length_penalty=0.0, phrase_weight=0.0, neighbour_weight=0.0
)


class WrittenView(View):
    """A view whose cosines and texts are written down; paragraph n is the n-th of one document."""

    def __init__(self, cosines: dict[int, list[float]] | None, texts: dict[int, str]) -> None:
        self._cosines, self._texts = cosines, texts
        self.n_tokens = dict.fromkeys(texts, 10)
        self.headings: dict[int, str] = {}
        self.doc_ids: dict[int, str] = {}
        self.titles: dict[str, str] = {}

    def rarity(self, stems: Iterable[str]) -> dict[str, float]:
        return dict.fromkeys(stems, 2.0)

    def token_cosines(
        self, question: object, keys: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]] | None:
        if self._cosines is None:
            return None
        rows = [self._cosines[key] for key in keys]
        return np.array(rows, np.float32), np.array([self.n_tokens[key] for key in keys])

    def paragraphs(self, keys: Sequence[int]) -> dict[int, Paragraph]:
        return {
            key: Paragraph(
                self.doc_ids.get(key, "d"),
                str(key),
                key,
                self.headings.get(key, ""),
                "",
                self._texts[key],
                1,
                1,
            )
            for key in keys
        }

    def document(self, doc_id: str) -> Document:
        return Document(doc_id, self.titles.get(doc_id, ""), None, "d.txt", "text")


def view_of(cosines: dict[int, list[float]] | None, **texts: str) -> WrittenView:
    named = {int(name.removeprefix("p")): text for name, text in texts.items()}
    return WrittenView(cosines, dict.fromkeys(cosines or (), "Words.") | named)


def look(
    view: View, question: str, fused: dict[int, float], settings: SecondLook
) -> dict[int, float]:
    return look_again(fused, lambda keys: gather(view, question, TOKENS, keys), settings)


def test_late_interaction_is_the_weighted_mean_of_powers() -> None:
    # Powers of 2, both words alike: 1 meets (1 + 0)/2 = 0.5, 5 meets (0.49 + 0.49)/2 = 0.49.
    view = view_of({1: [1.0, 0.0], 5: [0.7, 0.7], 9: [0.1, -1.0]})
    fused = {1: 0.2, 5: 0.9, 9: 0.1}
    found = look(view, "boats nets", fused, LATE_ALONE)
    low = 0.1**2 / 2  # a negative cosine counts nothing
    expected = {1: 1.0, 5: (0.49 - low) / (0.5 - low), 9: 0.0}
    assert found == pytest.approx(expected, abs=1e-4)


def test_a_word_of_the_heading_or_the_title_is_nearly_met() -> None:
    # Both words alike: 1 has the boats in its heading, 4 the nets in its title, 7 neither.
    view = view_of({1: [0.1, 0.5], 4: [0.4, 0.2], 7: [0.3, 0.3]})
    view.headings = {1: "Of boats"}
    view.doc_ids, view.titles = {4: "fishing"}, {"fishing": "The net"}
    found = look(view, "boats nets", {1: 0.5, 4: 0.5, 7: 0.5}, LATE_ALONE)
    one, four, seven = (0.49 + 0.25) / 2, (0.16 + 0.49) / 2, 0.09
    assert found == pytest.approx({1: 1.0, 4: (four - seven) / (one - seven), 7: 0.0}, abs=1e-4)
    without = look(
        view, "boats nets", {1: 0.5, 4: 0.5, 7: 0.5}, replace(LATE_ALONE, head_cosine=0.0)
    )
    assert without[1] > without[4] > without[7] == 0.0


def test_the_fused_score_has_the_rest_of_the_weight() -> None:
    view = view_of({1: [1.0, 1.0], 5: [0.5, 0.5]})
    fused = {1: 0.2, 5: 0.9}
    for share, best in ((0.6, 1), (0.4, 5)):
        settings = SecondLook(late_weight=share, phrase_weight=0.0, neighbour_weight=0.0)
        found = look(view, "boats nets", fused, settings)
        assert max(found, key=found.__getitem__) == best


def test_what_is_met_equally_well_keeps_its_order() -> None:
    view = view_of({1: [0.7, 0.7], 5: [0.7, 0.7], 9: [0.1, 0.1]})
    found = look(view, "boats nets", {1: 0.2, 5: 0.9, 9: 0.5}, LATE_ALONE)
    assert found[5] > found[1] > found[9]


def test_what_is_not_looked_at_stays_behind() -> None:
    view = view_of({1: [0.1, 0.1], 5: [0.9, 0.9]})
    fused = {1: 0.9, 5: 0.8, 9: 0.7, 11: 0.1}
    settings = SecondLook(n=2, phrase_weight=0.0, late_weight=1.0)
    found = look(view, "boats nets", fused, settings)
    assert found == pytest.approx({5: 1.0, 1: 0.7, 9: 0.7, 11: 0.1})


def test_of_two_that_meet_the_question_alike_the_shorter_is_better() -> None:
    view = view_of({1: [0.8, 0.8], 5: [0.8, 0.8]})
    view.n_tokens = {1: 500, 5: 10}
    settings = SecondLook(late_weight=1.0, neighbour_weight=0.0)
    found = look(view, "boats nets", {1: 0.5, 5: 0.5}, settings)
    assert found == pytest.approx({5: 1.0, 1: 0.0})


def test_words_that_stand_together_as_in_the_question_speak_for_a_paragraph() -> None:
    apart = "Nets are dried here. Nobody else may use it for boats."
    view = view_of({1: [0.8, 0.8], 5: [0.8, 0.8]}, p1=apart, p5="The boats have their nets.")
    settings = SecondLook(neighbour_weight=0.0)
    found = look(view, "boats nets", {1: 0.5, 5: 0.5}, settings)
    assert found == pytest.approx({5: 1.0, 1: 0.0})


def test_a_good_paragraph_speaks_for_those_beside_it() -> None:
    # 5 stands beside 6, which meets the question; 9 stands alone. Else they are alike.
    view = view_of({6: [0.9, 0.9], 5: [0.5, 0.5], 9: [0.5, 0.5]})
    fused = {6: 0.5, 5: 0.5, 9: 0.5}
    with_neighbours = look(view, "boats nets", fused, SecondLook())
    assert with_neighbours[6] == 1.0
    assert with_neighbours[5] > with_neighbours[9]
    without = look(view, "boats nets", fused, SecondLook(neighbour_weight=0.0))
    assert without[5] == pytest.approx(without[9])


@pytest.mark.parametrize(
    ("question", "cosines"), [("boats nets", None), ("the of", {7: [1.0, 1.0], 8: [0.0, 0.0]})]
)
def test_without_token_vectors_or_words_the_fused_scores_stay(
    question: str, cosines: dict[int, list[float]] | None
) -> None:
    view = view_of(cosines, p7="One.", p8="Two.")
    assert look(view, question, {7: 0.5, 8: 0.7}, SecondLook()) == {7: 0.5, 8: 0.7}


def test_a_phrase_is_two_words_at_most_three_places_apart_in_either_order() -> None:
    phrases = {("boat", "net"): 3.0, ("net", "dock"): 1.0}
    text = "A net is on the boat; the rest of the nets is in a shed far from every other dock."
    assert text_stems(text)[1:6] == ["net", "is", "on", "the", "boat"]
    assert phrase_score(phrases, text) == 0.0
    assert phrase_score(phrases, "the boat with nets") == 0.75
    assert phrase_score(phrases, "the net of the boat in a dock with nets") == 1.0
    assert phrase_score({}, text) == 0.0


@pytest.fixture
def rules(library: Library, tmp_path: Path) -> Library:
    path = tmp_path / "rules.txt"
    path.write_text(TEXT, encoding="utf-8")
    library.add([path])
    return library


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
    with rules.view() as view:
        question = "boats mended in the dock"
        hybrid = search(rules, view, question, k=3)
        once = search(rules, view, question, k=3, retriever="fusion")
        settings = FusionSettings(second_look=None)
        assert search(rules, view, question, k=3, settings=settings) == once
    assert hybrid[0].paragraph.paragraph == once[0].paragraph.paragraph == "1"
    assert [hit.score for hit in hybrid] != [hit.score for hit in once]


def test_a_small_library_is_searched_as_before(tmp_path: Path, encoder: FakeEncoder) -> None:
    path = tmp_path / "rules.txt"
    path.write_text(TEXT, encoding="utf-8")
    with Library.create(tmp_path / "small", encoder=encoder, token_vectors=False) as library:
        library.add([path])
        with library.view() as view:
            hybrid = search(library, view, "boats mended", k=3)
            assert hybrid == search(library, view, "boats mended", k=3, retriever="fusion")
