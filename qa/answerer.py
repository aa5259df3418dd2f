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
from index.library import View
from index.sentences import sentence_spans
from qa.model import Citation, Hit

__all__ = ["AnswererSettings", "Quoted", "quote"]


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
class _Sentence:
    paragraph: Paragraph
    start: int
    end: int
    score: float
    cosine: float
    coverage: float


# Capitalised words after the first, and numbers.
_NAME = re.compile(r"(?<=\s)[^\w\s]*([^\W\d_a-z]\w*)|\b(?=\d)\w+")
# Weights of cosine, coverage and paragraph score in a sentence's score.
_COSINE, _COVERAGE, _PARAGRAPH = 1.0, 0.4, 0.4
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
    sentences = _scored(library, question, hits[: settings.n_paragraphs], rarity)
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


def _scored(
    library: Library, question: str, hits: Sequence[Hit], rarity: Mapping[str, float]
) -> list[_Sentence]:
    """The sentences of the hits, best first; of equal ones in the order of the hits."""
    likely: list[_Sentence] = []
    for hit in hits:
        for start, end in sentence_spans(hit.paragraph.text):
            coverage = _coverage(hit.paragraph.text[start:end], rarity)
            score = _COVERAGE * coverage + _PARAGRAPH * hit.score
            likely.append(_Sentence(hit.paragraph, start, end, score, 0.0, coverage))
    if not likely:
        return []
    likely = sorted(likely, key=lambda sentence: -sentence.score)[:_ENCODED]
    vectors = library.encode_documents([s.paragraph.text[s.start : s.end] for s in likely])
    cosines = (vectors @ library.encode_query(question)).tolist()
    return sorted(
        (
            replace(sentence, cosine=cosine, score=sentence.score + _COSINE * cosine)
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


# Intercept and weights of `Signals`; fitted by `bench/fit_confidence.py`.
_CONFIDENCE = (-6.0, 4.0, 4.0, 4.0, 0.0)


def confidence(signals: Signals) -> float:
    """Estimated probability in [0, 1] that the quotes answer the question."""
    intercept, *weights = _CONFIDENCE
    values = (signals.paragraph, signals.sentence, signals.coverage, signals.names)
    logit = intercept + sum(w * value for w, value in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-logit))
