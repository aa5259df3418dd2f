"""The slow programs of `bench/`, run small so that they keep working."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.index.libraries import write

DATA = ROOT.parent / "shared" / "data"

pytestmark = pytest.mark.model


def printed(program: str, *arguments: str | Path) -> str:
    """What a program of `bench/` prints."""
    done = subprocess.run(
        [sys.executable, f"bench/{program}", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def data() -> Path:
    if not DATA.is_dir():
        pytest.skip(f"the question sets are not here: {DATA}")
    return DATA


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    texts = ["The pilot met the tug at noon.", "Fog closed the harbour.", "Nets dry on the quay."]
    return write(tmp_path / "corpus.jsonl", {"log": texts})


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    relevant = [{"doc_id": "log", "paragraph": "2"}]
    question = {"query_id": "1", "query": "What closed the harbour?", "relevant": relevant}
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(question), encoding="utf-8")
    return path


def test_fit_answerer(data: Path, tmp_path: Path) -> None:
    small = ("-n", "5", "--paragraphs", "40")
    told = printed("fit_answerer.py", data, "--work", tmp_path, *small)
    assert "20 questions of squad2" in told
    assert "without coverage" in told
    assert "_WEIGHTS = (" in told
    assert "adversarial, squad2" in told
    assert "without polarity:" in told
    assert '"statement": {"intercept": ' in told


def test_answers(data: Path, tmp_path: Path) -> None:
    told = printed("answers.py", data / "squad2", "--work", tmp_path, "--every", "100")
    whole, half = told.split("half of the articles: ")
    assert whole.startswith("whole set: 29 questions, ")
    assert "answer_in_first_quote" in whole
    assert "risk at coverage 1.00" in whole
    assert "AUROC" in half


def test_scale(data: Path, tmp_path: Path) -> None:
    squad = data / "squad2"
    told = printed(
        *("scale.py", squad / "corpus.jsonl", "--questions", squad / "questions.jsonl"),
        *("--work", tmp_path / "work", "--paragraphs", "1000", "--n-questions", "3"),
    )
    assert "100 documents, 1000 paragraphs" in told
    assert "added and searchable" in told


def test_encoding_speed(corpus: Path, questions: Path, tmp_path: Path) -> None:
    work = ("--work", tmp_path / "work")
    told = printed("encoding_speed.py", corpus, questions, *work, "--paragraphs", "2")
    assert "round 1: 2 paragraphs; plain loop" in told
    for engine in ("OpenVINO", "sentence-transformers"):
        for retriever in ("dense", "fusion"):
            assert f"{engine}, {retriever}: R@10 1.0000 (1 questions)" in told


def test_retrieval(corpus: Path, questions: Path, tmp_path: Path) -> None:
    told = printed("retrieval.py", corpus, questions, "--work", tmp_path / "work", "--sample", "1")
    assert "fusion alone: R@1 1.0000, R@10 1.0000, AP@10 1.0000; p50" in told
    assert "+ neighbours: R@1 1.0000" in told


def test_encoder_training(corpus: Path, questions: Path, tmp_path: Path) -> None:
    rows = [
        {
            "query_id": str(n),
            "query": f"Where did the pilot, the fog and the nets go on day {n}?",
            "relevant": [{"doc_id": "log", "paragraph": str(n)}],
        }
        for n in (1, 2, 3)
    ]
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = printed(
        *("encoder_training.py", corpus, questions, "--work", tmp_path / "work"),
        *("--folds", "3", "--tried", "1", "--variant", "epochs=1 share=0.9"),
    )
    assert "untrained, all (1 questions): dense " in told
    assert "epochs=1 share=0.9, trained on 2 (" in told


def test_conversations(data: Path, tmp_path: Path) -> None:
    told = printed("conversations.py", data / "canard", "--work", tmp_path, "--every", "60")
    assert "R@10 of " in told
    for name in ("as asked", "understood", "rewritten, other turns"):
        assert f"\n  {name} " in told


def test_doubtful_questions(data: Path, tmp_path: Path) -> None:
    told = printed("doubtful_questions.py", data, "--work", tmp_path, "--every", "20")
    for name, of in (("SQuAD, new", 65), ("CANARD, going on", 48)):
        assert re.search(rf"^{name}: [1-9]\d* of {of} questions are doubtful$", told, re.MULTILINE)
    rows = re.findall(
        r"^  as decided +answered [01]\.\d{3}, rightly cited [01]\.\d{3}$", told, re.M
    )
    assert len(rows) == 2


def test_statement_checks(data: Path) -> None:
    told = printed("statement_checks.py", data, "-n", "1", "--show", "2")
    assert re.search(r"^\d+ statements of 37 documents$", told, re.MULTILINE)
    assert re.search(r"^chosen: cosine 0\.\d+, words 0\.\d+$", told, re.MULTILINE)
    rows = dict(
        re.findall(r"^  (true  \D+?|false \D+?) +(\d+ +[01]\.\d{3}) +\d", told, re.MULTILINE)
    )
    assert rows["true  as it stands"].endswith("0.000")
    for kind in ("another document", "law invented", "written by hand"):
        assert f"false {kind}" in rows
    assert len(re.findall(r"^(?:struck|passed), (?:true|false), ", told, re.MULTILINE)) == 2


@pytest.mark.browser
def test_reading_room(tmp_path: Path) -> None:
    told = printed("reading_room.py", "--work", tmp_path, "-n", "1", "--paragraphs", "40")
    for line in ("first page, 1 times", "first words, 1 questions", "40 paragraphs opened"):
        assert line in told


@pytest.mark.browser
def test_screenshots(tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "out"
    out.mkdir()
    printed("screenshots.py", "--work", work, "--out", out, "--widths", "390")
    views = ("ask", "conversations", "library", "evaluate", "settings")
    expected = {f"{view}-390-{theme}.png" for view in views for theme in ("light", "dark")}
    assert {path.name for path in out.iterdir()} == expected
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in out.iterdir())
