"""`pincite eval tune`, from question sets to what the library's assistants do."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.command import app
from eval.model import Query
from eval.tuning.tune import tune as fit
from index import Library
from index.errors import BadQuestion, InputError
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.retriever import FusionSettings
from qa.tuned import tuned_settings
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
    assert (printed["written"], printed["missing"]) == (True, [])
    weights = printed["weights"]
    assert (weights["written"], weights["queries"], weights["by"]) == (True, 60, "nDCG@10")
    gain = weights["measures"]["nDCG@10"]
    assert gain["b"] > gain["a"]
    assert "threshold" not in printed, "no question is unanswerable"
    with Library.open(folder) as library:
        tuned = tuned_settings(library)
        assert Assistant(library).answerer == AnswererSettings()
        assert Assistant(library).fusion != FusionSettings()
    assert tuned is not None
    assert tuned.fusion.dense_weight == weights["settings"]["dense_weight"]
    assert tuned.provenance.questions == (str(questions),)
    assert tuned.provenance.gains["nDCG@10"].held_out == gain["b"]
    assert (tuned.provenance.n_queries, tuned.provenance.n_threshold) == (60, 0)
    # It starts from the usual settings again, so it comes to the same.
    again = json.loads(tune(questions, "--library", folder, "--json").stdout)
    assert again["weights"] == weights
    assert tune("--reset", "--library", folder).exit_code == 0
    with Library.open(folder) as library:
        assert Assistant(library).fusion == FusionSettings()


def test_what_gains_nothing_on_held_out_questions_is_not_written(
    made: Made, tmp_path: Path
) -> None:
    folder, queries = made(NOT_BETTER)
    result = tune(written(queries, tmp_path / "set.jsonl"), "--library", folder)
    assert result.exit_code == 0
    assert "the usual weights are no worse by nDCG@10, and stay" in " ".join(result.output.split())
    assert "nothing was written" in result.output
    with Library.open(folder) as library:
        assert tuned_settings(library) is None


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
        assert tuned is not None
        assert tuned.provenance.n_threshold == 55
        assert assistant.answerer.threshold == tuned.threshold
        answered = [assistant.ask(query.query).answered for query in (*queries, *strange)]
    gain = tuned.provenance.gains["unanswerable_answered"]
    assert gain.before > gain.held_out
    assert sum(answered[30:]) / 25 <= gain.before
    assert f"threshold {tuned.threshold:.3f}" in result.output


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


def test_nothing_to_do_is_an_error_of_use() -> None:
    assert tune().exit_code == 2
    assert tune("set.jsonl", "--reset").exit_code == 2
    assert tune("set.jsonl", "--folds", "1").exit_code == 2
