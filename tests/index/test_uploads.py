"""Files that came through the page: kept in the library's folder under a safe name."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Library
from index.errors import InputError, LibraryError
from index.layout import Layout
from index.uploads import keep_upload
from tests.conftest import FakeEncoder

TEXT = "1. The harbour is closed.\n\n2. Boats wait outside.\n"


def arrived(folder: Path, text: str = TEXT) -> Path:
    path = folder / "arrived"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.txt", "report.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ada\\report.txt", "report.txt"),
        ("..", None),
        ("", None),
        ("a/", None),
        (".hidden.txt", "hidden.txt"),
        ("a<b>\x00c?.txt", "a_b__c_.txt"),
        ("Straße ¶.txt", "Straße ¶.txt"),
        ("x" * 400 + ".txt", "x" * 196 + ".txt"),
        ("書" * 100 + ".txt", "書" * 65 + ".txt"),
        ("half \ud800.txt", "half _.txt"),
        ("." + "x" * 400, None),
        ("evil\u202etxt.exe", "evil_txt.exe"),
    ],
)
def test_a_name_is_made_safe(library: Library, tmp_path: Path, name: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(InputError, match="rename it"):
            library.keep_upload(arrived(tmp_path), name)
        return
    path = library.keep_upload(arrived(tmp_path), name)
    assert path == library.folder / "uploads" / kept
    assert path.read_text(encoding="utf-8") == TEXT


@given(st.text())
def test_no_name_leads_elsewhere(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    layout = Layout(folder / "library")
    try:
        kept = keep_upload(layout, arrived(folder), name)
    except InputError:
        return
    assert kept.parent == layout.uploads
    assert [path.name for path in layout.uploads.iterdir()] == [kept.name]


def test_an_upload_goes_with_its_last_document(library: Library, tmp_path: Path) -> None:
    lines = [
        f'{{"doc_id": "{doc_id}", "paragraph": "1", "text": "Boats of {doc_id} wait."}}\n'
        for doc_id in "ab"
    ]
    both = library.keep_upload(arrived(tmp_path, "".join(lines)), "both.jsonl")
    with ZipFile(tmp_path / "arrived", "w") as archive:
        archive.writestr("inside.txt", TEXT)
    archived = library.keep_upload(tmp_path / "arrived", "archive.zip")
    library.add([both, archived])
    library.remove(["a"])
    assert both.exists()
    assert archived.exists()
    library.remove(["b"])
    assert not both.exists()
    assert archived.exists()


def test_a_library_that_was_moved_keeps_its_uploads(library: Library, tmp_path: Path) -> None:
    library.add([library.keep_upload(arrived(tmp_path), "first.txt")])
    library.close()
    moved = library.folder.rename(tmp_path / "moved")
    with Library.open(moved, encoder=FakeEncoder()) as opened:
        second = opened.keep_upload(arrived(tmp_path, "no document"), "second.jsonl")
        assert opened.add([second]).failed
        opened.drop_upload(second)
        opened.add([opened.keep_upload(arrived(tmp_path, "1. Third.\n\n2. More.\n"), "third.txt")])
        opened.remove(["third"])
    assert [path.name for path in (moved / "uploads").iterdir()] == ["first.txt"]


def test_only_what_is_named_and_below_is_deleted(library: Library, tmp_path: Path) -> None:
    outside = arrived(tmp_path)
    folder = library.folder / "uploads"
    kept = library.keep_upload(arrived(tmp_path), "kept.txt")
    for path in (outside, folder, library.folder, folder.parent / "uploads-2" / "x"):
        library.drop_upload(path)
    assert outside.parent.exists()
    assert kept.exists()
    library.drop_upload(kept)
    assert not kept.exists()


def test_a_full_disk_is_told(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.move", full)
    with pytest.raises(LibraryError, match="No space left"):
        library.keep_upload(arrived(tmp_path), "report.txt")


def test_sources_are_looked_for_where_they_were(library: Library, tmp_path: Path) -> None:
    gone, there = tmp_path / "gone.txt", tmp_path / "there.txt"
    for path in (gone, there):
        path.write_text(f"1. {path.name} tells of boats.\n\n2. More.\n", encoding="utf-8")
    with ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("inside.txt", TEXT)
    library.add([gone, there, tmp_path / "archive.zip"])
    gone.unlink()
    files = library.source_files()
    assert files.there == (tmp_path / "archive.zip", there)
    assert files.gone == (str(gone),)
    room = library.storage()
    assert room.database > 0
    assert room.derived > 0
    assert room.uploads == 0
    assert room.total >= room.database + room.derived


def test_documents_are_paged_in_every_order(library: Library, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(
        "".join(
            f'{{"doc_id": "{doc_id}", "paragraph": "{n}", "text": "Text {n} of {doc_id}.", '
            f'"title": "{title}", "date": {date}}}\n'
            for doc_id, title, date, n_paragraphs in (
                ("b1", "Alpha 50%", '"2001-02-03"', 2),
                ("A2", "beta_x", "null", 1),
                ("c3", "Gamma", '"1999-01-01"', 3),
            )
            for n in range(n_paragraphs)
        ),
        encoding="utf-8",
    )
    library.add([tmp_path / "set.jsonl"])

    def ids(**how: object) -> list[str]:
        return [each.doc_id for each in library.documents_page(**how)[1]]  # type: ignore[arg-type]

    assert ids() == ["A2", "b1", "c3"]
    assert ids(descending=True) == ["c3", "b1", "A2"]
    assert ids(by="title") == ["b1", "A2", "c3"]
    assert ids(by="date") == ["c3", "b1", "A2"]
    assert ids(by="date", descending=True) == ["b1", "c3", "A2"]
    assert ids(by="paragraphs", descending=True) == ["c3", "b1", "A2"]
    assert ids(containing="BETA_") == ["A2"]
    assert ids(containing="%") == ["b1"]
    assert ids(containing="\\") == []
    assert ids(first=1, n=1) == ["b1"]
    assert library.documents_page(containing="a", n=1)[0] == 3
    assert library.documents_page()[1] == library.documents()
    with pytest.raises(InputError, match="choose doc_id"):
        ids(by="rowid; DROP TABLE document")
