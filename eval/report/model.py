"""The values that a report is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.comparison import Comparison
from eval.evaluation_file import EvaluationFile
from eval.model import Judgement
from eval.runs import RankedParagraph
from qa.model import Answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from eval.answers import Figure

__all__ = ["AnswersPart", "Content", "Finding", "RecallCurve", "ReportedQuery", "Scores", "System"]


@dataclass(frozen=True, slots=True)
class RecallCurve:
    """Mean recall at each depth.

    Attributes:
        means: At `k` = 1, 2, …, in that order.
        intervals: Of some of the depths, the ends of the 95 % bootstrap interval.
    """

    means: tuple[float, ...]
    intervals: Mapping[int, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of all paragraphs found, over all questions.

    Attributes:
        relevant: Of those that are judged relevant.
        other: Of all others.
    """

    relevant: "NDArray[np.float64]"
    other: "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class System:
    """One of the evaluations shown.

    Attributes:
        letter: `A` or `B`.
        file: Name of its evaluation file.
        kept: The evaluation.
        curve: Its recall by depth.
        scores: The scores it gave.
    """

    letter: str
    file: str
    kept: EvaluationFile
    curve: RecallCurve
    scores: Scores


@dataclass(frozen=True, slots=True)
class Finding:
    """What a system found for a question.

    Attributes:
        measures: Value of each measure.
        latency_ms: How long the search took.
        ranks: For each paragraph wanted its rank from 1; None where it was not found.
        first: The paragraphs ranked first.
        n_found: How many were found.
    """

    measures: Mapping[str, float]
    latency_ms: float
    ranks: tuple[int | None, ...]
    first: tuple[RankedParagraph, ...]
    n_found: int


@dataclass(frozen=True, slots=True)
class ReportedQuery:
    """A question with what was wanted and what was found.

    Attributes:
        query_id: Its id.
        query: The question.
        wanted: The paragraphs judged relevant.
        findings: What each system found.
        answer: What was answered; None where no answers were given to the report.
    """

    query_id: str
    query: str
    wanted: tuple[Judgement, ...]
    findings: tuple[Finding, ...]
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class AnswersPart:
    """What the answers came to.

    Attributes:
        figures: Measures of the answers to the questions of the evaluation, by name.
        n_others: How many answers are to other questions: unanswerable, or without a
            judged paragraph.
        n_others_answered: How many of those were answered.
    """

    figures: "Mapping[str, Figure]"
    n_others: int
    n_others_answered: int


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a report shows but the passages.

    Attributes:
        systems: One or two evaluations.
        measures: Names of the measures shown.
        by: The measure by which questions are the worst, or changed most.
        comparison: Of two systems; None of one.
        queries: Every question, in the order of the question sets.
        worst: Those that the last system does worst on, the worst first.
        changed: Those on which two systems differ most.
        answers: None where none were given.
    """

    systems: tuple[System, ...]
    measures: tuple[str, ...]
    by: str
    comparison: Comparison | None
    queries: tuple[ReportedQuery, ...]
    worst: tuple[ReportedQuery, ...]
    changed: tuple[ReportedQuery, ...]
    answers: AnswersPart | None
