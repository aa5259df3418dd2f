"""How sure it is that quotes answer a question: a probability told from several signals.

The weights are data, `confidence.json`, which says what they were fitted on; `pincite eval tune`
fits them anew for a library. docs/answers.md has the figures.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

from index.lexical import text_stems
from qa.model import Hit
from qa.negations import negates
from qa.opposites import opposed
from qa.question_kinds import names_in, numbers_in
from qa.sentence_ranking import Ranking

__all__ = ["SIGNALS", "ConfidenceModel", "Logistic", "Signals", "signals_of", "usual_confidence"]

_SHIPPED = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for the documents answering a question; each in about [0, 1].

    Attributes:
        paragraph: Best cosine of the question and a paragraph.
        sentence: Cosine of the question and the best sentence, read with the one before it.
        late: Late interaction of the question and that, or its heading or title.
        names: How nearly the name of the question that is met worst there is met, those aside
            that stand in its paragraph, heading or title; 1 where the question has no other.
        numbers: The same for numbers in digits.
        polarity: 0 where the question denies something and the sentence nothing, or the sentence
            says the opposite of a word of the question; else 1.
    """

    paragraph: float
    sentence: float
    late: float
    names: float
    numbers: float
    polarity: float


SIGNALS = tuple(field.name for field in fields(Signals))


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model of `Signals`.

    Attributes:
        intercept: What the sum begins with.
        weights: One for each signal, in the order of `SIGNALS`.
    """

    intercept: float
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != len(SIGNALS):
            raise ValueError(f"{len(self.weights)} weights for {len(SIGNALS)} signals")

    def probability(self, signals: Signals) -> float:
        """The logistic function of the weighted sum, in [0, 1]."""
        terms = zip(self.weights, astuple(signals), strict=True)
        logit = self.intercept + sum(weight * value for weight, value in terms)
        return 1 / (1 + math.exp(-max(-500.0, min(logit, 500.0))))


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """The probability that quotes answer a question, as the product of two.

    What tells a question about another subject is not what tells one about the right subject
    whose answer is missing: each has weights of its own.

    Attributes:
        subject: That the documents are about what is asked.
        statement: That they say it, if they are about it.
    """

    subject: Logistic
    statement: Logistic

    def probability(self, signals: Signals | None) -> float:
        """Estimated probability in [0, 1] that the quotes answer the question; 0 without any."""
        if signals is None:
            return 0.0
        return self.subject.probability(signals) * self.statement.probability(signals)


def signals_of(
    question: str, hits: Sequence[Hit], ranking: Ranking, *, around: str = ""
) -> Signals:
    """What speaks for the paragraphs found answering a question.

    Args:
        question: The question.
        hits: The paragraphs.
        ranking: Their sentences, best first; at least one.
        around: What the reader of the best one has read: its paragraph, heading and title.
    """
    best = ranking.sentences[0]
    met = tuple(zip(ranking.token_spans, best.token_cosines, strict=True))
    known = set(text_stems(around))

    def worst_met(spans: Sequence[tuple[int, int]]) -> float:
        asked = [span for span in spans if not known.issuperset(text_stems(question[slice(*span)]))]
        inside = (
            cosine
            for (start, end), cosine in met
            if any(first <= start and end <= last for first, last in asked)
        )
        return min(inside, default=1.0)

    return Signals(
        paragraph=max((hit.dense_score or 0.0 for hit in hits), default=0.0),
        sentence=best.cosine,
        late=best.late,
        names=worst_met(names_in(question)),
        numbers=worst_met(numbers_in(question)),
        polarity=float(
            not (negates(question) and not negates(best.quote))
            and not opposed(question, best.quote)
        ),
    )


@cache
def usual_confidence() -> ConfidenceModel:
    """The model that comes with Pincite."""
    import json

    shipped = json.loads(_SHIPPED.read_text(encoding="utf-8"))

    def logistic(part: str) -> Logistic:
        weights = shipped[part]["weights"]
        return Logistic(shipped[part]["intercept"], tuple(weights[name] for name in SIGNALS))

    return ConfidenceModel(logistic("subject"), logistic("statement"))
