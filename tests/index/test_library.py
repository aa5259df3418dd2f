"""The library as its users know it: what is kept, what is done again, what is mended."""

import shutil
import sqlite3
import time
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from index import Library, derived, indexing, text_vectors
from index.errors import (
    InputError,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryNotFound,
    UnknownDocument,
    WrongModel,
)
from index.report import Stage
from tests.conftest import FakeEncoder
from tests.index.libraries import found, near, write


def test_an_unchanged_file_is_skipped(library: Library, encoder: FakeEncoder, file: Path) -> None:
    report = library.add([file])
    assert (report.added, report.documents, report.paragraphs) == (2, 2, 3)
    encoder.encoded.clear()
    report = library.add([file])
    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)
    assert encoder.encoded == []


def test_a_changed_file_replaces_its_documents(
    library: Library, encoder: FakeEncoder, file: Path
) -> None:
    library.add([file])
    encoder.encoded.clear()
    write(file, {"a": ["Boats are mended.", "Ropes hang."], "c": ["New."]})
    report = library.add([file])
    assert (report.added, report.updated, report.unchanged, report.removed) == (1, 1, 0, 1)
    assert sorted(encoder.encoded) == ["New.", "Ropes hang."]
    assert [d.doc_id for d in library.documents()] == ["a", "c"]
    assert found(library, "nets") == set()
    assert found(library, "boats") == {("a", "1")}
    assert near(library, "boats") == {("a", "1"), ("a", "2"), ("c", "1")}


def test_a_repeated_text_is_encoded_once_and_kept_twice(
    library: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    library.add([write(tmp_path / "x.jsonl", {"x": ["The same words.", "Other."]})])
    library.add([write(tmp_path / "y.jsonl", {"y": ["The same words."]})])
    assert encoder.encoded.count("The same words.") == 1
    assert found(library, "same words") == {("x", "1"), ("y", "1")}


def test_one_document_in_two_files_has_two_sources(
    library: Library, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    shutil.copy(file, copy)
    report = library.add([file, copy])
    assert (report.added, report.unchanged, report.documents) == (2, 2, 2)
    assert library.documents()[0].sources == (str(file), str(copy))
    write(copy, {"b": ["Boats."]})
    assert library.add([copy]).removed == 0, "it is in the other file still"
    assert library.documents()[0].sources == (str(file),)


def test_another_text_under_a_known_id_is_kept_as_a_variant(
    library: Library, file: Path, tmp_path: Path
) -> None:
    library.add([file])
    corrected = write(tmp_path / "corrected.jsonl", {"b": ["Boats, corrected."]})
    report = library.add([corrected])
    assert (report.added, report.updated, report.variants) == (1, 0, ("b#2",))
    assert library.paragraph("b", "1").text == "Boats."
    assert library.paragraph("b#2", "1").text == "Boats, corrected."
    assert library.document("b#2").metadata["variant_of"] == "b"
    again = write(corrected, {"b": ["Boats, corrected once more."]})
    assert library.add([again]).updated == 1
    assert library.paragraph("b#2", "1").text == "Boats, corrected once more."


def test_one_text_in_two_formats_is_one_document(library: Library, tmp_path: Path) -> None:
    text = "A memorandum\n\n1. Boats are mended.\n\n2. Nets dry.\n"
    files = [tmp_path / "memo.txt", tmp_path / "memo.md"]
    for file in files:
        file.write_text(text, encoding="utf-8")
    report = library.add(files)
    assert (report.documents, report.variants) == (1, ())
    assert library.documents()[0].sources == tuple(sorted(map(str, files)))


def test_a_question_set_in_an_archive_is_left_aside(library: Library, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("memo.txt", "1. Boats are mended.\n\n2. Nets dry.\n")
        packed.writestr("questions.jsonl", '{"query_id": "q1", "query": "Who mends?"}\n')
        packed.writestr("rows.jsonl", '{"doc_id": "a", "paragraph": "1", "text": "Boats."}\n')
    report = library.add([archive])
    assert (report.failed, report.left_aside) == ((), (f"{archive}/questions.jsonl",))
    assert [document.doc_id for document in library.documents()] == ["a", "memo"]


def test_a_moved_file_replaces_itself(library: Library, file: Path, tmp_path: Path) -> None:
    library.add([file])
    moved = file.rename(tmp_path / "moved.jsonl")
    write(moved, {"a": ["Boats sink."]})
    report = library.add([moved])
    assert (report.updated, report.variants) == (1, ())


@pytest.mark.parametrize("order", [("a.jsonl", "c.jsonl"), ("c.jsonl", "a.jsonl")])
def test_a_document_that_moves_and_changes_in_one_run_keeps_its_id(
    library: Library, file: Path, tmp_path: Path, order: tuple[str, str]
) -> None:
    library.add([file])
    write(file, {"b": ["Boats."]})
    write(tmp_path / "c.jsonl", {"a": ["Boats are sold."]})
    paths = [tmp_path / name for name in order]
    report = library.add(paths)
    assert (report.added, report.updated, report.removed, report.variants) == (0, 1, 0, ())
    assert [summary.doc_id for summary in library.documents()] == ["a", "b"]
    assert "variant_of" not in library.document("a").metadata
    assert found(library, "sold") == {("a", "1")}
    report = library.add(paths)
    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)
    assert library.check().ok


def test_a_row_that_cannot_be_read_does_not_take_its_document_along(
    library: Library, file: Path
) -> None:
    library.add([file])
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace('"doc_id": "b", "paragraph": "1"', '"doc_id": "b"'), "utf-8")
    report = library.add([file])
    assert (len(report.failed), report.removed) == (1, 0)
    assert found(library, "boats") == {("a", "1"), ("b", "1")}


def test_one_id_with_two_texts_in_one_file(library: Library, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for folder, text in (("one", "1. First.\n\n2. It is."), ("two", "1. Second.\n\n2. It is.")):
        (tmp_path / folder / "memo.txt").write_text(text, encoding="utf-8")
    report = library.add([tmp_path / "one", tmp_path / "two"])
    assert (report.added, report.variants) == (2, ("memo#2",))
    assert library.add([tmp_path / "one", tmp_path / "two"]).unchanged == 2


def test_documents_are_published_batch_by_batch(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PARAGRAPHS_AT_ONCE", 3)
    monkeypatch.setattr(derived, "_LATER", 4)
    documents = {f"d{n}": [f"Boat {n} sails.", f"Boat {n} rests."] for n in range(9)}
    report = library.add([write(tmp_path / "many.jsonl", documents)])
    assert (report.added, report.paragraphs) == (9, 18)
    assert len(found(library, "boat")) == len(near(library, "boat")) == 18
    assert len(list((library.folder / "derived").glob("*.faiss"))) == 1
    assert library.add([tmp_path / "many.jsonl"]).unchanged == 9
    documents["d0"] = ["Nothing."]
    write(tmp_path / "many.jsonl", documents)
    library.add([tmp_path / "many.jsonl"])
    assert len(found(library, "boat")) == 16
    assert len(near(library, "boat")) == 17
    assert library.check().repaired == ()


def test_what_failed_is_told_and_the_rest_kept(
    library: Library, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.jsonl").write_text('{"doc_id": 1}', encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "q.jsonl").write_text('{"query_id": "1", "query": "Who?"}', encoding="utf-8")
    report = library.add([tmp_path, tmp_path / "missing.txt"])
    assert report.added == 2
    assert {Path(failure.path).name for failure in report.failed} == {
        "bad.jsonl",
        "empty.txt",
        "missing.txt",
    }
    assert report.left_aside == (str(tmp_path / "q.jsonl"),)


@pytest.mark.parametrize("mistyped", ["A", "A ¶1", "a ¶1"])
def test_the_id_that_was_meant_is_told(library: Library, file: Path, mistyped: str) -> None:
    library.add([file])
    with pytest.raises(UnknownDocument, match=r"; did you mean 'a'\? `pincite list` names"):
        library.document(mistyped)


def test_remove(library: Library, file: Path) -> None:
    library.add([file])
    with pytest.raises(UnknownDocument, match="no document 'z'"):
        library.remove(["a", "z"])
    assert library.n_documents == 2
    assert library.remove(["a"]) == ("a",)
    assert found(library, "nets boats") == near(library, "boats") == {("b", "1")}
    assert library.add([file]).added == 1, "a file is read again after one of its documents left"
    with pytest.raises(InputError):
        library.remove([])


def test_a_library_that_may_not_be_written_is_read_and_left_as_it_is(
    library: Library, encoder: FakeEncoder, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([file])
    library.close()
    before = {path: path.stat().st_mtime_ns for path in library.folder.rglob("*")}
    for module in ("index.lexical", "index.store.database"):
        monkeypatch.setattr(f"{module}.is_writable", lambda _folder: False)
    with Library.open(library.folder, encoder=encoder) as opened:
        assert found(opened, "boats") == {("a", "1"), ("b", "1")}
        assert near(opened, "boats")
    assert {path: path.stat().st_mtime_ns for path in library.folder.rglob("*")} == before


def test_what_was_not_closed_is_not_read_past(
    library: Library, encoder: FakeEncoder, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([file])  # and stays open, so that its last changes are in the log beside it
    monkeypatch.setattr("index.store.database.is_writable", lambda _folder: False)
    with pytest.raises(LibraryError, match="run `pincite check` on it once where it may be"):
        Library.open(library.folder, encoder=encoder)


def test_one_writer_at_a_time_and_readers_go_on(library: Library, file: Path) -> None:
    library.add([file])
    with FileLock(library.folder / "writer.lock"):
        began = time.monotonic()
        with pytest.raises(LibraryBusy, match="another process is writing"):
            library.add([file])
        assert time.monotonic() - began < 2
        assert found(library, "nets") == {("a", "2")}


def test_a_reader_sees_what_another_process_wrote(library: Library, file: Path) -> None:
    library.add([file])
    with Library.open(library.folder, encoder=FakeEncoder()) as other:
        assert found(other, "ropes") == set()
        library.add([write(file.with_name("r.jsonl"), {"r": ["Ropes."]})])
        assert found(other, "ropes") == {("r", "1")}


def test_a_view_does_not_change_under_a_writer(library: Library, file: Path) -> None:
    library.add([file])
    with Library.open(library.folder, encoder=FakeEncoder()) as reader, reader.view() as view:
        library.remove(["a"])
        keys = [key for key, _ in view.matching("nets", 5)]
        assert [p.text for p in view.paragraphs(keys).values()] == ["Nets dry."]


def test_indexes_that_an_older_version_wrote_are_trusted(
    library: Library, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "_LATER", 1)
    library.add([file])
    assert list((library.folder / "derived").glob("*.faiss"))
    library.close()
    with sqlite3.connect(library.folder / "library.sqlite3") as database:
        database.execute("ALTER TABLE vector DROP COLUMN checksum")
        database.execute("DROP TABLE token_vector")
        database.execute("DROP TABLE mark")
        database.execute("DROP TABLE conversation")
        database.execute("DELETE FROM setting WHERE name IN ('vectors_checksum', 'lexical_files')")
        database.execute("PRAGMA user_version = 2")
    with Library.open(library.folder, encoder=FakeEncoder()) as upgraded, upgraded.view() as view:
        assert view.repaired == "", "they are not made anew, which could take minutes"


def test_a_library_of_an_older_version_is_upgraded(tmp_path: Path, encoder: FakeEncoder) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    with sqlite3.connect(folder / "library.sqlite3") as database:
        script = Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8")
        database.executescript(script)
        database.execute("PRAGMA journal_mode = WAL")
    database.close()
    boats = {("harbour", "1"), ("harbour", "3")}
    with Library.open(folder, encoder=encoder) as upgraded:
        assert found(upgraded, "boats") == boats
        assert near(upgraded, "boats") >= boats
        assert upgraded.marks() == ()
        upgraded.mark("Where are boats?", "harbour", "1", True)
        assert upgraded.check().ok
        path = tmp_path / "harbour.txt"
        path.write_text("HARBOUR RULES\n\n1. Boats are mended in the dry dock.\n", "utf-8")
        assert upgraded.add([path]).updated == 1
        assert upgraded.check().ok
        assert found(upgraded, "boats") == {("harbour", "1")}
        assert [mark.label for mark in upgraded.marks()] == ["harbour ¶1"]


def test_a_library_of_a_newer_version_is_left_alone(library: Library) -> None:
    library.close()
    with sqlite3.connect(library.folder / "library.sqlite3") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryDamaged, match="newer Pincite"):
        Library.open(library.folder, encoder=FakeEncoder())


class OtherEncoder(FakeEncoder):
    """Another model."""


def test_another_model_is_refused(library: Library) -> None:
    with pytest.raises(WrongModel, match="was made with the model 'FakeEncoder'"):
        Library.open(library.folder, encoder=OtherEncoder())


def test_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFound, match=r"none: there is no library .*pincite index"):
        Library.open(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="cannot be made"):
        Library.create(tmp_path / "file" / "library", encoder=FakeEncoder())


@pytest.mark.parametrize("printed", ["[2]", "(2)", "§ 2", "para. 2", "Paragraph 2", "¶2"])
def test_a_paragraph_is_found_by_what_documents_print(
    library: Library, file: Path, printed: str
) -> None:
    library.add([file])
    assert library.paragraph("a", printed).paragraph == "2"


def test_an_unknown_paragraph_lists_those_there_are(library: Library, file: Path) -> None:
    library.add([file])
    with pytest.raises(UnknownDocument, match="a has no paragraph '9'; it has ¶1, ¶2"):
        library.paragraph("a", "9")


def test_links_are_told_in_whatever_form_the_ids_are(library: Library, tmp_path: Path) -> None:
    held = {"1973PELLAM00073": ["One."], "2006 note": ["Two."], "06LAGUNABRAVA647": ["Three."]}
    library.add([write(tmp_path / "held.jsonl", held)])
    metadata = {"references": "A. 73 PELLAM 73 B. 06 LAGUNA BRAVA 0647 C. 06 PORT VESPER 318"}
    library.add([write(tmp_path / "a.jsonl", {"07PELLAM12": ["Boats."]}, metadata=metadata)])
    assert [(link.letter, link.doc_id, link.held) for link in library.links("07PELLAM12")] == [
        ("A", "1973PELLAM00073", True),
        ("B", "06LAGUNABRAVA647", True),
        ("C", "06PORTVESPER318", False),
    ]
    assert library.links("2006 note") == ()


def test_ctrl_c_keeps_what_was_done(
    library: Library, encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PARAGRAPHS_AT_ONCE", 3)
    monkeypatch.setattr(text_vectors, "_TEXTS_AT_ONCE", 2)
    documents = {f"d{n}": [f"Boat {n} sails.", f"Boat {n} rests."] for n in range(9)}
    path = write(tmp_path / "many.jsonl", documents)

    def stop(stage: Stage) -> None:
        if stage.encoded > 6:
            raise KeyboardInterrupt

    report = library.add([path], progress=stop)
    assert report.interrupted
    assert 0 < report.documents < 9
    assert library.check().ok
    before = list(encoder.encoded)
    assert library.add([path]).documents == 9
    assert sorted(encoder.encoded) == sorted({*encoder.encoded}), "nothing was encoded twice"
    assert encoder.encoded[: len(before)] == before


def test_a_file_whose_last_document_fills_a_batch_is_known_as_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PARAGRAPHS_AT_ONCE", 2)
    path = write(tmp_path / "even.jsonl", {"a": ["One.", "Two."], "b": ["Three.", "Four."]})
    library.add([path])
    generation = library._store.generation
    library.add([path])
    assert library._store.generation == generation, "nothing is published again"


def test_a_large_library_gives_exact_cosines(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors._EXACT", 300)
    monkeypatch.setattr(derived, "_LATER", 100)
    texts = {f"d{n}": [f"Boat {n} of {n % 7} sails {n % 31} times."] for n in range(600)}
    library.add([write(tmp_path / "many.jsonl", texts)])
    query = library.encoder.encode_query("Boat 5 of 5 sails")
    with library.view() as view:
        found = view.nearest(query, 5)
        paragraphs = view.paragraphs([key for key, _ in found])
        for key, score in found:
            (vector,) = library.encoder.encode_documents([paragraphs[key].text])
            assert score == pytest.approx(float(vector @ query), abs=1e-5)
