"""What people said of paragraphs: kept beside the documents, whatever becomes of those."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import Library, Mark
from index.errors import InputError, LibraryBusy, LibraryDamaged, UnknownDocument
from index.store import Store, database
from tests.conftest import ROOT, FakeEncoder
from tests.index.libraries import write

QUESTION = "What becomes of boats?"

# Indexes a file and says when it has begun to encode and when it is done.
WRITER = """
import sys, time
from pathlib import Path
from index import Library, text_vectors
from tests.conftest import FakeEncoder as Fake

text_vectors._TEXTS_AT_ONCE = 4

class FakeEncoder(Fake):
    def encode_document_tokens(self, texts):
        print("encoding", flush=True)
        time.sleep(0.05)
        return super().encode_document_tokens(texts)

with Library.open(Path(sys.argv[1]), encoder=FakeEncoder()) as library:
    print("added", library.add([Path(sys.argv[2])]).added, flush=True)
"""


@pytest.fixture
def filled(library: Library, file: Path) -> Library:
    library.add([file])
    return library


def said(library: Library, question: str | None = None) -> list[tuple[str, str, str, bool]]:
    return [(m.question, m.doc_id, m.paragraph, m.relevant) for m in library.marks(question)]


@pytest.fixture
def writer(filled: Library) -> Iterator[sqlite3.Connection]:
    """A connection that is in the middle of writing the library."""
    connection = sqlite3.connect(
        filled.folder / "library.sqlite3", isolation_level=None, check_same_thread=False
    )
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_a_mark_is_kept_and_the_next_for_the_same_paragraph_replaces_it(filled: Library) -> None:
    before = datetime.now(UTC)
    made = filled.mark(f"  {QUESTION}\n", "a", "¶1", True)
    assert made == Mark(QUESTION, "a", "1", True, made.made)
    assert before <= made.made <= datetime.now(UTC)
    assert made.label == "a ¶1"
    filled.mark(QUESTION, "a", "2", False)
    filled.mark("Is there another question?", "a", "1", False)
    filled.mark(QUESTION, "a", "1", False)
    with Library.open(filled.folder, encoder=FakeEncoder()) as again:
        assert said(again) == [
            (QUESTION, "a", "2", False),
            ("Is there another question?", "a", "1", False),
            (QUESTION, "a", "1", False),
        ]
        assert said(again, f"{QUESTION} ") == [
            (QUESTION, "a", "2", False),
            (QUESTION, "a", "1", False),
        ]
        assert said(again, "never asked") == []


def test_a_mark_is_taken_back(filled: Library) -> None:
    filled.mark(QUESTION, "a", "1", True)
    assert not filled.unmark(QUESTION, "a", "2")
    assert filled.unmark(f" {QUESTION}", "a", "1")
    assert not filled.unmark(QUESTION, "a", "1")
    assert filled.marks() == ()


def test_only_what_is_in_the_library_is_marked(filled: Library) -> None:
    with pytest.raises(UnknownDocument, match="a has no paragraph '9'; it has ¶1, ¶2"):
        filled.mark(QUESTION, "a", "9", True)
    with pytest.raises(UnknownDocument, match="no document 'c'"):
        filled.mark(QUESTION, "c", "1", True)
    with pytest.raises(InputError, match="the question of a mark is empty"):
        filled.mark(" \n", "a", "1", True)
    assert filled.marks() == ()


def test_marks_live_on_when_a_document_changes_or_leaves(filled: Library, file: Path) -> None:
    filled.mark(QUESTION, "a", "1", True)
    filled.mark(QUESTION, "b", "1", False)
    before = said(filled)
    write(file, {"a": ["Other words."], "b": ["Boats."]})
    filled.add([file])
    filled.remove(["b"])
    assert said(filled) == before
    assert filled.check().problems == ()
    assert said(filled) == before


def test_a_mark_makes_nothing_anew(filled: Library) -> None:
    with filled.view() as view:
        assert not view.repaired
    generation = filled._store.generation
    filled.mark(QUESTION, "a", "1", True)
    filled.unmark(QUESTION, "a", "1")
    filled.mark(QUESTION, "a", "2", True)
    assert filled._store.generation == generation
    with filled.view() as view:
        assert not view.repaired
        filled.mark(QUESTION, "b", "1", True)  # another thread may be searching
    report = filled.check()
    assert (report.ok, report.repaired) == (True, ())
    assert len(filled.marks()) == 2


def test_marks_are_made_while_another_process_indexes(filled: Library, tmp_path: Path) -> None:
    documents = {f"d{n}": [f"Boat {n} sails.", f"Net {n} dries."] for n in range(40)}
    many = write(tmp_path / "many.jsonl", documents)
    slowest, n_made = 0.0, 0
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(filled.folder), str(many)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as indexing:  # fmt: skip
        assert indexing.stdout is not None
        assert indexing.stdout.readline() == "encoding\n"
        while indexing.poll() is None:
            began = time.monotonic()
            filled.mark(f"Question {n_made}?", "a", "1", n_made % 2 == 0)
            slowest, n_made = max(slowest, time.monotonic() - began), n_made + 1
            time.sleep(0.01)
        assert indexing.stdout.read().endswith("added 40\n")
    assert n_made > 10
    assert len(filled.marks()) == n_made
    assert slowest < 5
    assert filled.n_documents == 42
    assert filled.check().ok


def test_a_mark_waits_for_a_writer_and_keeps_no_reader_waiting(
    filled: Library, writer: sqlite3.Connection
) -> None:
    marking = threading.Thread(target=filled.mark, args=(QUESTION, "a", "1", True))
    marking.start()
    time.sleep(0.2)
    began = time.monotonic()
    assert filled.marks() == ()
    with filled.view() as view:
        assert view.matching("boats", 5)
    assert time.monotonic() - began < 2
    assert marking.is_alive()
    writer.execute("COMMIT")
    marking.join(timeout=5)
    assert said(filled) == [(QUESTION, "a", "1", True)]


@pytest.mark.usefixtures("writer")
def test_a_writer_that_does_not_end_is_told_of(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    with pytest.raises(LibraryBusy, match=r"another process is writing .*try again in a moment"):
        filled.mark(QUESTION, "a", "1", True)
    assert filled.marks() == ()


MARKER = """
import sys
from pathlib import Path
from index import Library
from index.errors import LibraryError
from tests.conftest import FakeEncoder
with Library.open(Path(sys.argv[1]), encoder=FakeEncoder()) as library:
    for change in (
        lambda: library.mark("Which nets?", "a", "1", True),
        lambda: library.unmark("Which boats?", "a", "1"),
    ):
        try:
            change()
        except LibraryError as error:
            print(error)
    print([mark.question for mark in library.marks()])
"""


def test_a_library_that_may_only_be_read_shows_its_marks_and_takes_none(filled: Library) -> None:
    filled.mark("Which boats?", "a", "1", True)
    folder = filled.folder
    filled.close()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    may_all = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*may_all, sys.executable, "-c", MARKER, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    folder.chmod(0o755)
    marking, unmarking, kept = done.stdout.splitlines()
    assert marking == unmarking
    assert marking.startswith(f"{folder}/library.sqlite3: ")
    assert "readonly database; make it and its folder writable" in marking
    assert kept == "['Which boats?']"


def test_a_time_that_is_none_is_damage(filled: Library) -> None:
    filled.mark(QUESTION, "a", "1", True)
    with sqlite3.connect(filled.folder / "library.sqlite3") as careless:
        careless.execute("UPDATE mark SET made = 'yesterday'")
    careless.close()
    with pytest.raises(LibraryDamaged, match="the time of a mark is 'yesterday'"):
        filled.marks()


def test_the_statements_about_marks(tmp_path: Path) -> None:
    store = Store(tmp_path / "library.sqlite3", create=True)
    store.upgrade()
    early, late = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2))
    first, second = Mark("Ünïcode?", "d 😀", "§ 4", True, late), Mark("B?", "d", "1", False, early)
    with store.transaction():
        store.marks.put(first)
        store.marks.put(second)
    assert store.marks.of() == (second, first)
    assert store.marks.of("B?") == (second,)
    assert store.problems() == ()
    store.close()
