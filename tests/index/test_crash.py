"""A writer that is killed: nothing is lost, nothing is half there, nothing is done twice."""

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
from index.hashes import text_hash
from tests.conftest import ROOT, FakeEncoder
from tests.index.libraries import write

N_KILLS = 50
N_FILES, N_DOCUMENTS, N_PARAGRAPHS = 12, 10, 8  # documents of a file, paragraphs of a document
N_AT_ONCE = 7  # texts encoded together

# Indexes the folder with small batches and notes every text that it encodes.
WRITER = """
import sys, time
from pathlib import Path
from index import Library, derived, indexing, text_vectors
from tests.conftest import FakeEncoder as Fake

indexing._PARAGRAPHS_AT_ONCE, derived._LATER = 60, 150
text_vectors._TEXTS_AT_ONCE = int(sys.argv[1])
folder, documents, log = map(Path, sys.argv[2:])

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


def texts_of(number: int, document: int, edition: int) -> list[str]:
    """The paragraphs of a document; one in three is another in each edition."""
    edition = edition if document % 3 == 0 else 0
    return [
        f"Paragraph {place} of {document} in {number}, edition {edition}, is about boats."
        for place in range(1, N_PARAGRAPHS + 1)
    ]


def documents_of(edition: int) -> dict[str, list[str]]:
    """All documents and their paragraphs."""
    return {
        f"f{number}d{document}": texts_of(number, document, edition)
        for number in range(N_FILES)
        for document in range(N_DOCUMENTS)
    }


def write_documents(folder: Path, edition: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(N_FILES):
        write(
            folder / f"{number}.jsonl",
            {f"f{number}d{n}": texts_of(number, n, edition) for n in range(N_DOCUMENTS)},
        )


def start(tmp_path: Path) -> subprocess.Popen[bytes]:
    paths = [str(tmp_path / name) for name in ("library", "documents", "log.txt")]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(N_AT_ONCE), *paths],
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


def visible(library: Library) -> dict[str, list[str]]:
    """All documents and their paragraphs, as a reader sees them."""
    return {
        summary.doc_id: [paragraph.text for paragraph in library.paragraphs(summary.doc_id)]
        for summary in library.documents()
    }


def check_whole(folder: Path, edition: int) -> None:
    """Each document is of one edition, the indexes have every paragraph, nothing is damaged."""
    old, new = documents_of(max(edition - 1, 0)), documents_of(edition)
    with Library.open(folder, encoder=FakeEncoder()) as library:
        for doc_id, texts in visible(library).items():
            assert texts in (old[doc_id], new[doc_id])
        if library.n_paragraphs:
            with library.view() as view:
                assert len(view.matching("boats", 2000)) == library.n_paragraphs
                query = library.encoder.encode_query("boats")
                assert len(view.nearest(query, 2000)) == library.n_paragraphs
        report = library.check()
        assert report.ok, report.problems
        assert not library.n_paragraphs or report.repaired == (), "a search has mended all"


def check_encoded(tmp_path: Path, before: set[str]) -> None:
    """No text was encoded again; of those encoded now, at most a batch is lost."""
    read = {text_hash(text).hex() for text in lines(tmp_path / "log.txt")}
    assert not read & before, "a text was encoded whose vector was kept"
    assert len(read - encoded(tmp_path)) <= N_AT_ONCE, "vectors were not kept at once"


@pytest.mark.timeout(900)
def test_a_writer_killed_at_fifty_points(tmp_path: Path) -> None:
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
        looked_at = rng.random() < 0.5  # else the next writer comes before anybody mends
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
        check_encoded(tmp_path, kept)
        if looked_at and (tmp_path / "library" / "library.sqlite3").exists():
            check_whole(tmp_path / "library", edition)
    out, err = start(tmp_path).communicate(timeout=120)
    assert out == b"ready\nwhole\n", err
    check_whole(tmp_path / "library", edition)
    with Library.open(tmp_path / "library", encoder=FakeEncoder()) as library:
        assert visible(library) == documents_of(edition)
