"""Reading files: what is text, what is not, and what the message says."""

from pathlib import Path

import pytest

from index.errors import InputError, UnreadableFile
from index.files import decode, read_bytes
from index.parsers import collect_files, parse
from tests.index.formats.texts import write

TEXT = "Rüles\n\n1. One – “quoted”.\n"


def read(path: Path) -> str:
    return decode(read_bytes(path), path)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le bom", "utf-16-be bom"]
)
def test_encodings_that_can_be_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    name, _, mark = encoding.partition(" ")
    path.write_bytes((("\ufeff" if mark else "") + TEXT).encode(name))
    assert read(path) == TEXT


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", end).encode())
    assert read(path) == TEXT


def test_latin_1_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("one\ntwo\ncafé\n".encode("latin-1"))
    with pytest.raises(UnreadableFile, match=r"old\.txt: line 3 is not UTF-8 .*0xe9.*iconv"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"   \n\t\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"empty\.txt: is empty"):
        read(path)


def test_a_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.4\n\0\0\1\2")
    with pytest.raises(UnreadableFile, match=r"scan\.pdf: is a binary file"):
        read(path)


def test_half_a_character_of_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    path.write_bytes("ab".encode("utf-16")[:-1])
    with pytest.raises(UnreadableFile, match=r"cut\.txt: line 1 is not UTF-16"):
        read(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.txt: no such file"):
        read(tmp_path / "gone.txt")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read(tmp_path)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="'pdf': use one of auto, cable, text, jsonl"):
        parse(TEXT, Path("a.txt"), format="pdf")


def test_files_of_folders(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".hidden/x.txt", "b/.swp"):
        write(tmp_path / name, TEXT)
    questions = write(tmp_path / "b/q.jsonl", '{"query": "who?"}\n')
    (tmp_path / "none").mkdir()
    found = collect_files([tmp_path, tmp_path / "a.txt", tmp_path / "none", tmp_path / "gone.txt"])
    assert [path.name for path in found.files] == ["a.txt", "1.txt", "2.txt", "gone.txt"]
    assert found.question_sets == (questions,)
    assert found.empty == (tmp_path / "none",)
    assert collect_files([questions]).files == (questions,)


def test_a_hidden_folder_that_is_named_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / ".notes/a.txt", TEXT)
    assert collect_files([tmp_path / ".notes"]).files == (path,)
