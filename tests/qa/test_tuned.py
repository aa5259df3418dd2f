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
from qa.tuned import Gain, Provenance, TunedSettings, forget_tuned, keep_tuned, tuned_settings
from tests.conftest import FakeEncoder

FUSION = FusionSettings(
    dense_weight=0.7, bm25=BM25(0.9, 0.5, 33.0), second_look=SecondLook(late_weight=0.3)
)


def tuned(library: Library) -> TunedSettings:
    provenance = Provenance(
        created="2026-05-04T09:30:00+00:00",
        pincite="0.1.0",
        model=library.model_identity,
        questions=("set.jsonl",),
        n_queries=60,
        n_threshold=0,
        folds=5,
        gains={"R@10": Gain(0.7, 0.8)},
    )
    return TunedSettings(FUSION, 0.31, provenance)


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
    keep_tuned(library, replace(tuned(library), threshold=None))
    assert Assistant(library).answerer == AnswererSettings()
    forget_tuned(library)
    forget_tuned(library)
    assert Assistant(library).fusion == FusionSettings()


def test_settings_of_another_encoder_are_not_taken_up(library: Library) -> None:
    of_another = replace(tuned(library).provenance, model="another")
    keep_tuned(library, replace(tuned(library), provenance=of_another))
    assert tuned_settings(library) is None


def test_settings_that_cannot_be_read_are_told_of(library: Library) -> None:
    library.keep_tuned('{"fusion": {"dense_weight": "much"}}')
    with pytest.raises(LibraryDamaged, match=r"tuned settings .*pincite eval tune --reset"):
        Assistant(library)


def test_a_library_that_may_not_be_written_says_so(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.close()
    monkeypatch.setattr("index.store.database.is_writable", lambda _folder: False)
    with Library.open(library.folder, encoder=FakeEncoder()) as opened:
        with pytest.raises(LibraryError, match="readonly"):
            keep_tuned(opened, tuned(opened))
        assert tuned_settings(opened) is None
