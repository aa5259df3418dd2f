"""What `pincite index` shows while it runs, when it is stopped, and of files that failed."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import Library
from tests.conftest import ROOT
from tests.index.libraries import write

# The command line with an encoder without a model, and small batches. With a log it is slow,
# and notes what it encodes.
COMMAND = """
import os, sys, time
import index.shared_encoder
from index import indexing, text_vectors
from tests.conftest import FakeEncoder as Fake

class FakeEncoder(Fake):
    def encode_documents(self, texts):
        if log := os.environ.get("PINCITE_TEST_LOG"):
            with open(log, "a") as file:
                file.writelines(text + "\\n" for text in texts)
            time.sleep(0.2)
        return super().encode_documents(texts)

indexing._PARAGRAPHS_AT_ONCE = text_vectors._TEXTS_AT_ONCE = 4
index.shared_encoder.load_encoder = lambda *_: FakeEncoder()
from qa.cli import main
main()
"""


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", COMMAND, *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "140", **more}


def index_in_pipes(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("index", *arguments),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", {f"d{n}": [f"Boat {n} sails.", "It"] for n in range(20)})


def test_where_nobody_watches_nothing_is_drawn(file: Path, tmp_path: Path) -> None:
    done = index_in_pipes(file, "--library", tmp_path / "library")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("20 added, 0 updated")
    assert "\x1b" not in done.stdout


def test_on_a_terminal_a_bar_tells_documents_and_paragraphs(file: Path, tmp_path: Path) -> None:
    screen, terminal = pty.openpty()
    running = subprocess.Popen(
        command("index", file, "--library", tmp_path / "library"),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    os.close(terminal)
    drawn = b""
    try:
        while piece := os.read(screen, 65_536):
            drawn += piece
    except OSError:  # Linux tells the end of a terminal so
        pass
    os.close(screen)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert b"reading" in drawn
    assert b"encoding" in drawn
    assert b"20 documents, 40 paragraphs" in drawn
    assert b"\x1b" not in out


def test_ctrl_c_keeps_what_was_published_and_says_so(file: Path, tmp_path: Path) -> None:
    log, folder = tmp_path / "log.txt", tmp_path / "library"
    arguments = command("index", file, "--library", folder)
    slow = environment(PINCITE_TEST_LOG=str(log))
    running = subprocess.Popen(
        arguments, cwd=ROOT, env=slow, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not log.exists() or len(log.read_text(encoding="utf-8").splitlines()) < 12:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "stopped; what was done is kept" in err
    assert "Traceback" not in err
    with Library.open(folder) as library:
        assert 0 < library.n_documents < 20
        assert f"holds {library.n_documents} documents" in out
        assert library.check().ok
    done = subprocess.run(
        arguments, cwd=ROOT, env=slow, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "holds 20 documents with 40 paragraphs" in done.stdout
    encoded = log.read_text(encoding="utf-8").splitlines()
    again = [text for text in set(encoded) if encoded.count(text) > 1]
    assert len(again) <= 4, "only what was being encoded is encoded again"


def test_every_failed_file_is_named(file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0")
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    missing = tmp_path / "missing.txt"
    done = index_in_pipes(tmp_path, missing, "--library", tmp_path / "library")
    assert done.returncode == 1
    assert "20 added, 0 updated, 0 unchanged, 0 removed, 4 failed" in done.stdout
    failed = [line for line in done.stderr.splitlines() if line.startswith("failed: ")]
    assert len(failed) == 4
    for name in ("empty.txt", "picture.png", "bad.jsonl", "missing.txt"):
        assert any(str(tmp_path / name) in line for line in failed), name
