import json
from pathlib import Path

import pytest

from eval.evaluate import Evaluation, evaluate
from eval.evaluation_file import Settings, read_evaluation, write_evaluation
from eval.model import Judgement, Query
from index.errors import InputError, NotADocument, UnreadableFile
from tests.eval.conftest import Findings, written

SETTINGS = Settings(("set.jsonl",), (), None, "library", "a model", 2, 17)
FINDINGS: Findings = {"Où ? ¶": [("a doc", "§ 1", 1 / 3), ("b", "7#2", 0.1)], "Who?": []}


@pytest.fixture
def evaluation() -> Evaluation:
    queries = [
        Query("q 1", "Où ? ¶", (Judgement("b", "7#2", 2), Judgement("gone", "1", 1))),
        Query("q2", "Who?", (Judgement("b", "1", 1),)),
        Query("q3", "Unjudged?"),
    ]
    return evaluate(written(FINDINGS), queries, measures="RR@10 R@1")


def test_what_is_written_can_be_read_back(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_evaluation(evaluation, SETTINGS, path)
    kept = read_evaluation(path)
    assert kept.evaluation == evaluation
    assert kept.evaluation.run == evaluation.run
    assert kept.settings == SETTINGS
    assert kept.created.endswith("+00:00")


def test_a_file_holds_everything_under_plain_names(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_evaluation(evaluation, SETTINGS, path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["pincite_evaluation"] == 1
    assert kept["settings"]["questions"] == ["set.jsonl"]
    found = kept["evaluation"]
    assert found["measures"] == {"RR@10": 0.25, "R@1": 0.0}
    assert found["intervals"].keys() == found["measures"].keys()
    assert (found["n_queries"], found["n_unmeasured"], found["n_gold"]) == (2, 1, 3)
    assert found["latency"].keys() == {"p50_ms", "p95_ms"}
    assert {(gold["query_id"], gold["doc_id"]) for gold in found["missing"]} == {
        ("q 1", "gone"),
        ("q2", "b"),
    }
    first, second = found["queries"]
    assert (first["query_id"], first["query"]) == ("q 1", "Où ? ¶")
    assert first["relevant"][0] == {"doc_id": "b", "paragraph": "7#2", "relevance": 2}
    assert first["measures"] == {"RR@10": 0.5, "R@1": 0.0}
    assert [(row["doc_id"], row["paragraph"]) for row in first["ranking"]] == [
        ("a doc", "§ 1"),
        ("b", "7#2"),
    ]
    assert second["ranking"] == []


def test_fields_that_are_not_known_yet_are_no_fault(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_evaluation(evaluation, SETTINGS, path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["settings"]["weather"] = "fine"
    path.write_text(json.dumps(kept))
    assert read_evaluation(path).evaluation == evaluation


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda kept: kept["evaluation"].pop("measures"), "evaluation.measures: Field required"),
        (
            lambda kept: kept["evaluation"]["queries"][1].update(latency_ms="slow"),
            "evaluation.queries.1.latency_ms: Input should be a valid number",
        ),
        (lambda kept: kept.update(pincite_evaluation=2), "of version 2, and this Pincite reads"),
        (lambda kept: kept.clear(), "is no evaluation file"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(
    evaluation: Evaluation, tmp_path: Path, damage: object, message: str
) -> None:
    path = tmp_path / "a.json"
    write_evaluation(evaluation, SETTINGS, path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert callable(damage)
    damage(kept)
    path.write_text(json.dumps(kept))
    with pytest.raises(NotADocument) as caught:
        read_evaluation(path)
    assert str(caught.value).startswith(f"{path}: is ")
    assert message in str(caught.value)


def test_what_is_no_json_or_not_there_is_named(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with pytest.raises(UnreadableFile, match="no such file"):
        read_evaluation(path)
    path.write_text("q1 Q0 a#1 1 0.5 tag")
    with pytest.raises(NotADocument, match="is no evaluation file"):
        read_evaluation(path)
    with pytest.raises(InputError, match="cannot be written"):
        write_evaluation(evaluation, SETTINGS, tmp_path / "none" / "a.json")
