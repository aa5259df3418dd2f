"""Which sentences of the paragraphs found answer a question best.

A sentence is read together with the one before it, which says what its “he” and “it” mean: both
are encoded at once. What speaks for it is summed by weights that `bench/fit_answerer.py` fitted;
docs/answers.md says what each part brings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index import Library, Paragraph
from index.lexical import word_stems
from index.sentences import sentence_spans
from index.view import View
from qa.late_interaction import headed, token_weights, words_of
from qa.model import Hit
from qa.question_kinds import holds_kind, kind_of, long_names_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.tokens import Tokens

    Vector = NDArray[np.floating]

__all__ = ["PARTS", "Ranking", "ScoredSentence", "rank_sentences", "score"]

PARTS = ("own", "both", "paragraph", "coverage", "kind")
"""What speaks for a sentence, each in about [0, 1].

`own` and `both` are the late interaction of the question with the sentence, and with it and the
one before it; `paragraph` is the paragraph's fused score, `coverage` the share of the question's
word stems that the sentence has, weighted by rarity, `kind` whether it has what is asked for: a
name, place, date, number or reason.
"""

# Weights of `PARTS`; a difference of 1 between the scores of two sentences makes the odds e : 1.
_WEIGHTS = (8.2, 6.0, 3.74, 2.59, 0.84)  # own, both, paragraph, coverage, kind
# So many sentences at most are encoded for a question; a paragraph may have a thousand.
_ENCODED = 16
# A sentence and the one before it are encoded together if they are no longer, in characters.
_TOGETHER = 800


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence that might answer a question.

    Attributes:
        paragraph: Where it stands.
        place: Which sentence of the paragraph it is, from 0.
        start: Offset of its first character in the paragraph's text.
        end: Offset after its last one.
        context: Offset from which it was read: its own start, or that of the sentence before.
        parts: What speaks for it, in the order of `PARTS`.
        cosine: Of the question and what was read.
        late: Mean of `token_cosines` by the rarity of the words.
        token_cosines: Best cosine of each token of the question with what was read; 1 where its
            word stands in the heading or the title.
    """

    paragraph: Paragraph
    place: int
    start: int
    end: int
    context: int
    parts: tuple[float, ...]
    cosine: float = 0.0
    late: float = 0.0
    token_cosines: tuple[float, ...] = ()

    @property
    def score(self) -> float:
        """How well it answers the question; the higher, the better."""
        return score(self.parts)

    @property
    def quote(self) -> str:
        """The sentence itself."""
        return self.paragraph.text[self.start : self.end]

    @property
    def read(self) -> str:
        """The text that was encoded for it."""
        return self.paragraph.text[self.context : self.end]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Sentences, best first, and where the tokens of the question that ranked them stand in it."""

    sentences: tuple[ScoredSentence, ...]
    token_spans: tuple[tuple[int, int], ...]


def score(parts: Sequence[float]) -> float:
    """The weighted sum of what speaks for a sentence."""
    return sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True))


def rank_sentences(library: Library, view: View, question: str, hits: Sequence[Hit]) -> Ranking:
    """The sentences of some paragraphs, those that answer best first.

    Args:
        library: Encodes the question and the sentences.
        view: Tells how rare words are.
        question: The question.
        hits: The paragraphs.

    Returns:
        At most 16 sentences; of equal ones in the order of the hits.
    """
    rarity = view.rarity(word_stems(question))
    known = [sentence for hit in hits for sentence in _sentences_of(hit, question, rarity)]
    if not known:
        return Ranking((), ())
    likely = sorted(known, key=lambda sentence: -sentence.score)[:_ENCODED]
    vector, tokens = library.encoder.encode_query_tokens(question)
    read = [sentence.read for sentence in likely]
    vectors, of_sentences = library.encoder.encode_document_tokens(read)
    asked = _Asked(_unit(tokens.vectors), _shares(_token_weights(view, question, tokens.spans)))
    cosines = (vectors @ vector).tolist()
    in_head = headed(view, question, tokens.spans, [sentence.paragraph for sentence in likely])
    seen = [
        asked.look_at(*each) for each in zip(likely, of_sentences, cosines, in_head, strict=True)
    ]
    return Ranking(tuple(sorted(seen, key=lambda sentence: -sentence.score)), tokens.spans)


def _token_weights(view: View, question: str, spans: Sequence[tuple[int, int]]) -> list[float]:
    """How much each token of a question counts; a name of several words as much as one of them.

    A text mostly gives the whole name once, and then the last word alone.
    """
    weights = token_weights(view, question, spans)
    for first, last in long_names_in(question):
        words = [
            inside
            for word, inside in words_of(question, spans)
            if first <= word.start() and word.end() <= last
        ]
        each = [sum(weights[n] for n in word) for word in words]
        for n in (n for word in words for n in word):
            weights[n] *= max(each) / (sum(each) or 1)
    return weights


def _sentences_of(hit: Hit, question: str, rarity: Mapping[str, float]) -> list[ScoredSentence]:
    """The sentences of a paragraph, with what can be told without encoding them."""
    text, kind = hit.paragraph.text, kind_of(question)
    spans = sentence_spans(text)
    before = (spans[0][0], *(start for start, _ in spans)) if spans else ()
    return [
        ScoredSentence(
            paragraph=hit.paragraph,
            place=place,
            start=start,
            end=end,
            context=context if end - context <= _TOGETHER else start,
            parts=(
                0.0,
                0.0,
                hit.score,
                coverage(text[start:end], rarity),
                float(holds_kind(kind, question, text[start:end])),
            ),
        )
        for place, ((start, end), context) in enumerate(zip(spans, before, strict=False))
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The tokens of a question: vectors of length 1, shape (m, d), and weights that sum to 1."""

    vectors: "Vector"
    shares: "Vector"

    def look_at(
        self,
        sentence: ScoredSentence,
        tokens: "Tokens",
        cosine: float,
        in_head: "NDArray[np.bool_]",
    ) -> ScoredSentence:
        """The sentence with what its tokens say.

        To choose among sentences, which mostly have one title, a word of it must be met as any
        other; whether the question is about what they say, it tells for them.
        """
        import numpy as np

        met = np.maximum(self.vectors @ _unit(tokens.vectors).T, 0)
        own_from = sentence.start - sentence.context
        own = [place for place, (start, _) in enumerate(tokens.spans) if start >= own_from]
        best, best_own = _best(met), _best(met[:, own])
        known = np.where(in_head, 1, best)
        return replace(
            sentence,
            parts=(float(best_own @ self.shares), float(best @ self.shares), *sentence.parts[2:]),
            cosine=cosine,
            late=float(known @ self.shares),
            token_cosines=tuple(known.tolist()),
        )


def _best(cosines: "Vector") -> "Vector":
    """The highest of each row; 0 where there is none."""
    import numpy as np

    return cosines.max(axis=1) if cosines.size else np.zeros(len(cosines), np.float32)


def _unit(vectors: "Vector") -> "Vector":
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vector = vectors / np.maximum(lengths, 1e-9)
    return unit


def _shares(weights: Sequence[float]) -> "Vector":
    import numpy as np

    shares: Vector = np.asarray(weights, np.float32) / max(sum(weights), 1e-9)
    return shares


def coverage(text: str, rarity: Mapping[str, float]) -> float:
    """Share of the question's stems that a text holds, weighted by rarity, in [0, 1]."""
    total = sum(rarity.values())
    if total == 0:
        return 0.0
    held = set(word_stems(text))
    return sum(weight for stem, weight in rarity.items() if stem in held) / total
