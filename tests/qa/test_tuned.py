"""Settings that were fitted for a library, and who takes them up."""

from dataclasses import replace

import pytest

from index import Library
from index.errors import LibraryDamaged, LibraryError
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.bm25 import BM25
from qa.late_interaction import SecondLook
from qa.retriever import FusionSettings
from qa.tuned import (
    Gain,
    Provenance,
    TunedSettings,
    TunedThreshold,
    TunedWeights,
    forget_tuned,
    keep_tuned,
    tuned_settings,
)
from tests.conftest import FakeEncoder

FUSION = FusionSettings(
    dense_weight=0.7, bm25=BM25(0.9, 0.5, 33.0), second_look=SecondLook(late_weight=0.3)
)


def provenance(library: Library) -> Provenance:
    return Provenance(
        created="2026-05-04T09:30:00+00:00",
        pincite="0.1.0",
        model=library.model_identity,
        questions=("set.jsonl",),
        n_queries=60,
        folds=5,
        by="nDCG@10",
        gains={"R@10": Gain(0.7, 0.8)},
    )


def tuned(library: Library) -> TunedSettings:
    origin = provenance(library)
    return TunedSettings(TunedWeights(FUSION, origin), TunedThreshold(0.31, origin))


def test_an_assistant_takes_up_what_its_library_keeps(library: Library) -> None:
    assert Assistant(library).fusion == FusionSettings()
    keep_tuned(library, tuned(library))
    with Library.open(library.folder, encoder=FakeEncoder()) as opened:
        assert tuned_settings(opened) == tuned(library)
        assistant = Assistant(opened)
    assert assistant.fusion == FUSION
    assert assistant.answerer == replace(AnswererSettings(), threshold=0.31)


def test_what_is_passed_in_goes_before_what_was_fitted(library: Library) -> None:
    keep_tuned(library, tuned(library))
    assistant = Assistant(library, fusion=FusionSettings(dense_weight=0.1))
    assert assistant.fusion == FusionSettings(dense_weight=0.1)
    assert assistant.answerer.threshold == 0.31
    assert Assistant(library, answerer=AnswererSettings()).answerer == AnswererSettings()


def test_the_usual_settings_come_back(library: Library) -> None:
    keep_tuned(library, tuned(library))
    forget_tuned(library)
    forget_tuned(library)
    assert Assistant(library).fusion == FusionSettings()
    assert Assistant(library).answerer == AnswererSettings()


def test_what_is_not_fitted_anew_stays(library: Library) -> None:
    keep_tuned(library, tuned(library))
    later = TunedThreshold(0.7, provenance(library))
    keep_tuned(library, TunedSettings(threshold=later))
    assert tuned_settings(library) == TunedSettings(tuned(library).weights, later)
    keep_tuned(library, TunedSettings())
    assert tuned_settings(library) == TunedSettings(tuned(library).weights, later)


def test_settings_of_another_encoder_are_not_taken_up(library: Library) -> None:
    of_another = replace(provenance(library), model="another")
    keep_tuned(library, replace(tuned(library), weights=TunedWeights(FUSION, of_another)))
    assert tuned_settings(library) == TunedSettings(threshold=tuned(library).threshold)
    assert Assistant(library).fusion == FusionSettings()


def test_settings_that_cannot_be_read_are_told_of(library: Library) -> None:
    library.keep_tuned('{"weights": {"fusion": {"dense_weight": "much"}}}')
    with pytest.raises(LibraryDamaged, match=r"tuned settings .*pincite eval tune --reset"):
        Assistant(library)


def test_a_library_that_may_not_be_written_says_so(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.close()
    monkeypatch.setattr("index.store.database.is_writable", lambda _folder: False)
    with Library.open(library.folder, encoder=FakeEncoder()) as opened:
        with pytest.raises(LibraryError, match="readonly"):
            opened.require_writable()
        with pytest.raises(LibraryError, match="readonly"):
            keep_tuned(opened, tuned(opened))
        assert tuned_settings(opened) == TunedSettings()
