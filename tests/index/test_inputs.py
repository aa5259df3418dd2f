"""Files and members of ZIP archives: what is opened, what is refused, and what is said."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import inputs
from index.errors import PinciteError, UnreadableFile
from index.inputs import BadInput, Input, file_input, members

RULES = b"RULES\n\n1. Ships keep to the right.\n\n2. Lamps are lit at dusk.\n" * 40


def packed(
    path: Path, *named: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in named:
            archive.writestr(name, content, compress_type=method)
    return path


def sorted_out(path: Path) -> tuple[list[Input], list[BadInput]]:
    found = list(members(path))
    return (
        [each for each in found if isinstance(each, Input)],
        [each for each in found if isinstance(each, BadInput)],
    )


def content(member: Input) -> bytes:
    with member.open() as stream:
        return stream.read()


def forged(path: Path, name: bytes, change: Callable[[bytearray, int], None]) -> Path:
    """Change the entry of a member in the archive's directory."""
    data = bytearray(path.read_bytes())
    entry = data.rindex(name) - 46
    assert data[entry : entry + 4] == b"PK\1\2"
    change(data, entry)
    path.write_bytes(data)
    return path


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rules.txt"
    path.write_bytes(RULES)
    found = file_input(path)
    assert (found.name, found.path, found.size) == (str(path), path, len(RULES))
    assert content(found) == RULES
    path.unlink()
    with pytest.raises(UnreadableFile, match=r"rules\.txt: no such file; check"):
        found.open()


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.txt: no such file"):
        file_input(tmp_path / "gone.txt")
    with pytest.raises(UnreadableFile, match="is a folder"):
        file_input(tmp_path)
    with pytest.raises(UnreadableFile, match=r"gone\.zip: no such file"):
        members(tmp_path / "gone.zip")


@pytest.mark.parametrize(
    "method",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
)
def test_members(tmp_path: Path, method: int) -> None:
    path = packed(
        tmp_path / "all.zip",
        ("rules.txt", RULES),
        ("folder/", b""),
        ("folder/Über uns.txt", b"Two."),
        ("__MACOSX/rules.txt", b"x"),
        ("folder/.DS_Store", b"x"),
        (".hidden/rules.txt", b"x"),
        ("empty.txt", b""),
        method=method,
    )
    found, bad = sorted_out(path)
    assert bad == []
    assert [each.name for each in found] == [
        f"{path}/rules.txt",
        f"{path}/folder/Über uns.txt",
        f"{path}/empty.txt",
    ]
    assert [each.size for each in found] == [len(RULES), 4, 0]
    assert (found[1].path.suffix, found[1].path.stem) == (".txt", "Über uns")
    assert [content(each) for each in found] == [RULES, b"Two.", b""]


def test_members_are_opened_in_any_order_again_and_side_by_side(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.txt", RULES), ("b.txt", RULES[::-1]))
    (a, b), _ = sorted_out(path)
    with a.open() as first, b.open() as second, a.open() as third:
        assert second.read(100) == RULES[::-1][:100]
        assert first.readline() == b"RULES\n"
        assert third.read() == RULES
        assert first.read() == RULES[6:]
        first.seek(0)
        assert first.read() == RULES
        first.seek(7)
        assert first.tell() == 7
        assert first.readline() == b"1. Ships keep to the right.\n"


def test_a_document_that_is_itself_a_zip_can_be_read_in_place(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as document:
        document.writestr("word/document.xml", RULES)
    ((member,), _) = sorted_out(packed(tmp_path / "a.zip", ("memo.docx", inner.getvalue())))
    with member.open() as stream, zipfile.ZipFile(stream) as document:
        assert document.read("word/document.xml") == RULES


def _symlink() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/etc/passwd", "leads out of the archive"),
        ("../up.txt", "leads out of the archive"),
        ("a/../../up.txt", "leads out of the archive"),
        ("C:/a.txt", "leads out of the archive"),
        ("c:a.txt", "leads out of the archive"),
        ("a\\b.txt", "backslash"),
        ("..\\up.txt", "backslash"),
        ("a\nb.txt", "signs that no name has"),
        ("a\x1b[2Jb.txt", "signs that no name has"),
        (_symlink(), "is a link"),
        ("inner.zip", "an archive within an archive; unpack it first"),
        ("more/inner.tar.GZ", "an archive within an archive"),
    ],
)
def test_a_bad_member_does_not_stop_the_others(
    tmp_path: Path, name: str | zipfile.ZipInfo, reason: str
) -> None:
    path = packed(tmp_path / "a.zip", ("1.txt", b"One."), (name, b"x"), ("2.txt", b"Two."))
    found, (bad,) = sorted_out(path)
    assert [content(each) for each in found] == [b"One.", b"Two."]
    assert bad.name.startswith(f"{path}/")
    assert bad.name.isprintable()
    assert bad.error.startswith(f"{bad.name}: ")
    assert reason in bad.error


def test_a_nul_in_a_name(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("aXb.txt", b"x"), ("2.txt", b"Two."))
    path.write_bytes(path.read_bytes().replace(b"aXb.txt", b"a\0b.txt"))
    found, (bad,) = sorted_out(path)
    assert [content(each) for each in found] == [b"Two."]
    assert bad.error.startswith(f"{path}/a\\x00b.txt: its name holds signs")


def test_no_name(tmp_path: Path) -> None:
    def take_name(data: bytearray, entry: int) -> None:
        data[entry + 28], data[entry + 32] = 0, data[entry + 28]  # it becomes the comment

    path = packed(tmp_path / "a.zip", ("a.txt", b"One."), ("b.txt", b"Two."))
    found, (bad,) = sorted_out(forged(path, b"a.txt", take_name))
    assert [content(each) for each in found] == [b"Two."]
    assert bad.error.startswith(f"{path}/: its name holds signs")


def test_a_name_that_stands_twice(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "a.zip", ("a.txt", b"One."), ("a.txt", b"Two."))
    found, (bad,) = sorted_out(path)
    assert [content(each) for each in found] == [b"One."]
    assert bad.error == f"{path}/a.txt: stands in the archive twice"


def test_an_encrypted_member(tmp_path: Path) -> None:
    def encrypt(data: bytearray, entry: int) -> None:
        data[entry + 8] |= 1

    path = packed(tmp_path / "a.zip", ("a.txt", b"One."), ("b.txt", b"Two."))
    found, (bad,) = sorted_out(forged(path, b"a.txt", encrypt))
    assert [content(each) for each in found] == [b"Two."]
    assert "a.txt: is encrypted; unpack it with its password" in bad.error


def test_an_unknown_method(tmp_path: Path) -> None:
    def pack_otherwise(data: bytearray, entry: int) -> None:
        data[entry + 10] = 98

    path = packed(tmp_path / "a.zip", ("a.txt", b"One."), ("b.txt", b"Two."))
    found, (bad,) = sorted_out(forged(path, b"a.txt", pack_otherwise))
    assert [content(each) for each in found] == [b"Two."]
    assert "a.txt: is packed with method 98, which is not known here" in bad.error


def test_a_checksum_that_differs(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.txt", RULES), ("b.txt", b"Two."), method=0)
    path.write_bytes(path.read_bytes().replace(b"Ships", b"Shops", 1))
    a, b = sorted_out(path)[0]
    with pytest.raises(UnreadableFile, match=r"a\.zip/a\.txt: is damaged \(Bad CRC-32"):
        content(a)
    assert content(b) == b"Two."


def test_an_error_in_the_middle_of_reading_lines_names_the_member(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.txt", b"".join(b"%d\n" % n for n in range(50_000))))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 50] = b"\xff" * 50
    path.write_bytes(data)
    ((member,), _) = sorted_out(path)
    n_lines = 0
    with member.open() as stream, pytest.raises(UnreadableFile, match=r"a\.zip/a\.txt: is damaged"):
        for _line in stream:
            n_lines += 1
    assert n_lines > 100


# Bombs.
ZEROS = bytes(3 * 2**20)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_unpacks_into_far_more(tmp_path: Path, method: int) -> None:
    path = packed(tmp_path / "a.zip", ("bomb.txt", ZEROS), ("b.txt", b"Two."), method=method)
    found, (bad,) = sorted_out(path)
    assert [content(each) for each in found] == [b"Two."]
    assert f"bomb.txt: unpacks into {len(ZEROS)} bytes from" in bad.error


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_that_claims_to_be_small(tmp_path: Path, method: int) -> None:
    def belittle(data: bytearray, entry: int) -> None:
        data[entry + 24 : entry + 28] = struct.pack("<L", 1000)

    path = packed(tmp_path / "a.zip", ("bomb.txt", ZEROS), ("b.txt", b"Two."), method=method)
    bomb, other = sorted_out(forged(path, b"bomb.txt", belittle))[0]
    with bomb.open() as stream, pytest.raises(UnreadableFile, match=r"bomb\.txt: is damaged"):
        while stream.read(10):
            assert stream.tell() <= 1000
    assert content(other) == b"Two."


def test_a_member_that_claims_to_be_larger(tmp_path: Path) -> None:
    def exaggerate(data: bytearray, entry: int) -> None:
        data[entry + 24 : entry + 28] = struct.pack("<L", len(RULES) + 1)

    path = forged(packed(tmp_path / "a.zip", ("a.txt", RULES)), b"a.txt", exaggerate)
    ((member,), _) = sorted_out(path)
    with pytest.raises(UnreadableFile, match=rf"ends after {len(RULES)} of {len(RULES) + 1} bytes"):
        content(member)


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    def move(data: bytearray, entry: int) -> None:
        data[entry + 42 : entry + 46] = struct.pack("<L", 0)

    path = packed(tmp_path / "a.zip", ("a.txt", RULES), ("b.txt", RULES))
    with pytest.raises(UnreadableFile, match=r"a\.zip: is damaged, or built .*members overlap"):
        members(forged(path, b"b.txt", move))


def test_a_member_that_reaches_into_the_directory(tmp_path: Path) -> None:
    def lengthen(data: bytearray, entry: int) -> None:
        data[entry + 20 : entry + 24] = struct.pack("<L", len(data))

    path = forged(packed(tmp_path / "a.zip", ("a.txt", RULES)), b"a.txt", lengthen)
    with pytest.raises(UnreadableFile, match="overlap"):
        members(path)


def test_an_archive_of_too_many_bytes_or_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "a.zip", ("a.txt", b"One."), ("b.txt", b"Two."))
    monkeypatch.setattr(inputs, "LARGEST_TOTAL", 7)
    with pytest.raises(UnreadableFile, match=r"a\.zip: unpacks into 8 bytes, more than the 7"):
        members(path)
    monkeypatch.undo()
    monkeypatch.setattr(inputs, "MOST_MEMBERS", 1)
    with pytest.raises(UnreadableFile, match=r"a\.zip: has 2 members, more than the 1"):
        members(path)


# Damage.
@pytest.mark.parametrize("data", [b"", b"PK", b"no archive", b"PK\3\4" + bytes(100)])
def test_what_is_no_archive(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"a\.zip: is damaged .*; download it"):
        members(path)


def _sample() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", RULES)
        archive.writestr("é/b.txt", b"Two.")
        archive.writestr("c.txt", b"Three.", compress_type=zipfile.ZIP_BZIP2)
        archive.writestr("d.txt", b"Four.", compress_type=zipfile.ZIP_LZMA)
    return out.getvalue()


SAMPLE = _sample()


def read_all(path: Path) -> dict[str, bytes]:
    """The members that can be read; whatever goes wrong must be an error that names the file."""
    contents: dict[str, bytes] = {}
    try:
        for member in members(path):
            assert member.name.startswith(f"{path}/")
            try:
                if isinstance(member, Input):
                    contents[member.name] = content(member)
            except PinciteError as error:
                assert str(error).startswith(member.name)
    except PinciteError as error:
        assert str(error).startswith(str(path))
    return contents


# Half of the changes are in the directory, the last part of the file.
_PLACE = st.integers(0, len(SAMPLE) - 1) | st.integers(SAMPLE.index(b"PK\1\2"), len(SAMPLE) - 1)


@given(changes=st.lists(st.tuples(_PLACE, st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_crashes_it(
    changes: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    damaged = bytearray(SAMPLE)
    for place, byte in changes:
        damaged[place] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(damaged)
    read_all(path)


@pytest.mark.parametrize("missing", range(0, len(SAMPLE), 7))
def test_an_archive_cut_off_anywhere(tmp_path: Path, missing: int) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(SAMPLE[: len(SAMPLE) - missing])
    assert len(read_all(path)) == (4 if missing == 0 else 0)
