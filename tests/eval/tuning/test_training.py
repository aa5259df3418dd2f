"""Training an encoder: what it learns from, that it learns, and that nothing is half written."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.model import Judgement, Query
from eval.tuning.training import (
    Example,
    TrainingSettings,
    make_examples,
    require_new_folder,
    save,
    train,
)
from index import Library
from index.encoder import load_encoder, resolve_model
from index.errors import InputError, ModelError
from tests.conftest import FakeEncoder
from tests.index.libraries import write
from tests.index.tiny_model import make_tiny_model

SETTINGS = TrainingSettings(epochs=3, batch_size=4, learning_rate=0.01, n_hardest=3, max_tokens=12)
TEXTS = [
    "The harbour master keeps the lamp.",
    "The harbour master sells herring.",
    "A pilot keeps the charts.",
    "The lamp is lit at dusk.",
    "The harbour master keeps the lamp.",
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "library", encoder=FakeEncoder()) as library:
        library.add([write(tmp_path / "log.jsonl", {"log": TEXTS})])
        yield library


def asks(*labels: str) -> Query:
    return Query("q", "Who keeps the lamp?", tuple(Judgement("log", each, 1) for each in labels))


def examples(n: int = 12) -> tuple[Example, ...]:
    return tuple(
        Example(f"Who has boat {n}?", f"Boat {n} is Anna's.", f"Boat {n} was lost.")
        for n in range(n)
    )


def test_a_wrong_paragraph_has_the_words_and_is_none_that_answers(library: Library) -> None:
    found = {
        each
        for seed in range(20)
        for each in make_examples(library, [asks("1")], n_hardest=3, seed=seed)
    }
    assert {each.anchor for each in found} == {"Who keeps the lamp?"}
    assert {each.positive for each in found} == {TEXTS[0]}
    # The fifth says the same as the first; the second has none of the question's words.
    assert {each.negative for each in found} == {TEXTS[2], TEXTS[3]}


def test_each_paragraph_that_answers_is_an_example(library: Library) -> None:
    made = make_examples(library, [asks("1", "4", "nowhere")], n_hardest=3, seed=1)
    assert [each.positive for each in made] == [TEXTS[0], TEXTS[3]]
    assert {each.negative for each in made} == {TEXTS[2]}
    assert make_examples(library, [asks("nowhere")], n_hardest=3, seed=1) == ()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("models") / "tiny", prompts=True)


def trained(tiny: Path, folder: Path, settings: TrainingSettings = SETTINGS) -> Path:
    save(train(resolve_model(str(tiny)), examples(), settings), folder, {"n_queries": 12})
    return folder


def margin(folder: Path) -> float:
    """How much nearer a question is to its paragraph than to the wrong one, on average."""
    encoder = load_encoder(resolve_model(str(folder)))
    each = examples()
    asked = np.stack([encoder.encode_query(one.anchor) for one in each])
    right = encoder.encode_documents([one.positive for one in each])
    wrong = encoder.encode_documents([one.negative for one in each])
    return float((asked * (right - wrong)).sum(1).mean())


@pytest.mark.model
def test_questions_come_nearer_to_their_paragraphs(tiny: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    model = train(resolve_model(str(tiny)), examples(), SETTINGS, lambda *done: told.append(done))
    save(model, tmp_path / "trained", {"n_queries": 12})
    assert margin(tmp_path / "trained") > margin(tiny) + 0.1
    assert told == [(n, 9) for n in range(1, 10)]
    provenance = json.loads((tmp_path / "trained" / "pincite.json").read_text())
    assert provenance["n_queries"] == 12
    assert set(provenance["versions"]) == {"pincite", "sentence-transformers", "torch"}
    assert model.max_seq_length == 16, "it reads as much as before"
    assert list(tmp_path.iterdir()) == [tmp_path / "trained"], "nothing else is left"


@pytest.mark.model
def test_the_same_seed_gives_the_same_weights(tiny: Path, tmp_path: Path) -> None:
    one, two = (resolve_model(str(trained(tiny, tmp_path / n / "x"))) for n in dirs(tmp_path, 2))
    assert one.identity == two.identity
    other = trained(tiny, tmp_path / "x", replace(SETTINGS, seed=8))
    assert resolve_model(str(other)).identity != one.identity


def dirs(tmp_path: Path, n: int) -> Sequence[str]:
    for number in range(n):
        (tmp_path / str(number)).mkdir()
    return [str(number) for number in range(n)]


@pytest.mark.model
@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_late_interaction_is_trained_if_it_is_weighed(
    tiny: Path, tmp_path: Path, weight: float
) -> None:
    """Two questions with the same words in another order differ only by their tokens' places."""
    settings = replace(SETTINGS, token_weight=weight, epochs=1)
    without = trained(tiny, tmp_path / "a", replace(settings, token_weight=0.0))
    with_it = trained(tiny, tmp_path / "x", settings)
    same = (without / "model.safetensors").read_bytes() == (
        with_it / "model.safetensors"
    ).read_bytes()
    assert same == (weight == 0.0)


def test_a_folder_that_holds_something_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    require_new_folder(tmp_path / "model")
    (tmp_path / "model" / "notes").write_text("mine")
    with pytest.raises(InputError, match="holds something already"):
        require_new_folder(tmp_path / "model")
    with pytest.raises(InputError, match="holds something already"):
        require_new_folder(tmp_path / "model" / "notes")
    with pytest.raises(InputError, match=r"make .*nowhere first"):
        require_new_folder(tmp_path / "nowhere" / "model")


class HalfModel:
    """One that cannot be written to its end."""

    def save_pretrained(self, folder: str, **_: object) -> None:
        Path(folder).mkdir()
        (Path(folder) / "model.safetensors").write_bytes(b"half")
        raise OSError("no space left")


def test_no_folder_is_left_half_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no space left"):
        save(HalfModel(), tmp_path / "model", {})  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_too_little_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least two"):
        train(resolve_model(None), examples(1), SETTINGS)


def test_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ModelError, match=r"\(datasets\); run `pip install 'pincite\[train\]'`"):
        train(resolve_model(None), examples(), SETTINGS)
