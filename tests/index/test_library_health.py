"""Damage to a library: it is found, mended where it can be, and never answered with a traceback."""

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index import Library, derived
from index.errors import LibraryDamaged, LibraryError, LibraryNotFound, PinciteError
from index.lexical import LexicalIndex
from tests.conftest import ROOT, FakeEncoder
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

Results = list[Any]


@pytest.fixture(autouse=True)
def few_paragraphs_make_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_LATER", 4)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with several segments and some paragraphs outside the file of vectors."""
    folder = tmp_path_factory.mktemp("whole")
    documents = {
        f"d{n}": [f"Boat {n} sails to harbour {n % 5} with {n * 7 % 11} men and nets.", f"Net {n}"]
        for n in range(30)
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(derived, "_LATER", 4)
        with Library.create(folder / "library", encoder=FakeEncoder()) as library:
            library.add([write(folder / "many.jsonl", documents)])
            library.add(
                [write(folder / "x.jsonl", {"x": ["Ropes hang in the harbour.", "Boats."]})]
            )
            assert library.check().repaired == ()
    return folder / "library"


@pytest.fixture(scope="module")
def expected(whole: Path) -> Results:
    with Library.open(whole, encoder=FakeEncoder()) as library:
        return results(library)


def results(library: Library) -> Results:
    """What searches find. Scores of BM25 are left out: they count what is not yet merged away."""
    given: Results = []
    with library.view() as view:
        for question in ("boat harbour", "nets", "ropes 7"):
            lexical = sorted(key for key, _ in view.matching(question, 100))
            nearest = view.nearest(library.encode_query(question), 100)
            dense = [(key, round(score, 5)) for key, score in nearest]
            paragraphs = view.paragraphs([*lexical, *dict(dense)])
            given.append((lexical, dense, [paragraphs[key].text for key in lexical]))
    return given


def damaged(path: Path, damage: str, rng: random.Random) -> None:
    data = bytearray() if path.is_dir() else bytearray(path.read_bytes())
    place = rng.randrange(len(data)) if data else 0
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    if damage == "folder":
        path.mkdir()
        (path / "inside").touch()
    elif damage == "garbage":
        path.write_bytes(rng.randbytes(len(data) + 10))
    elif damage == "cut":
        path.write_bytes(data[:place])
    elif damage == "flipped":
        if data:
            data[place] ^= 1 << rng.randrange(8)
        path.write_bytes(data)


def copied(whole: Path, folder: Path) -> Path:
    """A copy in a place of its own: a thread of tantivy may still write where another was."""
    fresh = Path(tempfile.mkdtemp(dir=folder)) / "library"
    shutil.copytree(whole, fresh)
    return fresh


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


# The database


def test_a_byte_of_the_database_that_changed_is_told_or_harmless(
    whole: Path, expected: Results, tmp_path: Path
) -> None:
    rng = random.Random(5)
    n_problems = n_mended = 0
    for _ in range(120):
        encoder = FakeEncoder()
        folder = copied(whole, tmp_path)
        damaged(folder / "library.sqlite3", "flipped", rng)
        before = (folder / "library.sqlite3").read_bytes()
        try:
            with Library.open(folder, encoder=encoder) as library:
                report = library.check()
                if report.ok:
                    assert results(library) == expected
                n_mended += bool(report.repaired)
        except PinciteError as error:
            assert "library" in str(error)
            report = None
        assert len(encoder.encoded) <= 5, "no more is encoded than the text that was damaged"
        if not report or not report.ok:
            n_problems += 1
            after = (folder / "library.sqlite3").read_bytes()
            assert report is None or report.repaired or after == before, "nothing is made worse"
    assert n_problems > 5
    assert n_mended > 5


@pytest.mark.parametrize("damage", ["cut", "garbage", "folder", "deleted"])
def test_a_database_that_is_none(whole: Path, tmp_path: Path, damage: str) -> None:
    folder = copied(whole, tmp_path)
    damaged(folder / "library.sqlite3", damage, random.Random(3))
    error = LibraryNotFound if damage == "deleted" else LibraryError
    with pytest.raises(error), Library.open(folder, encoder=FakeEncoder()) as library:
        library.check()
    if damage != "deleted":
        with pytest.raises(LibraryError), Library.create(folder, encoder=FakeEncoder()) as library:
            library.check()


def changed(folder: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(folder / "library.sqlite3") as database:
        assert database.execute(statement, values).rowcount == 1
    database.close()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE paragraph SET text = replace(text, 'sails', 'sinks') WHERE id = 1", "d0"),
        ("UPDATE paragraph SET paragraph = '9' WHERE id = 1", "d0"),
        ("UPDATE document SET title = 'Another' WHERE doc_id = 'd7'", "d7"),
        ("UPDATE document SET metadata = '{\"a\": \"b\"}' WHERE doc_id = 'd7'", "d7"),
        ("UPDATE document SET metadata = '[' WHERE doc_id = 'd7'", "metadata of d7 are no JSON"),
        ("UPDATE setting SET value = 'x' WHERE name = 'generation'", "its generation is 'x'"),
        ("UPDATE setting SET value = '9x' WHERE name = 'dimension'", "its dimension is '9x'"),
    ],
)
def test_what_documents_say_is_compared_with_what_they_said(
    whole: Path, tmp_path: Path, statement: str, problem: str
) -> None:
    folder = copied(whole, tmp_path)
    changed(folder, statement)
    try:
        with Library.open(folder, encoder=FakeEncoder()) as library:
            report = library.check()
        assert not report.ok
        told = " ".join(report.problems)
    except LibraryDamaged as error:
        told = str(error)
    assert problem in told


@pytest.mark.parametrize("vector", [b"", b"x", b"wrong" * 64])
def test_a_damaged_vector_is_encoded_again_and_no_other(
    whole: Path, expected: Results, tmp_path: Path, vector: bytes
) -> None:
    encoder, folder = FakeEncoder(), copied(whole, tmp_path)
    changed(
        folder,
        "UPDATE vector SET data = ? WHERE text_hash = (SELECT text_hash FROM paragraph "
        "WHERE text = 'Boats.')",
        vector,
    )
    with Library.open(folder, encoder=encoder) as library:
        if len(vector) < 64:
            with pytest.raises(LibraryDamaged, match="run `pincite check`"):
                results(library)
        report = library.check()
        assert (report.ok, len(report.repaired)) == (True, 2)
        assert encoder.encoded == ["Boats."]
        assert results(library) == expected
        assert library.check().repaired == ()


def test_an_index_of_the_database_is_made_anew(
    whole: Path, expected: Results, tmp_path: Path
) -> None:
    with sqlite3.connect(whole / "library.sqlite3") as database:
        ((text_hash,),) = database.execute("SELECT text_hash FROM paragraph WHERE id = 9")
    database.close()
    data = (whole / "library.sqlite3").read_bytes()
    told: list[str] = []
    place = data.find(text_hash)
    while place >= 0:
        folder = copied(whole, tmp_path)
        changed_data = bytearray(data)
        changed_data[place + 5] ^= 1
        (folder / "library.sqlite3").write_bytes(changed_data)
        with Library.open(folder, encoder=FakeEncoder()) as library:
            report = library.check()
            assert report.ok or "not those that were indexed" in report.problems[0]
            told += report.repaired
            assert results(library) == expected
            assert library.check().repaired == ()
        place = data.find(text_hash, place + 1)
    assert told.count("indexes of the database were made anew") == 6


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


def test_check_encodes_what_has_no_vector(library: Library, file: Path) -> None:
    library.add([file])
    with sqlite3.connect(library.folder / "library.sqlite3") as database:
        database.execute("DELETE FROM vector WHERE rowid = 1")
    report = library.check()
    assert report.ok
    assert report.repaired == ("1 paragraph texts had no vectors and were encoded",)
    assert library.check().repaired == ()


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
