"""The search indexes: what a killed writer leaves in them, what piles up, who waits for whom."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import faiss
import numpy as np
import pytest
from filelock import FileLock

from index import Library, derived, view
from index.errors import LibraryBusy
from index.layout import Layout
from index.lexical import LexicalIndex
from index.vectors import VectorIndex, build
from tests.conftest import ROOT, FakeEncoder
from tests.index.libraries import found, near, write


def run_ahead(library: Library, *, key: int, words: str) -> None:
    """Leave the word index as a writer does that is killed before its database commits."""
    lexical = LexicalIndex.open(Layout(library.folder).lexical)
    lexical.write([(key, 9, words)], [1], generation=lexical.generation + 1)


def test_the_next_writer_undoes_what_a_killed_one_left(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path / "a.jsonl", {"a": ["Boats rest.", "Nets dry."]})])
    run_ahead(library, key=3, words="ghosts of boats")
    # The next paragraph gets the key that the killed writer had given.
    library.add([write(tmp_path / "b.jsonl", {"b": ["Ropes hang."]})])
    assert found(library, "ghosts") == set()
    assert found(library, "boats ropes") == {("a", "1"), ("b", "1")}
    assert LexicalIndex.open(Layout(library.folder).lexical).keys() == {1, 2, 3}
    assert library.check().repaired == ()


def test_removing_undoes_what_a_killed_writer_left(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path / "a.jsonl", {"a": ["Boats rest."], "b": ["Boats rot."]})])
    run_ahead(library, key=3, words="ghosts of boats")
    library.remove(["b"])
    assert found(library, "ghosts boats") == {("a", "1")}


def test_a_word_index_that_was_only_begun_is_made_anew(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    file = write(tmp_path / "a.jsonl", {"a": ["Boats rest."]})
    with monkeypatch.context() as patched:
        patched.setattr(LexicalIndex, "write", cut_off)
        assert library.add([file]).interrupted
    assert (Layout(library.folder).lexical / "meta.json").exists()
    assert library.add([file]).added == 1
    assert found(library, "boats") == {("a", "1")}


def test_a_build_that_is_cut_off_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vectors.faiss"
    vector = np.eye(4, dtype=np.float32)[0]
    build(path, 4, 1, [(7, vector.tobytes())])

    def cut_off(_index: object, name: str) -> None:
        Path(name).write_bytes(b"half of an index")
        raise KeyboardInterrupt

    monkeypatch.setattr(faiss, "write_index", cut_off)
    with pytest.raises(KeyboardInterrupt):
        build(path, 4, 1, [(8, vector.tobytes())])
    assert VectorIndex.open(path, 4, ()).search(vector, 1) == [(7, 1.0)]


def test_the_files_of_small_runs_do_not_pile_up(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "_LATER", 3)
    layout = Layout(library.folder)
    n_files = []
    for number in range(30):
        library.add([write(tmp_path / f"{number}.jsonl", {f"d{number}": ["Boats sail."]})])
        n_files.append(len(list(layout.lexical.iterdir())))
        assert len(list(layout.derived.glob("vectors-*"))) <= 1
    assert max(n_files[15:]) <= max(n_files[:15])
    assert len(found(library, "boats")) == len(near(library, "boats")) == 30


def test_a_writer_killed_while_it_removed_is_no_hindrance(tmp_path: Path) -> None:
    LexicalIndex.create(tmp_path).write([(1, 1, "boats"), (2, 1, "nets")], [], generation=1)
    meta = tmp_path / "meta.json"
    before = meta.read_bytes()
    LexicalIndex.open(tmp_path).write([], [1], generation=2)
    meta.write_bytes(before)  # it is written last, so a killed writer leaves the one of before
    again = LexicalIndex.open(tmp_path)
    assert (again.generation, again.keys()) == (1, {1, 2})
    again.write([], [1], generation=2)
    assert (again.generation, again.keys()) == (2, {2})


def nearest_by_numpy(texts: dict[str, str], words: str, k: int) -> list[str]:
    encoder = FakeEncoder()
    cosines = encoder.encode_documents(list(texts.values())) @ encoder.encode_query(words)
    order = np.argsort(-cosines, kind="stable")[:k]
    return [list(texts)[place] for place in order]


def test_removed_paragraphs_in_the_file_are_never_found_and_others_are_in_their_place(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "_LATER", 1)
    # The fewer other words beside the boats, the nearer.
    texts = {f"d{n:02}": "boat boat " + " ".join("abcdefghijkl"[:n]) for n in range(12)}
    library.add([write(tmp_path / "a.jsonl", {doc_id: [text] for doc_id, text in texts.items()})])
    monkeypatch.setattr(derived, "_LATER", 1000)
    removed = nearest_by_numpy(texts, "boat", 7)
    library.remove(removed)
    assert Layout(library.folder).vectors(12).exists(), "the file has the removed ones still"
    left = {doc_id: text for doc_id, text in texts.items() if doc_id not in removed}
    with library.view() as opened:
        hits = opened.nearest(library.encoder.encode_query("boat"), 3)
        paragraphs = opened.paragraphs([key for key, _ in hits])
        assert [paragraphs[key].doc_id for key, _ in hits] == nearest_by_numpy(left, "boat", 3)
        assert len(opened.nearest(library.encoder.encode_query("boat"), 50)) == 5


def test_words_changed_in_the_database_are_found(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path / "a.jsonl", {"a": ["Boats rest.", "Nets dry."]})])
    assert library.check().ok
    with sqlite3.connect(Layout(library.folder).database) as database:
        database.execute("UPDATE paragraph SET text = 'Nets rot.' WHERE paragraph = '2'")
    report = library.check()
    assert not report.ok
    changed = [problem for problem in report.problems if "the words of" in problem]
    assert len(changed) == 1
    assert "the words of a, paragraph 2, are not those that were indexed" in changed[0]
    library.remove(["a"])
    library.add([tmp_path / "a.jsonl"])
    assert library.check().ok


# A reader meets a word index that is ahead of the database.


def test_a_reader_waits_for_a_writer_that_is_about_to_commit(
    library: Library, tmp_path: Path
) -> None:
    library.add([write(tmp_path / "a.jsonl", {"a": ["Boats rest."]})])
    waited = threading.Event()
    with FileLock(Layout(library.folder).lock, thread_local=False) as lock:
        run_ahead(library, key=2, words="boats")

        def go_on() -> None:
            waited.set()
            lock.release()

        timer = threading.Timer(0.3, go_on)
        timer.start()
        assert found(library, "boats") == {("a", "1")}
        assert waited.is_set()
        timer.join()


def test_a_reader_that_has_waited_too_long_says_what_it_waits_for(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([write(tmp_path / "a.jsonl", {"a": ["Boats rest."]})])
    with FileLock(Layout(library.folder).lock), monkeypatch.context() as patched:
        patched.setattr(view, "_PATIENCE_SECONDS", 0.1)
        run_ahead(library, key=2, words="boats")
        with pytest.raises(
            LibraryBusy, match=r"library: the search indexes cannot be used .*again"
        ):
            found(library, "boats")
    assert found(library, "boats") == {("a", "1")}


WRITER = """
import sys
from pathlib import Path
from index import Library
from tests.conftest import FakeEncoder as Fake

class FakeEncoder(Fake):
    def encode_documents(self, texts):
        print("encoding", flush=True)
        sys.stdin.readline()
        return super().encode_documents(texts)

with Library.create(Path(sys.argv[1]), encoder=FakeEncoder()) as library:
    library.add([Path(sys.argv[2])])
"""


def test_while_another_process_writes_a_second_writer_is_told_and_readers_go_on(
    library: Library, tmp_path: Path
) -> None:
    library.add([write(tmp_path / "a.jsonl", {"a": ["Boats rest."]})])
    other = write(tmp_path / "b.jsonl", {"b": ["Boats rot."]})
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(library.folder), str(other)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "encoding\n"
    third = write(tmp_path / "c.jsonl", {"c": ["Boats sink."]})
    for step in (lambda: library.add([third]), lambda: library.remove(["a"]), library.check):
        with pytest.raises(LibraryBusy, match=r"library: another process is writing this .* again"):
            step()
    assert near(library, "boats") == found(library, "boats") == {("a", "1")}
    writer.communicate("go on\n", timeout=60)
    assert writer.returncode == 0
    assert library.add([third]).added == 1
    assert near(library, "boats") == found(library, "boats") == {("a", "1"), ("b", "1"), ("c", "1")}
