"""What a second run does: which files it reads again, which documents change, which leave."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library, derived, indexing
from index.layout import Layout
from index.report import Stage
from tests.conftest import FakeEncoder
from tests.index.libraries import found, near, write


def packed(path: Path, **texts: str) -> Path:
    """An archive of plain texts."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.txt", text)
    return path


def texts_of(library: Library, doc_id: str) -> list[str]:
    return [paragraph.text for paragraph in library.paragraphs(doc_id)]


def test_a_file_of_which_a_row_failed_is_read_and_told_of_again(
    library: Library, tmp_path: Path
) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("Case,Body\nk1,Boats rest.\nk2,\nk3,Nets dry.\n", encoding="utf-8")
    columns = {"text": "Body", "doc_id": "Case"}
    first = library.add([table], columns=columns)
    assert (first.added, len(first.failed)) == (2, 1)
    again = library.add([table], columns=columns)
    assert (again.added, again.unchanged) == (0, 2)
    assert again.failed == first.failed
    table.write_text("Case,Body\nk1,Boats rest.\nk2,Mended.\nk3,Nets dry.\n", encoding="utf-8")
    assert library.add([table], columns=columns).failed == ()


def test_a_file_that_failed_is_told_of_again(library: Library, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"doc_id": "a", "paragraph": "1", "text": "Boats."}\n{', encoding="utf-8")
    first = library.add([bad])
    assert "bad.jsonl:2" in first.failed[0].error
    assert library.add([bad]).failed == first.failed


def test_other_columns_of_the_same_file_are_read(library: Library, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("Case,English,Latin\nk1,Boats rest.,Naves quiescunt.\n", encoding="utf-8")
    library.add([table], columns={"text": "English", "doc_id": "Case"})
    assert library.add([table], columns={"text": "English", "doc_id": "Case"}).unchanged == 1
    report = library.add([table], columns={"text": "Latin", "doc_id": "Case"})
    assert (report.updated, report.unchanged) == (1, 0)
    assert texts_of(library, "k1") == ["Naves quiescunt."]


def test_a_file_read_in_another_format_is_read_again(library: Library, tmp_path: Path) -> None:
    memo = tmp_path / "memo.txt"
    memo.write_text("1. The *boats* rest.\n\n2. Nets dry.\n", encoding="utf-8")
    library.add([memo], format="text")
    assert library.add([memo], format="markdown").updated == 1
    assert texts_of(library, "memo") == ["The boats rest.", "Nets dry."]


@pytest.mark.parametrize(
    "stated",
    [
        {"title": "On boats"},
        {"date": "2011-03-15"},
        {"heading": "Boats"},
        {"marking": "SBU"},
        {"metadata": {"court": "High"}},
        {"paragraph": "7"},
    ],
    ids=lambda stated: next(iter(stated)),
)
def test_a_changed_header_alone_updates_a_document(
    library: Library, encoder: FakeEncoder, tmp_path: Path, stated: dict[str, object]
) -> None:
    path = tmp_path / "a.jsonl"
    before: dict[str, object] = {"date": "2011-03-14", "metadata": {"court": "Low"}}
    text = "The boats of the harbour rest for all of the winter."
    library.add([write(path, {"a": [text]}, **before)])
    old = (library.document("a"), library.paragraphs("a"))
    encoder.encoded.clear()
    report = library.add([write(path, {"a": [text]}, **{**before, **stated})])
    assert (report.updated, report.unchanged) == (1, 0)
    assert (library.document("a"), library.paragraphs("a")) != old
    assert encoder.encoded == [], "its words are the same"


def test_an_id_in_an_archive_that_is_there_still_is_taken(library: Library, tmp_path: Path) -> None:
    library.add([packed(tmp_path / "old.zip", memo="1. Boats rest.\n\n2. Nets dry.\n")])
    other = tmp_path / "memo.txt"
    other.write_text("1. Pilots wait.\n\n2. Ropes hang.\n", encoding="utf-8")
    report = library.add([other])
    assert (report.added, report.updated, report.variants) == (1, 0, ("memo#2",))
    assert texts_of(library, "memo") == ["Boats rest.", "Nets dry."]


def test_an_id_in_an_archive_that_is_gone_is_free(library: Library, tmp_path: Path) -> None:
    packed(tmp_path / "old.zip", memo="1. Boats rest.\n\n2. Nets dry.\n")
    library.add([tmp_path / "old.zip"])
    (tmp_path / "old.zip").unlink()
    other = tmp_path / "memo.txt"
    other.write_text("1. Pilots wait.\n\n2. Ropes hang.\n", encoding="utf-8")
    report = library.add([other])
    assert (report.updated, report.variants) == (1, ())


def test_members_that_left_their_archive_leave_the_library(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    library.add([packed(path, a="1. Boats rest.\n\n2. Nets dry.\n", b="1. Oars.\n\n2. Boats.\n")])
    beside = packed(tmp_path / "all.zip-2.zip", c="1. Sails.\n\n2. Boats.\n")
    library.add([beside])
    report = library.add([packed(path, b="1. Oars.\n\n2. Boats.\n")])
    assert (report.removed, report.unchanged, report.documents) == (1, 1, 2)
    assert found(library, "boats nets") == {("b", "2"), ("c", "2")}
    assert near(library, "boats") == {("b", "1"), ("b", "2"), ("c", "1"), ("c", "2")}
    assert library.add([path]).removed == 0


def stop_after(n_documents: int) -> Callable[[Stage], None]:
    """Ctrl-C when so many documents have been read."""

    def stop(stage: Stage) -> None:
        if stage.documents > n_documents:
            raise KeyboardInterrupt

    return stop


def test_a_file_changed_back_after_a_run_was_cut_off_is_read_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PARAGRAPHS_AT_ONCE", 2)
    path = tmp_path / "many.jsonl"
    old = {f"d{n}": [f"Boat {n} sails."] for n in range(9)}
    library.add([write(path, old)])
    write(path, {doc_id: ["It sank."] for doc_id in old})
    assert library.add([path], progress=stop_after(5)).interrupted
    assert found(library, "sank") == {("d0", "1"), ("d1", "1"), ("d2", "1"), ("d3", "1")}
    report = library.add([write(path, old)])
    assert (report.updated, report.unchanged) == (4, 5)
    assert found(library, "sank") == set()


def test_at_the_end_of_a_run_most_vectors_are_in_the_file(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "_LATER", 2)
    layout = Layout(library.folder)
    library.add([write(tmp_path / "a.jsonl", {"a": [f"Boat {n} sails." for n in range(20)]})])
    assert layout.vectors(20).exists()
    library.add([write(tmp_path / "b.jsonl", {"b": [f"Net {n} dries." for n in range(4)]})])
    assert layout.vectors(20).exists(), "a few are read from the database"
    library.add([write(tmp_path / "c.jsonl", {"c": [f"Oar {n} breaks." for n in range(4)]})])
    assert layout.vectors(28).exists(), "more than a quarter was outside"
    assert len(near(library, "boat net oar")) == 28


def test_a_file_and_its_links_are_one_source(library: Library, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    file = write(tmp_path / "real" / "a.jsonl", {"a": ["Boats."]})
    link, folder = tmp_path / "link.jsonl", tmp_path / "folder"
    link.symlink_to(file)
    folder.symlink_to(file.parent, target_is_directory=True)
    report = library.add([link, file, folder])
    assert (report.added, report.unchanged) == (1, 0)
    assert library.documents()[0].sources == (str(file),)
    assert library.add([link]).unchanged == library.add([folder]).unchanged == 1
    assert library.documents()[0].sources == (str(file),)
    write(file, {"a": ["Nets."]})
    report = library.add([link])
    assert (report.updated, report.variants) == (1, ())
