"""Measuring the answers to questions: what they quote, what they cite, and when they are silent.

What each measure counts is written in `docs/evaluation.md`. An answer is measured as it is
given; only the risk-coverage curve and the AUROC look at the drafts, the answers that would
be given if the assistant answered however unsure it is.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.accepted import accepted_answers, holds
from eval.confidence import (
    RiskPoint,
    area_under_risk_coverage,
    auroc,
    auroc_interval,
    risk_coverage,
)
from eval.evaluate import MissingGold, Progress, missing_gold
from eval.history import conversation_before
from eval.intervals import bootstrap_interval
from eval.model import Query
from index.errors import BadQuestion, InputError
from qa.model import Answer

if TYPE_CHECKING:
    from qa import Assistant

__all__ = ["AnswersEvaluation", "Figure", "JudgedAnswer", "evaluate_answers", "judge"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure came to.

    Attributes:
        value: The figure.
        n: How many questions, or answers, it is of.
        interval: Its 95 % bootstrap confidence interval; None for what is no mean or AUROC.
    """

    value: float
    n: int
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """A question, its answer, and how good that is; None where it cannot be told.

    Attributes:
        query: The question.
        draft: What would be answered however unsure.
        answer: What is answered.
        in_first_quote: Whether its first quote holds an accepted answer; None if the question
            is unanswerable or has no accepted answer.
        in_quotes: Whether any of its quotes does.
        precision: Share of the paragraphs it cites that are gold, in [0, 1]; None if it
            cites none, or the question is unanswerable or has no gold.
        recall: Share of the gold paragraphs that it cites, in [0, 1]; None if the question is
            unanswerable or has no gold.
        wrong: Whether the draft is wrong: the question is unanswerable, or the draft cites no
            gold paragraph of those there are, or quotes no accepted answer of those there
            are; None if the question is answerable and has neither.
    """

    query: Query
    draft: Answer
    answer: Answer
    in_first_quote: bool | None
    in_quotes: bool | None
    precision: float | None
    recall: float | None
    wrong: bool | None


@dataclass(frozen=True, slots=True)
class AnswersEvaluation:
    """What an evaluation of answers found out.

    Attributes:
        figures: The measures that the questions allow, by name.
        risk_coverage: The curve; empty if no question's answer can be judged.
        judged: Each question with its answer, in order.
        n_gold: How many judgements name a paragraph as relevant to an answerable question.
        missing: Those of them whose paragraph is not in the library. They count as not cited.
        seconds: How long it took.
    """

    figures: Mapping[str, Figure]
    risk_coverage: tuple[RiskPoint, ...]
    judged: tuple[JudgedAnswer, ...]
    n_gold: int
    missing: tuple[MissingGold, ...]
    seconds: float

    @property
    def n_unjudged(self) -> int:
        """How many questions are answerable, but have neither gold nor accepted answers."""
        return sum(each.wrong is None for each in self.judged)


def evaluate_answers(
    assistant: "Assistant",
    queries: Iterable[Query],
    *,
    bare: bool = False,
    progress: Progress | None = None,
) -> AnswersEvaluation:
    """Ask each question and measure what is answered.

    A question with earlier turns is understood after them.

    Args:
        assistant: Answers them.
        queries: The questions, and what is known of their answers.
        bare: Whether the earlier turns of questions are ignored.
        progress: Told after each question.

    Returns:
        The measures, and the answers they are of.

    Raises:
        InputError: There are no questions.
        BadQuestion: A question cannot be asked; the message names it.
        LibraryError: The library holds no documents, or is damaged.
    """
    began = time.perf_counter()
    queries = tuple(queries)
    if not queries:
        raise InputError("there are no questions; give a set that has some")
    answerable = tuple(query for query in queries if query.answerable)
    missing = missing_gold(assistant.library, answerable)
    judged = []
    for query in queries:
        draft = _draft(assistant, query, bare)
        judged.append(judge(query, draft, assistant.decide(draft)))
        if progress is not None:
            progress(len(judged), len(queries))
    confidences = [each.draft.confidence for each in judged if each.wrong is not None]
    wrong = [each.wrong for each in judged if each.wrong is not None]
    return AnswersEvaluation(
        figures=_figures(judged),
        risk_coverage=risk_coverage(confidences, wrong),
        judged=tuple(judged),
        n_gold=sum(len(query.gold) for query in answerable),
        missing=missing,
        seconds=round(time.perf_counter() - began, 3),
    )


def _draft(assistant: "Assistant", query: Query, bare: bool) -> Answer:
    try:
        return conversation_before(assistant, query, bare=bare).draft(query.query)
    except BadQuestion as error:
        raise BadQuestion(f"query_id {query.query_id!r}: {error}") from error


def judge(query: Query, draft: Answer, answer: Answer) -> JudgedAnswer:
    """Compare an answer with what is known of the question.

    Args:
        query: The question.
        draft: What would be answered however unsure.
        answer: What is answered.
    """
    accepted = accepted_answers(query.answers) if query.answerable else ()
    gold = {(each.doc_id, each.paragraph) for each in query.gold} if query.answerable else set()
    held = [_holds_any(citation.quote, accepted) for citation in answer.citations]
    cited = _cited(answer)
    return JudgedAnswer(
        query=query,
        draft=draft,
        answer=answer,
        in_first_quote=any(held[:1]) if accepted else None,
        in_quotes=any(held) if accepted else None,
        precision=len(cited & gold) / len(cited) if gold and cited else None,
        recall=len(cited & gold) / len(gold) if gold else None,
        wrong=_is_wrong(query, draft, gold, accepted),
    )


def _is_wrong(
    query: Query, draft: Answer, gold: set[tuple[str, str]], accepted: Sequence[str]
) -> bool | None:
    if not query.answerable:
        return True
    if not gold and not accepted:
        return None
    astray = bool(gold) and not gold & _cited(draft)
    silent = bool(accepted) and not any(_holds_any(c.quote, accepted) for c in draft.citations)
    return astray or silent


def _cited(answer: Answer) -> set[tuple[str, str]]:
    return {(citation.doc_id, citation.paragraph) for citation in answer.citations}


def _holds_any(text: str, answers: Iterable[str]) -> bool:
    return any(holds(text, answer) for answer in answers)


def _figures(judged: Sequence[JudgedAnswer]) -> dict[str, Figure]:
    """The measures; those of no question are left out."""
    answerable = [each for each in judged if _known_answerable(each.query)]
    unanswerable = [each for each in judged if not each.query.answerable]
    means: dict[str, Sequence[float | None]] = {
        "answer_in_first_quote": [each.in_first_quote for each in judged],
        "answer_in_quotes": [each.in_quotes for each in judged],
        "citation_precision": [each.precision for each in judged],
        "citation_recall": [each.recall for each in judged],
        "answerable_refused": [not each.answer.answered for each in answerable],
        "unanswerable_answered": [each.answer.answered for each in unanswerable],
        "answered_wrongly": [each.wrong for each in judged if each.answer.answered],
    }
    figures = {}
    for name, values in means.items():
        known = [float(value) for value in values if value is not None]
        if known:
            figures[name] = Figure(sum(known) / len(known), len(known), bootstrap_interval(known))
    return figures | _figures_of_confidence(judged) | _figures_of_length(judged)


def _known_answerable(query: Query) -> bool:
    return query.answerable and not query.undecided


def _figures_of_confidence(judged: Sequence[JudgedAnswer]) -> dict[str, Figure]:
    figures = {}
    told = [each for each in judged if each.wrong is not None]
    if told:
        area = area_under_risk_coverage(
            [each.draft.confidence for each in told], [bool(each.wrong) for each in told]
        )
        figures["AURC"] = Figure(area, len(told))
    first = [each.draft.confidence for each in judged if _known_answerable(each.query)]
    second = [each.draft.confidence for each in judged if not each.query.answerable]
    if first and second:
        n = len(first) + len(second)
        figures["AUROC"] = Figure(auroc(first, second), n, auroc_interval(first, second))
    return figures


def _figures_of_length(judged: Sequence[JudgedAnswer]) -> dict[str, Figure]:
    import numpy as np

    lengths = [
        sum(len(citation.quote.split()) for citation in each.answer.citations)
        for each in judged
        if each.answer.answered
    ]
    if not lengths:
        return {}
    median, long = np.percentile(lengths, (50, 95)).tolist()
    return {
        "quoted_words_p50": Figure(median, len(lengths)),
        "quoted_words_p95": Figure(long, len(lengths)),
    }
