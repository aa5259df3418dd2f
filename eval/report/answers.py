"""What a report says of answers, judged by the paragraphs that the evaluation wanted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, median

from eval.answers import Figure, JudgedAnswer, judge
from eval.intervals import bootstrap_interval
from eval.model import Query
from eval.report.model import AnswersPart
from index.errors import InputError
from qa.model import Answer

__all__ = ["summarise_answers"]

_MEANS: Mapping[str, Callable[[JudgedAnswer], float | None]] = {
    "answered": lambda judged: float(judged.answer.answered),
    "citation_precision": lambda judged: judged.precision,
    "citation_recall": lambda judged: judged.recall,
}


def summarise_answers(asked: Sequence[Query], answers: Mapping[str, Answer]) -> AnswersPart:
    """Measure the answers to the questions of an evaluation.

    Args:
        asked: The questions, with the paragraphs judged relevant.
        answers: Answers by the ids of their questions.

    Raises:
        InputError: None of them is to one of the questions.
    """
    # A file of answers holds what was answered, not what would have been if it had to be.
    judged = [
        judge(query, answers[query.query_id], answers[query.query_id])
        for query in asked
        if query.query_id in answers
    ]
    if not judged:
        raise InputError(
            "the answers are to other questions than the evaluation is of: none of their ids is "
            "the same; make both from the same question set"
        )
    others = answers.keys() - {query.query_id for query in asked}
    return AnswersPart(
        figures=_figures(judged),
        n_others=len(others),
        n_others_answered=sum(answers[query_id].answered for query_id in others),
    )


def _figures(judged: Sequence[JudgedAnswer]) -> dict[str, Figure]:
    figures = {
        name: figure
        for name, value in _MEANS.items()
        if (figure := _mean(map(value, judged))) is not None
    }
    lengths = [
        sum(len(citation.quote.split()) for citation in each.answer.citations)
        for each in judged
        if each.answer.answered
    ]
    if lengths:
        figures["quoted_words_p50"] = Figure(float(median(lengths)), len(lengths))
    return figures


def _mean(values: Iterable[float | None]) -> Figure | None:
    known = [value for value in values if value is not None]
    return Figure(fmean(known), len(known), bootstrap_interval(known)) if known else None
