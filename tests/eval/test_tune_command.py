"""`pincite eval tune`, from question sets to what the library's assistants do."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.command import app
from eval.model import Judgement, Query, Turn
from eval.tuning.tune import tune as fit
from index import Library
from index.errors import BadQuestion, InputError, LibraryError
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.confidence import Signals
from qa.retriever import FusionSettings
from qa.tuned import TunedSettings, keep_tuned, tuned_settings
from tests.eval.conftest import WordEncoder
from tests.eval.tuning.conftest import Made, made

__all__ = ["made"]

BETTER, NOT_BETTER = 3, 2  # seeds


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries that the command opens read words as those that were made do."""
    opened = Library.open
    monkeypatch.setattr(Library, "open", lambda folder, **_: opened(folder, encoder=WordEncoder()))


def tune(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["tune", *map(str, arguments)])


def written(queries: Sequence[Query], path: Path) -> Path:
    rows = [
        {
            "query_id": each.query_id,
            "query": each.query,
            "relevant": [{"doc_id": g.doc_id, "paragraph": g.paragraph} for g in each.relevant],
            "answerable": each.answerable,
        }
        for each in queries
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_what_gains_on_held_out_questions_is_what_the_library_has_then(
    made: Made, tmp_path: Path
) -> None:
    folder, queries = made(BETTER)
    questions = written(queries, tmp_path / "set.jsonl")
    result = tune(questions, "--library", folder, "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert printed["missing"] == []
    weights = printed["weights"]
    assert (weights["written"], weights["queries"], weights["by"]) == (True, 60, "nDCG@10")
    gain = weights["measures"]["nDCG@10"]
    assert gain["b"] > gain["a"]
    assert "threshold" not in printed, "no question is unanswerable"
    with Library.open(folder) as library:
        tuned = tuned_settings(library)
        assert Assistant(library).answerer == AnswererSettings()
        assert Assistant(library).fusion != FusionSettings()
    assert tuned.weights is not None
    assert tuned.threshold is None
    assert tuned.weights.fusion.dense_weight == weights["settings"]["dense_weight"]
    origin = tuned.weights.provenance
    assert origin.questions == (str(questions.resolve()),)
    assert origin.gains["nDCG@10"].held_out == gain["b"]
    assert (origin.n_queries, origin.folds, origin.by) == (60, 5, "nDCG@10")
    # It starts from the usual settings again, so it comes to the same.
    again = json.loads(tune(questions, "--library", folder, "--json").stdout)
    assert again["weights"] == weights
    told = tune("--library", folder)
    assert "weights: fitted on 60 questions" in told.stdout
    assert str(questions.resolve()) in told.stdout.replace("\n", "")
    assert "threshold: the usual" in told.stdout
    kept = json.loads(tune("--library", folder, "--json").stdout)
    assert kept["weights"]["provenance"]["n_queries"] == 60
    assert kept["threshold"] is None
    assert f"weights: {tuned.weights.fusion.words()}" in " ".join(told.stdout.split())
    # The questions are known again in another file, and what was measured says so.
    copy, kept_as = tmp_path / "copy.jsonl", tmp_path / "tuned.json"
    copy.write_text("".join(questions.read_text("utf-8").splitlines(True)[:30]), "utf-8")
    command = ["run", str(copy), "--library", str(folder), "--out", str(kept_as)]
    seen = CliRunner().invoke(app, command)
    assert "note: the library's weights were fitted on 30 of these 30 questions" in seen.stderr
    seen = CliRunner().invoke(app, ["compare", str(kept_as), str(kept_as)])
    assert "note: the weights of A were fitted on 30 of these questions" in seen.stderr
    page = tmp_path / "page.html"
    CliRunner().invoke(app, ["report", str(kept_as), "--out", str(page)])
    assert "30 of the questions measured" in page.read_text("utf-8")
    assert json.loads(tune("--reset", "--library", folder, "--json").stdout) == {"reset": True}
    with Library.open(folder) as library:
        assert Assistant(library).fusion == FusionSettings()


def test_what_gains_nothing_on_held_out_questions_is_not_written(
    made: Made, tmp_path: Path
) -> None:
    folder, queries = made(NOT_BETTER)
    result = tune(written(queries, tmp_path / "set.jsonl"), "--library", folder)
    assert result.exit_code == 0
    assert "the usual weights are no worse by nDCG@10" in " ".join(result.output.split())
    assert "nothing was written" in result.output
    assert "a threshold needs 20 answerable and 20 unanswerable questions" in result.output
    with Library.open(folder) as library:
        assert tuned_settings(library) == TunedSettings()


def test_the_threshold_is_fitted_where_some_questions_have_no_answer(
    made: Made, tmp_path: Path
) -> None:
    folder, queries = made(NOT_BETTER, n_queries=30)
    strange = [Query(f"u{n}", f"strange{n} question{n}", answerable=False) for n in range(25)]
    result = tune(written([*queries, *strange], tmp_path / "set.jsonl"), "--library", folder)
    assert result.exit_code == 0, result.output
    with Library.open(folder) as library:
        assistant = Assistant(library)
        tuned = tuned_settings(library)
        assert tuned.threshold is not None
        origin = tuned.threshold.provenance
        assert (origin.n_queries, origin.folds) == (55, 5)
        assert assistant.answerer.threshold == tuned.threshold.threshold
        answered = [assistant.ask(query.query).answered for query in (*queries, *strange)]
    gain = origin.gains["unanswerable_answered"]
    assert gain.before > gain.held_out
    assert sum(answered[30:]) / 25 <= gain.before
    assert f"threshold {tuned.threshold.threshold:.3f}" in result.output


def test_weights_and_threshold_together_on_a_library_that_was_tuned_before(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, queries = made(BETTER)
    strange = [Query(f"u{n}", f"strange{n} question{n}", answerable=False) for n in range(25)]
    asked: list[tuple[str, FusionSettings]] = []
    signals = Assistant.signals
    with Library.open(folder) as library:
        first = fit(library, [*queries, *strange])
        keep_tuned(library, first.settings)

        def remembered(
            self: Assistant, question: str, *, search_for: str | None = None
        ) -> Signals | None:
            asked.append((question, self.fusion))
            return signals(self, question, search_for=search_for)

        monkeypatch.setattr(Assistant, "signals", remembered)
        again = fit(library, [*queries, *strange])
    assert again.settings.weights is not None
    assert again.threshold is not None
    assert again.threshold == first.threshold, "what was tuned before changes nothing"
    usual, fitted = asked[:85], asked[85:]
    assert {fusion for _, fusion in usual} == {FusionSettings()}
    assert again.weights is not None
    by_question = dict(fitted)
    for query in queries:
        held_out = again.weights.fitted.held_out_settings[query.query_id]
        assert by_question[query.query] == held_out
    assert {by_question[each.query] for each in strange} == {again.weights.fitted.settings}


def test_questions_are_fitted_as_they_are_understood_after_their_turns(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, queries = made(BETTER, n_queries=30)
    asked = [replace(each, query="why?", history=(Turn(each.query, ""),)) for each in queries]
    strange = [Query(f"u{n}", f"strange{n}", answerable=False) for n in range(20)]
    questions: list[str] = []
    signals = Assistant.signals

    def remembered(
        self: Assistant, question: str, *, search_for: str | None = None
    ) -> Signals | None:
        questions.append(question)
        return signals(self, question, search_for=search_for)

    monkeypatch.setattr(Assistant, "signals", remembered)
    found = []
    with Library.open(folder) as library:
        for bare in (False, True):
            questions.clear()
            tuning = fit(library, [*asked, *strange], bare=bare)
            assert tuning.weights is not None
            found.append(tuning.weights.comparison.measures["nDCG@10"].a)
            wanted = "why?" if bare else f"why? (on “{queries[0].query}”)"
            assert questions[0] == wanted
    understood, bare_ones = found
    assert understood > 0.3
    assert bare_ones < 0.1


def test_a_threshold_that_is_no_better_is_not_written_along(made: Made) -> None:
    folder, queries = made(BETTER)
    # The same words, so the same confidence: no threshold tells them apart.
    same = [Query(f"u{n}", each.query, answerable=False) for n, each in enumerate(queries)]
    with Library.open(folder) as library:
        tuning = fit(library, [*queries, *same])
    assert tuning.threshold is not None
    assert not tuning.threshold.better
    assert tuning.settings.weights is not None
    assert tuning.settings.threshold is None


def test_a_threshold_needs_twenty_of_either_kind(made: Made) -> None:
    folder, queries = made(NOT_BETTER, n_queries=25)
    strange = [Query(f"u{n}", f"strange{n}", answerable=False) for n in range(19)]
    with Library.open(folder) as library:
        assert fit(library, [*queries, *strange]).threshold is None


def test_a_question_with_nothing_but_wrong_paragraphs_is_not_taken_for_answerable(
    made: Made,
) -> None:
    folder, queries = made(NOT_BETTER, n_queries=30)
    strange = [Query(f"u{n}", f"strange{n}", answerable=False) for n in range(20)]
    open_ = [Query(f"o{n}", f"open{n}", (Judgement("d", "1", 0),)) for n in range(40)]
    with Library.open(folder) as library:
        threshold = fit(library, [*queries, *strange, *open_]).threshold
    assert threshold is not None
    assert (threshold.n_answerable, threshold.n_unanswerable) == (30, 20)


def test_figures_are_told_even_if_they_cannot_be_kept(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, queries = made(BETTER)
    questions = written(queries, tmp_path / "set.jsonl")

    def busy(*_: object) -> None:
        raise LibraryError("another process is writing this library")

    monkeypatch.setattr(Library, "keep_tuned", busy)
    result = tune(questions, "--library", folder)
    assert isinstance(result.exception, LibraryError)
    assert "fitted on all of them: dense_weight" in result.stdout
    monkeypatch.setattr(Library, "require_writable", busy)
    result = tune(questions, "--library", folder)
    assert isinstance(result.exception, LibraryError)
    assert result.stdout == "", "refused before the work"


@pytest.mark.parametrize("by", ["R@10 AP@10", "R@", "nonsense"])
def test_the_measure_is_looked_at_first(made: Made, by: str) -> None:
    folder, queries = made(BETTER, n_queries=25)
    searched: list[str] = []

    @contextmanager
    def stage(doing: str) -> Iterator[None]:
        searched.append(doing)
        yield

    with Library.open(folder) as library, pytest.raises(InputError, match="measure"):
        fit(library, queries, by=by, stage=stage)
    assert searched == []


def test_white_space_about_the_measure_does_not_matter(made: Made) -> None:
    folder, queries = made(BETTER, n_queries=25)
    with Library.open(folder) as library:
        tuning = fit(library, queries, by=" R@10 ")
    assert tuning.weights is not None
    assert "R@10" in tuning.weights.comparison.measures


def test_too_few_questions_are_refused(made: Made) -> None:
    folder, queries = made(BETTER, n_queries=12)
    with Library.open(folder) as library, pytest.raises(InputError, match=r"12 of the 12 .* 20"):
        fit(library, queries)


def test_a_question_that_cannot_be_asked_is_named(made: Made) -> None:
    folder, queries = made(BETTER, n_queries=25)
    endless = Query("endless", "word " * 2_000, queries[0].relevant)
    with Library.open(folder) as library, pytest.raises(BadQuestion, match="'endless'"):
        fit(library, [*queries, endless])


def test_gold_that_is_not_in_the_library_is_named(made: Made, tmp_path: Path) -> None:
    folder, queries = made(BETTER, n_queries=25)
    path = written(queries, tmp_path / "set.jsonl")
    path.write_text(path.read_text().replace('"doc_id": "d"', '"doc_id": "lost"', 1))
    result = tune(path, "--library", folder, "--json")
    assert [each["doc_id"] for each in json.loads(result.stdout)["missing"]] == ["lost"]
    assert "1 of the 25 relevant paragraphs are not in the library" in result.stderr


def test_a_library_without_any_gold_is_not_tuned(made: Made, tmp_path: Path) -> None:
    folder, queries = made(BETTER, n_queries=25)
    path = written(queries, tmp_path / "set.jsonl")
    path.write_text(path.read_text().replace('"doc_id": "d"', '"doc_id": "lost"'))
    result = tune(path, "--library", folder)
    assert isinstance(result.exception, InputError)
    assert "none of the 25 relevant paragraphs is in" in str(result.exception)


def test_nothing_to_do_is_an_error_of_use() -> None:
    assert tune("--qrels", "set.tsv").exit_code == 2
    assert tune("set.jsonl", "--reset").exit_code == 2
    for options in (
        ["--folds", "1"],
        ["--folds", "0"],
        ["--encoder"],
        ["--out", "folder"],
        ["--reindex"],
        ["--epochs", "2"],
    ):
        assert tune("set.jsonl", *options).exit_code == 2, options


def test_the_encoder_is_trained_on_the_questions(made: Made, tmp_path: Path) -> None:
    folder, queries = made(BETTER, n_queries=12)
    questions = written(queries, tmp_path / "set.jsonl")
    out = str(tmp_path / "out")
    result = tune(questions, "--encoder", "--out", out, "--library", folder)
    assert isinstance(result.exception, InputError)
    assert "12 questions name a paragraph of the library" in str(result.exception)
