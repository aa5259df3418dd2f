"""The quoting answerer: the sentences that answer best, verbatim, with their paragraphs.

It writes nothing of its own. Whether the documents answer at all is a probability fitted
on questions with and without an answer (`_CONFIDENCE`).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index import Library, Paragraph
from index.lexical import word_stems
from index.sentences import sentence_spans
from index.view import View
from qa.model import Citation, Hit

__all__ = ["AnswererSettings", "Quoted", "ScoredSentence", "quote", "rank_sentences"]


@dataclass(frozen=True, slots=True)
class AnswererSettings:
    """How sentences are chosen.

    Attributes:
        n_paragraphs: From how many of the best paragraphs sentences are taken.
        n_quotes: How many sentences an answer quotes at most.
        margin: A further sentence is quoted if its score is at least this share of the best's.
        threshold: Least confidence with which the documents are said to answer.
    """

    n_paragraphs: int = 10
    n_quotes: int = 3
    margin: float = 0.85
    threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for the documents answering a question; each in about [0, 1].

    Attributes:
        paragraph: Best cosine of the question and a paragraph.
        sentence: Best cosine of the question and a sentence.
        coverage: Share of the question's word stems, weighted by their rarity in the
            library, that occur in the paragraph of the best sentence.
        names: Share of the question's names and numbers that occur in that paragraph;
            the coverage where it has none.
    """

    paragraph: float
    sentence: float
    coverage: float
    names: float


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotes for a question, and how sure it is that they answer it."""

    citations: tuple[Citation, ...]
    signals: Signals
    confidence: float


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence that might answer a question.

    Attributes:
        paragraph: Where it stands.
        start: Offset of its first character in the paragraph's text.
        end: Offset after its last one.
        cosine: Of the question and the sentence.
        coverage: Share of the question's word stems that it has, weighted by rarity, in [0, 1].
        paragraph_cosine: Of the question and the paragraph.
    """

    paragraph: Paragraph
    start: int
    end: int
    cosine: float
    coverage: float
    paragraph_cosine: float

    @property
    def score(self) -> float:
        """How well it answers the question, in about [0, 3].

        Nothing in it depends on what else was found, so it means the same in a library of
        ten paragraphs as in one of a million.
        """
        return self.cosine + _COVERAGE * self.coverage + _PARAGRAPH * self.paragraph_cosine


# Capitalised words after the first, and numbers.
_NAME = re.compile(r"(?<=\s)[^\w\s]*([^\W\d_a-z]\w*)|\b(?=\d)\w+")
# Weights of a sentence's score beside its cosine; chosen by `bench/fit_answerer.py`.
_COVERAGE, _PARAGRAPH = 1.3, 1.0
# So many sentences at most are encoded for a question; a paragraph may have a thousand.
_ENCODED = 32


def quote(
    library: Library,
    view: View,
    question: str,
    hits: Sequence[Hit],
    settings: AnswererSettings | None = None,
) -> Quoted:
    """Choose the sentences that answer a question best.

    Args:
        library: Encodes the question and the sentences.
        view: The state of the library that was searched.
        question: The question.
        hits: The paragraphs found for it, best first.
        settings: How to choose; None for the defaults.

    Returns:
        At most `n_quotes` whole sentences, best first, whether or not they are good enough;
        `confidence` tells. Without hits, no quote and confidence 0.
    """
    settings = settings or AnswererSettings()
    rarity = view.rarity(word_stems(question))
    sentences = rank_sentences(library, question, hits[: settings.n_paragraphs], rarity)
    if not sentences:
        return Quoted((), Signals(0.0, 0.0, 0.0, 0.0), 0.0)
    best = sentences[0]
    chosen = [s for s in sentences[: settings.n_quotes] if s.score >= settings.margin * best.score]
    coverage = _coverage(best.paragraph.text, rarity)
    signals = Signals(
        paragraph=max((hit.dense_score or 0.0 for hit in hits), default=0.0),
        sentence=max(sentence.cosine for sentence in sentences),
        coverage=coverage,
        names=_names_held(question, best.paragraph.text, otherwise=coverage),
    )
    citations = tuple(
        Citation.of(s.paragraph, marker=marker, start=s.start, end=s.end)
        for marker, s in enumerate(chosen, start=1)
    )
    return Quoted(citations, signals, confidence(signals))


def rank_sentences(
    library: Library, question: str, hits: Sequence[Hit], rarity: Mapping[str, float]
) -> list[ScoredSentence]:
    """The sentences of some paragraphs, those that answer best first.

    Args:
        library: Encodes the question and the sentences.
        question: The question.
        hits: The paragraphs.
        rarity: Inverse document frequency of the question's word stems.

    Returns:
        At most 32 sentences; of equal ones in the order of the hits.
    """
    # The dense search leaves out only what is farther away than all that it returns.
    farthest = min((hit.dense_score for hit in hits if hit.dense_score is not None), default=0.0)
    known = [
        ScoredSentence(
            paragraph=hit.paragraph,
            start=start,
            end=end,
            cosine=0.0,
            coverage=_coverage(hit.paragraph.text[start:end], rarity),
            paragraph_cosine=farthest if hit.dense_score is None else hit.dense_score,
        )
        for hit in hits
        for start, end in sentence_spans(hit.paragraph.text)
    ]
    if not known:
        return []
    likely = sorted(known, key=lambda sentence: -sentence.score)[:_ENCODED]
    vectors = library.encoder.encode_documents([s.paragraph.text[s.start : s.end] for s in likely])
    cosines = (vectors @ library.encoder.encode_query(question)).tolist()
    return sorted(
        (
            replace(sentence, cosine=cosine)
            for sentence, cosine in zip(likely, cosines, strict=True)
        ),
        key=lambda sentence: -sentence.score,
    )


def _coverage(text: str, rarity: Mapping[str, float]) -> float:
    """Share of the question's stems that a text holds, weighted by rarity, in [0, 1]."""
    total = sum(rarity.values())
    if total == 0:
        return 0.0
    held = set(word_stems(text))
    return sum(weight for stem, weight in rarity.items() if stem in held) / total


def _names_held(question: str, text: str, *, otherwise: float) -> float:
    """Share of the names and numbers in a question that a text has too, in [0, 1]."""
    names = {stem for name in _NAME.finditer(question) for stem in word_stems(name[0])}
    if not names:
        return otherwise
    return len(names & set(word_stems(text))) / len(names)


# Intercept and weights of `Signals`; fitted by `bench/fit_answerer.py`.
_CONFIDENCE = (-12.1, 11.49, 10.39, 6.15, 1.44)


def confidence(signals: Signals) -> float:
    """Estimated probability in [0, 1] that the quotes answer the question."""
    intercept, *weights = _CONFIDENCE
    values = (signals.paragraph, signals.sentence, signals.coverage, signals.names)
    logit = intercept + sum(w * value for w, value in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-logit))
