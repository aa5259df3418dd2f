"""The second look at the best paragraphs: how closely each word of the question is met.

A paragraph's single vector blurs what it says of many things. Here its token vectors are
compared with those of the question one by one (Khattab and Zaharia 2020, "ColBERT: Efficient
and Effective Passage Search via Contextualized Late Interaction over BERT", SIGIR; the encoder
was not trained for it, so close meetings are weighted up by a power). A word that its heading or
the title of its document has counts as nearly met. Words of the question that stand together in a
paragraph, and good paragraphs beside it, speak for it too. What each part brings is measured in
docs/retrieval.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.lexical import text_stems, word_stems
from index.model import Paragraph
from index.tokens import Tokens
from index.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.floating]
    Places = NDArray[np.int64]

__all__ = [
    "Evidence",
    "SecondLook",
    "combine",
    "gather",
    "headed",
    "look_again",
    "phrase_score",
    "token_weights",
    "words_of",
]

_WORD = re.compile(r"\w+")
_APART = 3  # words of the question that stand together are at most so many places apart
_BESIDE = 2  # paragraphs on each side


@dataclass(frozen=True, slots=True)
class SecondLook:
    """How the best paragraphs are looked at again.

    Attributes:
        n: How many of them.
        late_weight: Share of the late interaction in the sum with the fused score, in [0, 1].
        power: Of the cosines; the higher, the more close meetings count.
        length_penalty: Taken off the late interaction for each unit of the logarithm of the
            paragraph's length in tokens.
        phrase_weight: Of words that stand together, beside that sum.
        neighbour_weight: Of the paragraphs beside it.
        head_cosine: As which cosine a word of the question counts at least that the heading or the
            document's title has; 0 for no matter.
    """

    n: int = 60
    late_weight: float = 0.7
    power: float = 3.0
    length_penalty: float = 0.015
    phrase_weight: float = 0.1
    neighbour_weight: float = 0.2
    head_cosine: float = 0.7


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a second look sees of n paragraphs, for a question of m tokens.

    Attributes:
        cosines: Of each token of the question and the nearest one of each paragraph; (n, m).
        weights: How much each token of the question counts, not all 0; (m,).
        counts: How many tokens each paragraph has; (n,).
        phrase: Share of the question's phrases that each paragraph has, in [0, 1]; (n,).
        neighbours: Places of two paragraphs that stand near each other, a pair a row; (p, 2).
        in_head: Whether the word of each token stands in each paragraph's heading or title; (n, m).
    """

    cosines: "Vector"
    weights: "Vector"
    counts: "Places"
    phrase: "Vector"
    neighbours: "Places"
    in_head: "NDArray[np.bool_]"

    def of(self, places: Sequence[int]) -> "Evidence":
        """What is seen of some of the paragraphs, in their order."""
        import numpy as np

        chosen = list(places)
        moved = np.full(len(self.counts), -1)
        moved[chosen] = np.arange(len(chosen))
        pairs = moved[self.neighbours]
        return replace(
            self,
            cosines=self.cosines[chosen],
            counts=self.counts[chosen],
            phrase=self.phrase[chosen],
            neighbours=pairs[(pairs >= 0).all(axis=1)],
            in_head=self.in_head[chosen],
        )


def look_again(
    fused: Mapping[int, float],
    see: Callable[[Sequence[int]], Evidence | None],
    settings: SecondLook,
) -> dict[int, float]:
    """Scores after a second look at the best paragraphs.

    Args:
        fused: Score in [0, 1] by paragraph.
        see: Gives what is seen of some of them, as `gather` does.
        settings: How to look.

    Returns:
        Score in [0, 1] for each paragraph of `fused`; what was not looked at stays behind what
        was, as it is. All are as they were where nothing can be seen of the best.
    """
    import numpy as np

    order = sorted(fused, key=lambda key: (-fused[key], key))
    best, rest = order[: settings.n], order[settings.n :]
    evidence = see(best)
    if evidence is None:
        return dict(fused)
    scores = combine(evidence, np.array([fused[key] for key in best]), settings)
    # What was looked at takes the places above those of the rest.
    floor = max((fused[key] for key in rest), default=0.0)
    placed = floor + (1 - floor) * (scores - scores.min()) / (float(np.ptp(scores)) or 1.0)
    return {**fused, **dict(zip(best, placed.tolist(), strict=True))}


def gather(view: View, question: str, tokens: Tokens, keys: Sequence[int]) -> Evidence | None:
    """Look at some paragraphs.

    Args:
        view: The state of the library that was searched.
        question: The question.
        tokens: Its tokens.
        keys: The paragraphs.

    Returns:
        What is seen; None where the library does not keep the token vectors of all of them, or
        no word of the question counts.
    """
    import numpy as np

    weights = np.asarray(token_weights(view, question, tokens.spans))
    found = view.token_cosines(tokens.vectors, keys) if weights.any() else None
    paragraphs = view.paragraphs(keys)
    if found is None or len(paragraphs) < len(keys):
        return None
    cosines, counts = found
    pairs = _phrases(view, question)
    return Evidence(
        cosines=np.maximum(cosines, 0),
        weights=weights,
        counts=counts,
        phrase=np.array([phrase_score(pairs, paragraphs[key].text) for key in keys]),
        neighbours=_neighbours([paragraphs[key] for key in keys]),
        in_head=headed(view, question, tokens.spans, [paragraphs[key] for key in keys]),
    )


def combine(evidence: Evidence, first: "Vector", settings: SecondLook) -> "Vector":
    """Put the scores of the first search and what a second look sees together.

    Late interaction is the mean over the question's tokens, by their weights, of `max(0, cosine) **
    power`, the cosine being that of the token and the nearest one of the paragraph, or
    `head_cosine` if that is more and heading or title have its word. It, the first score and that
    of phrases are each brought to mean 0 and deviation 1 over the paragraphs that are looked at,
    and summed by their weights; then a share of what the neighbours have is added.

    Args:
        evidence: Of n paragraphs.
        first: Their scores so far, shape (n,).
        settings: The weights.

    Returns:
        Shape (n,), in no certain unit; the higher, the better.
    """
    import numpy as np

    met = np.maximum(evidence.cosines, settings.head_cosine * evidence.in_head)
    late = met**settings.power @ evidence.weights / evidence.weights.sum()
    late = late - settings.length_penalty * np.log(np.maximum(evidence.counts, 1))
    scores: Vector = (
        settings.late_weight * _standard(late)
        + (1 - settings.late_weight) * _standard(first)
        + settings.phrase_weight * _standard(evidence.phrase)
        + 1e-6 * first
    )
    # Mean of what the neighbours have above the least score; those that are not among the ones
    # looked at count 0.
    above = scores - scores.min()
    here, beside = evidence.neighbours.T
    sums = np.bincount(here, weights=above[beside], minlength=len(scores))
    return scores + settings.neighbour_weight * sums / (2 * _BESIDE)


def _standard(scores: "Vector") -> "Vector":
    import numpy as np

    standard: Vector = (scores - scores.mean()) / max(float(np.std(scores)), 1e-9)
    return standard


def token_weights(view: View, question: str, spans: Sequence[tuple[int, int]]) -> list[float]:
    """How much each token of a question counts: the rarity of its word, shared by its tokens.

    Stop words count nothing.
    """
    weights = [0.0] * len(spans)
    for word, inside in words_of(question, spans):
        rarity = sum(view.rarity(word_stems(word[0])).values())
        for place in inside:
            weights[place] = rarity / len(inside)
    return weights


def words_of(
    question: str, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[re.Match[str], list[int]]]:
    """The words of a question, each with the places of its tokens."""
    for word in _WORD.finditer(question):
        yield (
            word,
            [
                place
                for place, (start, end) in enumerate(spans)
                if start >= word.start() and end <= word.end()
            ],
        )


def headed(
    view: View, question: str, spans: Sequence[tuple[int, int]], paragraphs: Sequence[Paragraph]
) -> "NDArray[np.bool_]":
    """Which tokens belong to words of each paragraph's heading or its document's title; (n, m)."""
    import numpy as np

    words = [(set(word_stems(word[0])), inside) for word, inside in words_of(question, spans)]
    titles = {p.doc_id: view.document(p.doc_id) for p in paragraphs}
    found = np.zeros((len(paragraphs), len(spans)), bool)
    for row, paragraph in enumerate(paragraphs):
        document = titles[paragraph.doc_id]
        title = document.title if document else ""
        said = set(word_stems(f"{title}\n{paragraph.heading}"))
        for stems, inside in words:
            if stems and stems <= said:
                found[row, inside] = True
    return found


def _phrases(view: View, question: str) -> dict[tuple[str, str], float]:
    """Stems that follow each other in a question, stop words aside, and the rarer one's weight.

    Two words are as telling as the more frequent of them.
    """
    stems = word_stems(question)
    rarity = view.rarity(stems)
    return {(a, b): min(rarity[a], rarity[b]) for a, b in pairwise(stems) if a != b}


def phrase_score(phrases: Mapping[tuple[str, str], float], text: str) -> float:
    """Share of phrases, by weight, whose two stems stand close together in a text, in [0, 1]."""
    total = sum(phrases.values())
    if not total:
        return 0.0
    places: dict[str, list[int]] = {stem: [] for pair in phrases for stem in pair}
    for place, stem in enumerate(text_stems(text)):
        if stem in places:
            places[stem].append(place)
    met = sum(
        weight
        for (a, b), weight in phrases.items()
        if any(abs(first - second) <= _APART for first, second in _near(places[a], places[b]))
    )
    return met / total


def _near(first: Sequence[int], second: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each place of one ascending sequence with those of another that are next to it."""
    following = 0
    for place in first:
        while following < len(second) and second[following] < place:
            following += 1
        for beside in second[max(0, following - 1) : following + 1]:
            yield place, beside


def _neighbours(paragraphs: Sequence[Paragraph]) -> "Places":
    """Places of paragraphs at most two apart in their document, a pair a row, both ways round."""
    import numpy as np

    at = {(p.doc_id, p.ordinal): place for place, p in enumerate(paragraphs)}
    pairs = [
        (place, at[key])
        for place, p in enumerate(paragraphs)
        for distance in range(-_BESIDE, _BESIDE + 1)
        if distance and (key := (p.doc_id, p.ordinal + distance)) in at
    ]
    return np.array(pairs, np.int64).reshape(-1, 2)
