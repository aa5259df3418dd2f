"""Reading files: what is text, what is not, and what the message says."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InputError, UnreadableFile
from index.files import Decoded, decode, decode_utf8, read_bytes
from index.parsers import collect_files
from tests.index.formats.texts import parse, write

TEXT = "Rüles\n\n1. One – “quoted”.\n"


def read(path: Path) -> str:
    return decode(read_bytes(path), path).text


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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [TEXT, "1. 港は\n2. 閉まる\n", "Порт\nзакрыт", "a b"])
def test_wide_encodings_without_a_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), Path("a.txt")) == Decoded(text, encoding, guessed=True)


def test_what_is_told_of_the_encoding() -> None:
    path = Path("a.txt")
    assert decode(b"one\n", path) == Decoded("one\n", "utf-8", guessed=False)
    assert decode("é".encode("utf-16"), path).encoding == "utf-16"
    assert decode("café\r\n".encode("cp1252"), path) == Decoded("café\n", "cp1252", guessed=True)


def test_an_encoding_that_is_declared() -> None:
    path = Path("a.html")
    data = "Straße".encode("cp850")
    assert decode(data, path, declared="cp850") == Decoded("Straße", "cp850", guessed=False)
    assert decode("é".encode(), path, declared="cp1252").text == "é"
    assert decode("港".encode("iso2022_jp"), path, declared="iso2022_jp").text == "港"
    assert decode("\u0421\u0443\u0434.".encode("cp1251"), path, declared="shift_jis").text == "Суд."
    assert decode("café".encode("cp1252"), path, declared="nonsense").text == "café"


@pytest.mark.parametrize(
    ("damaged", "read", "wrong"),
    [
        ("Größe, Höhe, Länge, für, über, spät ".encode() + b"\xff\n", "spät \ufffd\n", 1),
        ("Größe, Höhe, Länge, für, ".encode() + b"\xff", "für, \ufffd", 1),
        ("été, forêt, là, dès, ça, lésé\n".encode() + "forêt là".encode("cp1252"), "forêt là", 2),
        ("Стена стоит у моря".encode()[:-1], "мор\ufffd", 1),
    ],
)
def test_a_few_wrong_bytes_in_utf_8_leave_it_utf_8(damaged: bytes, read: str, wrong: int) -> None:
    decoded = decode(damaged, Path("a.txt"))
    assert (decoded.encoding, decoded.guessed) == (f"utf-8 (wrong bytes: {wrong})", True)
    assert decoded.text.endswith(read)


def test_what_has_to_be_utf_8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    with pytest.raises(UnreadableFile, match=r"old\.txt: line 3 is not UTF-8 .*0xe9.*iconv"):
        decode_utf8("one\ntwo\ncafé\n".encode("latin-1"), path)
    with pytest.raises(UnreadableFile, match=r"old\.txt: is a binary file .*NUL"):
        decode_utf8(b"a\0b", path)
    assert decode_utf8("é\r\n".encode("utf-16"), path) == "é\n"


@pytest.mark.parametrize("content", [b"", b"   \n\t\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"empty\.txt: is empty"):
        read(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.4\n", "PDF"),
        (b"PK\x03\x04\x14", "ZIP.*docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE.*doc"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\x7fELF\x02", "program"),
        (b"text\0more", "NUL bytes"),
        (b"\0\1\2\3\xff\xfe", "NUL bytes"),
        (b"A\x01\x02\x03\x04B\x05\x06", "no text"),
        (bytes(range(1, 256)) * 3, "no text"),
    ],
)
def test_a_binary_file(content: bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=rf"scan\.dat: is a binary file \(.*{what}.*; extract"):
        decode(content, Path("scan.dat"))


def test_a_few_controls_are_no_reason(tmp_path: Path) -> None:
    path = tmp_path / "dos.txt"
    path.write_bytes(b"1. One line of a file.\r\n" * 9 + b"\f\x1b\x1a")
    assert read(path).count("One line") == 9


@given(st.text(max_size=200))
def test_utf_8_is_always_read_as_such(text: str) -> None:
    try:
        decoded = decode(text.encode(), Path("a.txt"))
    except UnreadableFile:
        assert any(unicodedata.category(sign) == "Cc" for sign in text)
        return
    if "\0" not in text:
        assert decoded.text.split() == text.removeprefix("\ufeff").split()


@given(st.binary(max_size=200) | st.text(max_size=99).map(lambda t: t.encode("cp1252", "replace")))
def test_no_bytes_crash_and_all_is_repeatable(data: bytes) -> None:
    try:
        decoded = decode(data, Path("a.txt"))
    except UnreadableFile as error:
        assert "a.txt" in str(error)
        return
    assert decode(data, Path("a.txt")) == decoded


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
    with pytest.raises(InputError, match="'novel': use one of auto, cable, text, html"):
        parse(TEXT, Path("a.txt"), format="novel")


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
