"""`pincite eval tune --encoder`, from a question set to a library that has the encoder."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.commands.tune_encoder import tune_encoder
from eval.model import Judgement, Query
from eval.tuning import cross_validation, training
from eval.tuning.encoder import tune_encoder as tune
from eval.tuning.training import TrainingSettings
from index import Library
from index.errors import InputError
from qa import Assistant
from qa.tuned import tuned_settings
from tests.index.libraries import write
from tests.index.tiny_model import make_tiny_model

pytestmark = pytest.mark.model

N = 24
SETTINGS = TrainingSettings(epochs=1, batch_size=8, learning_rate=0.01)
QUERIES = [
    Query(f"q{n}", f"Who has boat {n}?", (Judgement("log", str(n + 1), 1),)) for n in range(N)
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def library(tiny: Path, tmp_path: Path) -> Iterator[Library]:
    log = write(tmp_path / "log.jsonl", {"log": [f"Boat {n} is Anna's." for n in range(N)]})
    with Library.create(tmp_path / "library", model=str(tiny)) as library:
        library.add([log])
        log.unlink()
        yield library


def run(library: Library, out: Path, **changed: Any) -> None:
    options = {"folds": 2, "epochs": 1, "reindex": False, "bare": False, "json_": True, **changed}
    tune_encoder(library, QUERIES, questions=["boats.jsonl"], out=out, **options)


def test_the_encoder_is_written_and_the_library_as_it_was(
    library: Library, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(library, tmp_path / "trained")
    printed = json.loads(capsys.readouterr().out)
    assert (printed["queries"], printed["examples"], printed["reindexed"]) == (N, N, False)
    assert printed["folds"] == [{"trained": 12, "queries": 12}] * 2
    assert set(printed["held_out"]) == {"fusion", "hybrid", "fitted", "unseen", "unseen_fitted"}
    assert 0 <= printed["held_out"]["hybrid"]["R@10"]["b"] <= 1
    assert library.model == str(tiny)
    provenance = json.loads((tmp_path / "trained" / "pincite.json").read_text())
    assert provenance["trained_from"] == library.model_identity
    assert provenance["questions"] == ["boats.jsonl"]
    assert provenance["folds"] == [12, 12]
    assert provenance["figures"]["hybrid"]["R@10"] == {
        "before": printed["held_out"]["hybrid"]["R@10"]["a"],
        "held_out": printed["held_out"]["hybrid"]["R@10"]["b"],
    }


def test_the_library_has_it_on_request(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(library, tmp_path / "trained", reindex=True, json_=False)
    shown = " ".join(capsys.readouterr().out.split())
    assert "24 queries" in shown
    assert "each was searched for with an encoder that was trained on the other parts of 2" in shown
    assert "the library has it now" in shown
    library.close()
    with Library.open(tmp_path / "library") as opened:
        assert opened.model == str(tmp_path / "trained")
        assert Assistant(opened).search("Who has boat 7?", k=N)
        tuned = tuned_settings(opened)
        assert tuned.weights is None or tuned.weights.provenance.model == opened.model_identity


def test_without_held_out_questions_it_is_only_trained(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "copy", None)
    tuning = tune(library, QUERIES, tmp_path / "trained", settings=SETTINGS, folds=0)
    assert tuning.held_out is None
    assert json.loads((tmp_path / "trained" / "pincite.json").read_text())["figures"] == {}


def test_every_question_is_searched_for_with_an_encoder_that_has_not_seen_it(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[set[str]] = []

    def spied(start: Any, examples: Any, settings: Any, progress: Any) -> Any:
        learnt.append({each.anchor for each in examples})
        return training.train(start, examples, settings, progress)

    monkeypatch.setattr(cross_validation, "train", spied)
    tuning = tune(library, QUERIES, tmp_path / "trained", settings=SETTINGS, folds=3)
    assert tuning.held_out is not None
    asked = {query.query_id: query.query for query in QUERIES}
    held = [{asked[name] for name in fold.query_ids} for fold in tuning.held_out.folds]
    assert set.union(*held) == set(asked.values())
    for fold, seen in zip(held, learnt, strict=True):
        assert not fold & seen
        assert fold | seen == set(asked.values())


def test_questions_whose_paragraphs_were_trained_on_are_told_apart(
    library: Library, tmp_path: Path
) -> None:
    # All but the last two share the first paragraph.
    shared = [Judgement("log", "1", 1)]
    queries = [
        Query(each.query_id, each.query, (*each.relevant, *(shared if n < N - 2 else [])))
        for n, each in enumerate(QUERIES)
        if n
    ]
    tuning = tune(library, queries, tmp_path / "trained", settings=SETTINGS, folds=2)
    assert tuning.held_out is not None
    assert tuning.held_out.unseen is not None
    assert tuning.held_out.unseen.n_queries == 2
    assert tuning.held_out.unseen_fitted is not None
    assert tuning.held_out.unseen_fitted.n_queries == 2
    assert tuning.held_out.hybrid.n_queries == N - 1


def test_what_cannot_work_is_said_before_anything_is_trained(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "train", None)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes").write_text("mine")
    with pytest.raises(InputError, match="holds something already"):
        tune(library, QUERIES, tmp_path / "full")
    elsewhere = [Query(f"q{n}", "Who?", (Judgement("other", "1", 1),)) for n in range(N)]
    with pytest.raises(InputError, match="0 questions name a paragraph of the library"):
        tune(library, elsewhere, tmp_path / "new")
    assert not (tmp_path / "new").exists()
