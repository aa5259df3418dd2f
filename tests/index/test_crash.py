"""A writer that is killed: nothing is lost, nothing is half there, nothing is done twice."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library
from tests.conftest import ROOT, FakeEncoder

N_KILLS = 50
N_FILES, N_DOCUMENTS, N_PARAGRAPHS = 12, 10, 8  # documents of a file, paragraphs of a document

# Indexes the folder with small batches and notes every text that it encodes.
WRITER = """
import sys, time
from pathlib import Path
from index import Library, derived, indexing, text_vectors
from tests.conftest import FakeEncoder as Fake

indexing._PARAGRAPHS_AT_ONCE, text_vectors._TEXTS_AT_ONCE, derived._LATER = 60, 7, 150
folder, documents, log = map(Path, sys.argv[1:])

class FakeEncoder(Fake):
    def encode_documents(self, texts):
        with log.open("a") as file:
            file.writelines(text.replace("\\n", " ") + "\\n" for text in texts)
        time.sleep(0.002)
        return super().encode_documents(texts)

print("ready", flush=True)
with Library.create(folder, encoder=FakeEncoder()) as library:
    report = library.add([documents])
    assert not report.failed, report.failed
print("whole")
"""


def write_documents(folder: Path, edition: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(N_FILES):
        rows = [
            {
                "doc_id": f"f{number}d{document}",
                "paragraph": str(place),
                "text": f"Paragraph {place} of {document} in {number}, edition "
                f"{edition if document % 3 == 0 else 0}, is about boats.",
            }
            for document in range(N_DOCUMENTS)
            for place in range(1, N_PARAGRAPHS + 1)
        ]
        path = folder / f"{number}.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def start(tmp_path: Path) -> subprocess.Popen[bytes]:
    arguments = [str(tmp_path / name) for name in ("library", "documents", "log.txt")]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # so that reading its first line takes no more than that
    )


def encoded(tmp_path: Path) -> set[str]:
    """The texts whose vectors are kept."""
    database = tmp_path / "library" / "library.sqlite3"
    if not database.exists():
        return set()
    connection = sqlite3.connect(database)
    kept = {row[0].hex() for row in connection.execute("SELECT text_hash FROM vector")}
    connection.close()
    return kept


def lines(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="utf-8").splitlines() if path.exists() else ()


def check_whole(folder: Path) -> None:
    """No document is half there, the indexes have every paragraph, and nothing is damaged."""
    with Library.open(folder, encoder=FakeEncoder()) as library:
        assert {document.n_paragraphs for document in library.documents()} <= {N_PARAGRAPHS}
        if library.n_paragraphs:
            with library.view() as view:
                assert len(view.matching("boats", 2000)) == library.n_paragraphs
                query = library.encode_query("boats")
                assert len(view.nearest(query, 2000)) == library.n_paragraphs
        report = library.check()
        assert report.ok, report.problems


@pytest.mark.timeout(900)
def test_a_writer_killed_at_fifty_points(tmp_path: Path) -> None:
    from index.hashes import text_hash

    rng = random.Random(7)
    n_killed = edition = 0
    longest = 2.0
    write_documents(tmp_path / "documents", edition)
    while n_killed < N_KILLS:
        (tmp_path / "log.txt").write_text("", encoding="utf-8")
        kept = encoded(tmp_path)
        writer = start(tmp_path)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        began = time.monotonic()
        try:
            out, err = writer.communicate(timeout=rng.uniform(0, longest))
        except subprocess.TimeoutExpired:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
            n_killed += 1
        else:
            assert out == b"whole\n", err
            longest = 0.9 * (time.monotonic() - began)
            edition += 1
            write_documents(tmp_path / "documents", edition)
        again = {text_hash(text).hex() for text in lines(tmp_path / "log.txt")}
        assert not again & kept, "a text was encoded whose vector was kept"
        if (tmp_path / "library" / "library.sqlite3").exists():
            check_whole(tmp_path / "library")
    out, err = start(tmp_path).communicate(timeout=120)
    assert out == b"ready\nwhole\n", err
    with Library.open(tmp_path / "library", encoder=FakeEncoder()) as library:
        assert library.n_paragraphs == N_FILES * N_DOCUMENTS * N_PARAGRAPHS
