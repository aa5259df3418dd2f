"""Damage to the database: told or harmless, never a traceback, and vectors are made again."""

import random
import sqlite3
from pathlib import Path

import pytest

from index import Library, derived
from index.errors import LibraryDamaged, LibraryError, LibraryNotFound, PinciteError
from tests.conftest import FakeEncoder
from tests.index.damage import Results, copied, damaged, results


@pytest.fixture(autouse=True)
def few_paragraphs_make_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_LATER", 4)


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


def test_metadata_that_are_none_are_told_where_the_indexes_are_made_anew(
    whole: Path, tmp_path: Path
) -> None:
    folder = copied(whole, tmp_path)
    changed(folder, "UPDATE document SET metadata = '[' WHERE doc_id = 'd7'")
    damaged(folder / "derived", "deleted", random.Random(1))
    library = Library.open(folder, encoder=FakeEncoder())
    with pytest.raises(LibraryDamaged, match="restore it from a backup"), library:
        results(library)


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
    n_problems = 0
    place = data.find(text_hash)
    while place >= 0:
        folder = copied(whole, tmp_path)
        changed_data = bytearray(data)
        changed_data[place + 5] ^= 1
        (folder / "library.sqlite3").write_bytes(changed_data)
        with Library.open(folder, encoder=FakeEncoder()) as library:
            report = library.check()
            assert report.ok or "not those that were indexed" in report.problems[0]
            n_problems += not report.ok
            told += report.repaired
            assert results(library) == expected
            assert library.check().repaired == ()
        place = data.find(text_hash, place + 1)
    assert told.count("indexes of the database were made anew") == 6
    assert n_problems == 1, "the paragraph's own"


def test_check_encodes_what_has_no_vector(library: Library, file: Path) -> None:
    library.add([file])
    with sqlite3.connect(library.folder / "library.sqlite3") as database:
        database.execute("DELETE FROM vector WHERE rowid = 1")
    report = library.check()
    assert report.ok
    assert report.repaired == ("1 paragraph texts had no vectors and were encoded",)
    assert library.check().repaired == ()
