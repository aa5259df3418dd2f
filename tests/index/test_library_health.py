"""Damage to a library: it is found, mended where it can be, and never answered with a traceback."""

import os
import random
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Library, derived
from index.errors import LibraryDamaged, LibraryError
from index.lexical import LexicalIndex
from tests.conftest import ROOT, FakeEncoder
from tests.index.damage import Results, copied, damaged, results
from tests.index.libraries import found, near, write

# The parts of the search indexes, as patterns below their folder.
PARTS = (
    "vectors-*.faiss",
    "lexical/meta.json",
    *(f"lexical/*.{kind}" for kind in "idx term store fast fieldnorm pos del".split()),
)
# What tantivy keeps for itself: it may do without.
HIDDEN = ("lexical/.managed.json", "lexical/.tantivy-writer.lock", "lexical/.tantivy-meta.lock")
DAMAGES = ("deleted", "cut", "flipped", "garbage", "folder")
PLACES = 3  # of one kind of damage, chosen at random


@pytest.fixture(autouse=True)
def few_paragraphs_make_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_LATER", 1)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("part", [*PARTS, *HIDDEN])
def test_damage_to_the_indexes_is_found_and_mended(
    whole: Path, expected: Results, tmp_path: Path, part: str, damage: str
) -> None:
    rng = random.Random(f"{part} {damage}")
    for place in range(PLACES if damage in {"cut", "flipped"} else 1):
        for first in ("search", "check"):
            encoder = FakeEncoder()
            folder = copied(whole, tmp_path)
            path = rng.choice(sorted((folder / "derived").glob(part)))
            damaged(path, damage, rng)
            with Library.open(folder, encoder=encoder) as library:
                if first == "search":
                    assert results(library) == expected, f"{path.name}, place {place}"
                report = library.check()
                assert report.ok
                if first == "check" and part in PARTS:
                    assert len(report.repaired) == 1, f"{path.name}, place {place}"
                assert results(library) == expected
                assert library.check().repaired == ()
            assert encoder.encoded == []


@pytest.mark.parametrize("damage", ["deleted", "garbage"])
@pytest.mark.parametrize("part", ["derived", "derived/lexical"])
def test_a_folder_of_indexes_that_is_gone_or_a_file(
    whole: Path, expected: Results, tmp_path: Path, part: str, damage: str
) -> None:
    folder = copied(whole, tmp_path)
    damaged(folder / part, damage, random.Random(1))
    with Library.open(folder, encoder=FakeEncoder()) as library:
        assert results(library) == expected
        assert library.check().repaired == ()


@pytest.mark.parametrize("damage", ["deleted", "garbage", "folder"])
def test_damage_to_the_lock(library: Library, file: Path, damage: str) -> None:
    library.add([file])
    library.close()
    damaged(library.folder / "writer.lock", damage, random.Random(1))
    with Library.open(library.folder, encoder=FakeEncoder()) as again:
        assert len(near(again, "boats")) == 3
        if damage == "folder":
            with pytest.raises(LibraryError, match=r"writer\.lock: cannot be locked"):
                again.check()
        else:
            assert again.check().ok


def test_damage_while_the_index_is_in_use_is_an_error_and_then_mended(
    whole: Path, expected: Results, tmp_path: Path
) -> None:
    folder = copied(whole, tmp_path)
    with Library.open(folder, encoder=FakeEncoder()) as library:
        assert results(library) == expected
        for path in (folder / "derived" / "lexical").glob("*.*"):
            with path.open("r+b") as file:  # the same file, which tantivy has mapped
                file.write(random.Random(1).randbytes(path.stat().st_size))
        with pytest.raises(LibraryDamaged, match="ask again"):
            results(library)
        assert results(library) == expected


def test_adding_to_a_damaged_index_does_not_spread_the_damage(whole: Path, tmp_path: Path) -> None:
    new = write(tmp_path / "new.jsonl", {"new": ["Boats of another harbour."]})
    sound, folder = copied(whole, tmp_path), copied(whole, tmp_path)
    for path in (folder / "derived" / "lexical").glob("*.idx"):
        damaged(path, "flipped", random.Random(2))
    given = []
    for each in (sound, folder):
        with Library.open(each, encoder=FakeEncoder()) as library:
            library.add([new])
            assert library.check().repaired == ()
            given.append(results(library))
    assert given[0] == given[1]


# Folders that may not be written, and disks that are full

READER = """
import sys
from pathlib import Path
from index import Library
from index.errors import LibraryError
from tests.conftest import FakeEncoder
folder = Path(sys.argv[1])
for make in (Library.open, Library.create):
    try:
        with make(folder, encoder=FakeEncoder()) as library:
            print(len(library.documents()))
            library.add([folder])
    except LibraryError as error:
        print(error)
"""


def test_a_read_only_folder_is_told(whole: Path, tmp_path: Path) -> None:
    folder = copied(whole, tmp_path)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    may_all = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*may_all, sys.executable, "-c", READER, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    folder.chmod(0o755)
    read, told, *again = done.stdout.splitlines()
    assert int(read) > 0
    assert told.startswith(f"{folder}/writer.lock: cannot be locked")
    assert "make the folder writable" in told
    assert again == [read, told]


@contextmanager
def no_file_larger_than(n_bytes: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kilobytes", [0, 1, 5, 20, 40, 80])
def test_a_disk_that_fills_up_loses_nothing(
    whole: Path, expected: Results, tmp_path: Path, kilobytes: int
) -> None:
    folder = copied(whole, tmp_path)
    new = {f"n{n}": [f"Word{n} " * 90, *(f"Ship {n} of {m}." for m in range(9))] for n in range(60)}
    path = write(tmp_path / "new.jsonl", new)
    with Library.open(folder, encoder=FakeEncoder()) as library:
        with no_file_larger_than(1000 * kilobytes), pytest.raises(LibraryError, match="library"):
            library.add([path])
        assert results(library) == expected
        assert library.check().ok
        assert library.add([path]).added == 60
        assert library.check().repaired == ()


@pytest.mark.parametrize("generation", [1, 7])
def test_a_word_index_of_another_generation_is_brought_in_step(
    library: Library, encoder: FakeEncoder, file: Path, generation: int
) -> None:
    library.add([file])
    encoder.encoded.clear()
    words = LexicalIndex.open(library.folder / "derived" / "lexical")
    words.write([(99, 9, "boats")], [1], generation=generation)
    with Library.open(library.folder, encoder=encoder) as again:
        with again.view() as view:
            assert "in step with the database" in view.repaired
        assert found(again, "boats") == {("a", "1"), ("b", "1")}
        assert len(near(again, "boats")) == 3
        with again.view() as view:
            assert view.repaired == ""
        assert again.check().repaired == ()
    assert encoder.encoded == []


def test_a_segment_that_is_damaged_besides_is_not_built_upon(
    library: Library, file: Path, tmp_path: Path
) -> None:
    library.add([file])
    words = library.folder / "derived" / "lexical"
    (segment,) = words.glob("*.idx")
    LexicalIndex.open(words).write([(99, 9, "boats")], [], generation=7)
    damaged(segment, "flipped", random.Random(1))
    with Library.open(library.folder, encoder=FakeEncoder()) as again:
        assert found(again, "boats") == {("a", "1"), ("b", "1")}
        assert found(again, "nets") == {("a", "2")}
    assert not segment.exists()


def test_a_name_in_the_head_of_the_word_index_that_changed(library: Library, file: Path) -> None:
    library.add([file])
    head = library.folder / "derived" / "lexical" / "meta.json"
    head.write_text(head.read_text(encoding="utf-8").replace('"stems"', '"stemz"'), "utf-8")
    with Library.open(library.folder, encoder=FakeEncoder()) as again:
        assert found(again, "boats") == {("a", "1"), ("b", "1")}


def test_a_folder_where_the_file_of_vectors_was(library: Library, file: Path) -> None:
    library.add([file])
    (vectors,) = (library.folder / "derived").glob("*.faiss")
    vectors.unlink()
    vectors.mkdir()
    with Library.open(library.folder, encoder=FakeEncoder()) as again:
        assert len(near(again, "boats")) == 3
    assert vectors.is_file()


def test_a_full_disk_loses_nothing(
    library: Library, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([file])
    real = sqlite3.connect

    def connect(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*arguments, **options)  # type: ignore[call-overload]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        return connection

    big = write(tmp_path / "big.jsonl", {"big": [f"Word{n} " * 900 for n in range(200)]})
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", connect)
        with pytest.raises(LibraryError, match="full; nothing of this step was kept"):
            library.add([big])
    assert found(library, "boats") == {("a", "1"), ("b", "1")}
    assert library.check().ok
    assert library.add([big]).added == 1
