"""The slow programs of `bench/`, run small so that they keep working."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.index.libraries import write

DATA = ROOT.parent / "shared" / "data"


@pytest.mark.model
def test_fit_answerer(tmp_path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip(f"the question sets are not here: {DATA}")
    small = ["--work", str(tmp_path), "-n", "5", "--paragraphs", "40"]
    done = subprocess.run(
        [sys.executable, "bench/fit_answerer.py", str(DATA), *small],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "10 questions of squad2" in done.stdout
    assert "adversarial, squad2" in done.stdout
    assert "_CONFIDENCE = (" in done.stdout


@pytest.mark.model
def test_scale(tmp_path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip(f"the question sets are not here: {DATA}")
    done = subprocess.run(
        [
            *(sys.executable, "bench/scale.py", str(DATA / "squad2" / "corpus.jsonl")),
            *("--questions", str(DATA / "squad2" / "questions.jsonl")),
            *("--work", str(tmp_path / "work"), "--paragraphs", "1000", "--n-questions", "3"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "100 documents, 1000 paragraphs" in done.stdout
    assert "added and searchable" in done.stdout


@pytest.mark.model
def test_encoding_speed(tmp_path: Path) -> None:
    texts = ["The pilot met the tug at noon.", "Fog closed the harbour.", "Nets dry on the quay."]
    corpus = write(tmp_path / "corpus.jsonl", {"log": texts})
    questions = tmp_path / "questions.jsonl"
    relevant = [{"doc_id": "log", "paragraph": "2"}]
    question = {"query_id": "1", "query": "What closed the harbour?", "relevant": relevant}
    questions.write_text(json.dumps(question), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "bench/encoding_speed.py", str(corpus), str(questions)),
            *("--work", str(tmp_path / "work"), "--paragraphs", "2"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "round 1: 2 paragraphs; plain loop" in done.stdout
    for engine in ("OpenVINO", "sentence-transformers"):
        for retriever in ("dense", "hybrid"):
            assert f"{engine}, {retriever}: R@10 1.0000 (1 questions)" in done.stdout


@pytest.mark.model
def test_retrieval(tmp_path: Path) -> None:
    texts = ["The pilot met the tug at noon.", "Fog closed the harbour.", "Nets dry on the quay."]
    corpus = write(tmp_path / "corpus.jsonl", {"log": texts})
    questions = tmp_path / "questions.jsonl"
    relevant = [{"doc_id": "log", "paragraph": "2"}]
    question = {"query_id": "1", "query": "What closed the harbour?", "relevant": relevant}
    questions.write_text(json.dumps(question), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "bench/retrieval.py", str(corpus), str(questions)),
            *("--work", str(tmp_path / "work"), "--sample", "1"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "fusion alone: R@1 1.0000, R@10 1.0000, AP@10 1.0000; p50" in done.stdout
    assert "+ neighbours: all: R@1 1.0000" in done.stdout
