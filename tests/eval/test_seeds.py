"""Retrieval from real documents, as it is claimed."""

from pathlib import Path

import pytest

from eval.evaluate import evaluate
from eval.questions import read_questions
from index import Library
from qa import Assistant


@pytest.mark.model
def test_declassified_telegrams_and_memoranda(seeds: Path, tmp_path: Path) -> None:
    queries = read_questions(seeds / "frus" / "questions.jsonl")
    with Library.create(tmp_path / "library") as library:
        report = library.add([seeds / "frus"])
        assert (report.added, report.failed) == (3, ())
        found = evaluate(Assistant(library), queries, measures="R@5")
    assert found.missing == ()
    assert found.n_queries == 20
    assert found.measures["R@5"] >= 0.95
