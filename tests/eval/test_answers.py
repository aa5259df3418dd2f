"""The measures of answers, computed by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from eval.answers import AnswersEvaluation, evaluate_answers
from eval.evaluate import MissingGold
from eval.model import Judgement, Query, Turn
from eval.questions import read_questions
from index import Library
from index.errors import BadQuestion, InputError
from qa import Answer, Assistant, Citation
from qa.conversation import Conversation
from qa.conversation import Turn as ConversationTurn
from tests.eval.conftest import WordEncoder, WrittenLibrary, paragraph

# Questions to the confidence of their answer and what it quotes: label and words.
Written = Mapping[str, tuple[float, Sequence[tuple[str, str]]]]


@dataclass
class WrittenAnswers:
    """An assistant that answers what is written, from a document `doc` of paragraphs 1 to 9."""

    written: Written
    library: WrittenLibrary

    def draft(self, question: str, **_: object) -> Answer:
        if question not in self.written:
            raise BadQuestion("the question is too long")
        confidence, quotes = self.written[question]
        citations = tuple(
            Citation.of(paragraph("doc", label, text), marker=marker, start=0, end=len(text))
            for marker, (label, text) in enumerate(quotes, start=1)
        )
        return Answer(question, bool(citations), confidence, "", citations, ())

    def conversation(self, turns: Iterable[ConversationTurn] = ()) -> Conversation:
        return Conversation(cast(Assistant, self), turns)

    def decide(self, draft: Answer) -> Answer:
        if draft.confidence >= 0.5:
            return draft
        return replace(draft, answered=False, citations=())


def evaluated(written: Written, *queries: Query, bare: bool = False) -> AnswersEvaluation:
    library = WrittenLibrary({"doc": [str(n) for n in range(1, 10)]})
    assistant = cast(Assistant, WrittenAnswers(written, library))
    return evaluate_answers(assistant, queries, bare=bare)


def query(
    query_id: str, *labels: str, answers: Sequence[str] = (), answerable: bool = True
) -> Query:
    judged = tuple(Judgement("doc", label, 1) for label in labels)
    return Query(query_id, query_id, judged, tuple(answers), answerable)


WRITTEN: Written = {
    # The first quote answers.
    "q1": (0.9, [("1", "The toll is nine florins."), ("2", "It rose.")]),
    # The second answers, from another paragraph than the gold one.
    "q2": (0.8, [("3", "Ships pay more than boats do."), ("5", "Osk was the keeper.")]),
    # It would be right, but is not sure enough.
    "q3": (0.4, [("4", "The keeper is Marr.")]),
    # Two of three quotes stand in one paragraph; nothing is known of the wording.
    "q4": (0.6, [("6", "One."), ("7", "Two."), ("7", "Three.")]),
    # Unanswerable.
    "u1": (0.7, [("8", "Ferries come.")]),
    "u2": (0.1, [("8", "Ferries go.")]),
    # Nothing is known.
    "n1": (0.95, [("9", "A lantern burns.")]),
}
QUERIES = (
    query("q1", "1", "3", answers=["Nine florins", "9 florins"]),
    query("q2", "4", answers=["Osk"]),
    query("q3", "4", answers=["Marr"]),
    query("q4", "7", "8"),
    query("u1", "8", answers=["Ferries"], answerable=False),
    query("u2", answerable=False),
    query("n1"),
)


def test_each_measure_by_hand() -> None:
    evaluation = evaluated(WRITTEN, *QUERIES)
    assert {name: (figure.value, figure.n) for name, figure in evaluation.figures.items()} == {
        "answer_in_first_quote": (pytest.approx(1 / 3), 3),
        "answer_in_quotes": (pytest.approx(2 / 3), 3),
        # Of q1, q2 and q4; q3 cites nothing.
        "citation_precision": (pytest.approx((1 / 2 + 0 + 1 / 2) / 3), 3),
        "citation_recall": (pytest.approx((1 / 2 + 0 + 0 + 1 / 2) / 4), 4),
        "answerable_refused": (pytest.approx(1 / 5), 5),
        "unanswerable_answered": (pytest.approx(1 / 2), 2),
        # q2 and u1 of q1, q2, q4 and u1.
        "answered_wrongly": (pytest.approx(2 / 4), 4),
        # By confidence: q1 right, q2 wrong, u1 wrong, q4 right, q3 right, u2 wrong.
        "AURC": (pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 2 / 5 + 3 / 6) / 6), 6),
        # Of 5 × 2 pairs q4 and q3 lose one each.
        "AUROC": (pytest.approx(8 / 10), 7),
        # 7, 10, 3, 2 and 3 words.
        "quoted_words_p50": (3.0, 5),
        "quoted_words_p95": (pytest.approx(9.4), 5),
    }
    assert [(point.coverage, point.risk) for point in evaluation.risk_coverage] == [
        (pytest.approx(1 / 6), 0),
        (pytest.approx(2 / 6), pytest.approx(1 / 2)),
        (pytest.approx(3 / 6), pytest.approx(2 / 3)),
        (pytest.approx(4 / 6), pytest.approx(2 / 4)),
        (pytest.approx(5 / 6), pytest.approx(2 / 5)),
        (1, pytest.approx(3 / 6)),
    ]
    assert evaluation.n_unjudged == 1
    assert evaluation.missing == ()


def test_means_and_auroc_have_intervals() -> None:
    figures = evaluated(WRITTEN, *QUERIES).figures
    without = {name for name, figure in figures.items() if figure.interval is None}
    assert without == {"AURC", "quoted_words_p50", "quoted_words_p95"}
    for figure in figures.values():
        if figure.interval is not None:
            low, high = figure.interval
            assert 0 <= low <= figure.value <= high <= 1


def test_an_answer_must_cite_the_gold_and_hold_the_words() -> None:
    cites = query("q1", "1", answers=["ten florins"])
    holds = query("q2", "1", answers=["Osk"])
    wrong = [each.wrong for each in evaluated(WRITTEN, cites, holds).judged]
    assert wrong == [True, True]
    words_alone = query("q2", answers=["Osk"])
    paragraph_alone = query("q1", "2")
    right = [each.wrong for each in evaluated(WRITTEN, words_alone, paragraph_alone).judged]
    assert right == [False, False]


def test_an_answer_that_cannot_be_looked_for_is_none() -> None:
    evaluation = evaluated(WRITTEN, query("q1", "1", answers=["."]))
    assert "answer_in_quotes" not in evaluation.figures
    assert evaluation.judged[0].wrong is False


def test_a_question_with_nothing_but_wrong_paragraphs_is_of_neither_kind() -> None:
    open_ = Query("n1", "n1", (Judgement("doc", "9", 0),))
    told = evaluated(WRITTEN, query("q3", "4"), query("u1", answerable=False), open_)
    assert told.figures["answerable_refused"].n == 1
    assert told.figures["AUROC"].n == 2
    assert told.figures["AUROC"].value == 0.0


def test_measures_of_no_question_are_left_out() -> None:
    evaluation = evaluated(WRITTEN, query("u2", answerable=False))
    assert set(evaluation.figures) == {"unanswerable_answered", "AURC"}
    evaluation = evaluated(WRITTEN, query("n1"))
    assert set(evaluation.figures) == {"answerable_refused", "quoted_words_p50", "quoted_words_p95"}
    assert evaluation.risk_coverage == ()


def test_gold_that_the_library_lacks_is_reported_and_not_cited() -> None:
    evaluation = evaluated(WRITTEN, query("q1", "1", "99"), query("u1", "77", answerable=False))
    assert evaluation.missing == (MissingGold("q1", "doc", "99"),)
    assert evaluation.n_gold == 2
    assert evaluation.figures["citation_recall"].value == 0.5


def test_a_question_that_cannot_be_asked_is_named() -> None:
    with pytest.raises(BadQuestion, match=r"query_id 'endless 1': .* too long"):
        evaluated(WRITTEN, query("q1", "1"), query("endless 1", "1"))


def test_no_questions() -> None:
    with pytest.raises(InputError, match="no questions"):
        evaluated(WRITTEN)


def test_a_question_is_asked_after_the_turns_before_it() -> None:
    written: Written = {
        "Was she late?": (0.1, [("2", "It rose.")]),
        "Was Hilda Marr late?": (0.9, [("1", "Marr was late.")]),
    }
    history = (Turn("What did Hilda Marr collect?", "The tolls."),)
    follow_up = replace(query("Was she late?", "1"), history=history)
    judged = evaluated(written, follow_up).judged[0]
    assert judged.wrong is False
    assert judged.answer.question == "Was she late?"
    assert judged.answer.understood_as == "Was Hilda Marr late?"
    bare = evaluated(written, follow_up, bare=True).judged[0]
    assert bare.wrong is True
    assert bare.answer.understood_as == ""


def test_progress_is_told_after_each_question() -> None:
    told: list[tuple[int, int]] = []
    assistant = WrittenAnswers(WRITTEN, WrittenLibrary({}))
    evaluate_answers(
        cast(Assistant, assistant),
        QUERIES[:2],
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(1, 2), (2, 2)]


def test_a_real_library_is_measured(harbour: Path, questions: Path) -> None:
    with Library.open(harbour, encoder=WordEncoder()) as library:
        assistant = Assistant(library)
        evaluation = evaluate_answers(assistant, read_questions(questions))
        given = [assistant.ask(each.query.query) for each in evaluation.judged]
    assert evaluation.figures["citation_recall"].n == 2
    for each, answer in zip(evaluation.judged, given, strict=True):
        assert replace(each.answer, timings_ms={}) == replace(answer, timings_ms={})
        # The draft quotes, whether or not that is sure enough to be given.
        assert each.draft.citations
        assert each.draft.confidence == answer.confidence
