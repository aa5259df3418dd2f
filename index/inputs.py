"""What there is to read: files, and the members of ZIP archives, each opened as a stream.

Nothing of an archive is written to disk. An archive is not trusted: what it claims is
checked before anything is unpacked, and a member's stream ends with an error where its
bytes differ from the claims.
"""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from index.errors import UnreadableFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "LARGEST_RATIO",
    "LARGEST_TOTAL",
    "MOST_MEMBERS",
    "BadInput",
    "Input",
    "file_input",
    "members",
]

LARGEST_TOTAL = 16 * 2**30
"""Bytes that the members of an archive may have together, unpacked."""
MOST_MEMBERS = 500_000
LARGEST_RATIO = 200
"""How many bytes a packed byte may become. Text is packed to a tenth, rarely a thirtieth."""
_RATIO_FROM = 2**20  # bytes; a small member does no harm at any ratio

# A byte packed with bzip2 can become 20,000, and zipfile unpacks all that it reads at once.
_PIECE = 4096
_LOCAL_HEADER = 30  # bytes, at least
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)
_ENCRYPTED = 0x1
_ARCHIVES = frozenset({".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst"})
_DRIVE = re.compile(r"[A-Za-z]:")
# What zipfile and what it unpacks with raise on damaged archives.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    MemoryError,  # a dictionary of lzma that claims to be of gigabytes
)


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or a member of an archive.

    Attributes:
        name: As it is shown to people: its path; `archive.zip/inner/file.txt` for a member.
        path: Its own name, for its suffix and its stem.
        size: Bytes, unpacked.
        open: Opens it at its beginning. A member's stream can seek, but unpacks from the
            beginning again where it goes back.
    """

    name: str
    path: Path
    size: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class BadInput:
    """A member of an archive that is not read, and why."""

    name: str
    error: str


def file_input(path: Path) -> Input:
    """A file of the file system.

    Raises:
        UnreadableFile: It is missing, a folder, or may not be looked at.
    """
    with _reading(path):
        status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableFile(f"{path}: is a folder, not a file")
    return Input(name=str(path), path=path, size=status.st_size, open=partial(_open_file, path))


def members(path: Path) -> Iterator[Input | BadInput]:
    """The members of a ZIP archive, in its order, folders and hidden ones left out.

    The archive stays open as long as one of its inputs is kept.

    Raises:
        UnreadableFile: It is missing or damaged, or built to unpack into more than it may.
    """
    size = file_input(path).size
    _open_file(path).close()  # what keeps a file from being opened is no damage
    with _unpacking(str(path), "download it or make it again"):
        archive = zipfile.ZipFile(path)
    _refuse_bomb(path, size, archive)
    return _members(path, archive)


def _members(path: Path, archive: zipfile.ZipFile) -> Iterator[Input | BadInput]:
    seen: set[str] = set()
    for info in archive.infolist():
        # `filename` ends at a NUL; `orig_filename` is what the archive says.
        stated = info.orig_filename
        name = f"{path}/{stated if stated.isprintable() else ascii(stated)[1:-1]}"
        if stated.endswith("/"):  # a folder
            continue
        reason = _trick(info)
        if reason is None:
            if _is_hidden(stated):
                continue
            reason = _refusal(info) or ("stands in the archive twice" if name in seen else None)
        seen.add(name)
        if reason:
            yield BadInput(name, f"{name}: {reason}")
        else:
            opened = partial(_open_member, archive, info, name)
            yield Input(name=name, path=Path(stated), size=info.file_size, open=opened)


def _refuse_bomb(path: Path, size: int, archive: zipfile.ZipFile) -> None:
    """Refuse an archive whose directory claims more than its bytes can honestly hold."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise UnreadableFile(
            f"{path}: has {len(infos)} members, more than the {MOST_MEMBERS} that are read; "
            f"unpack it and index the folder"
        )
    total = sum(info.file_size for info in infos)
    if total > LARGEST_TOTAL:
        raise UnreadableFile(
            f"{path}: unpacks into {total} bytes, more than the {LARGEST_TOTAL} that are read; "
            f"unpack it and index the folder"
        )
    placed = sorted((info.header_offset, info.compress_size) for info in infos)
    ends = min(archive.start_dir, size)
    for (begin, packed), (following, _) in pairwise([*placed, (ends, 0)]):
        if begin < 0 or begin + _LOCAL_HEADER + packed > following:
            raise UnreadableFile(
                f"{path}: is damaged, or built to unpack into more than it holds (members "
                f"overlap); get it again from where it came from"
            )


def _trick(info: zipfile.ZipInfo) -> str | None:
    """Why a member's name or kind could lead out of a folder; None where it could not."""
    name = info.orig_filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not name or not name.isprintable():
        return "its name holds signs that no name has; rename it in the archive"
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return "its name leads out of the archive; pack it with names below one folder"
    if "\\" in name:
        return "its name holds a backslash; pack it with `/` between folders"
    if kind not in {0, stat.S_IFREG}:
        return "is a link or a device, not a file; pack the file that it stands for"
    return None


def _refusal(info: zipfile.ZipInfo) -> str | None:
    """Why a member's content is not read; None where it is."""
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack it with its password and index the folder"
    if info.compress_type not in _METHODS:
        return (
            f"is packed with method {info.compress_type}, which is not known here; pack it "
            f"again with the usual one (deflate)"
        )
    if Path(info.orig_filename).suffix.lower() in _ARCHIVES:
        return "is an archive within an archive; unpack it first"
    if info.file_size > max(_RATIO_FROM, LARGEST_RATIO * info.compress_size):
        return (
            f"unpacks into {info.file_size} bytes from {info.compress_size}, as ZIP bombs do; "
            f"unpack it and index the file if you trust it"
        )
    return None


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say what is wrong with a file of the file system."""
    try:
        yield
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read: {error.strerror or error}") from error


@contextmanager
def _unpacking(name: str, advice: str) -> Iterator[None]:
    """Say what is wrong with an archive or a member of it."""
    try:
        yield
    except _DAMAGE as error:
        reason = str(error) or type(error).__name__
        raise UnreadableFile(f"{name}: is damaged ({reason}); {advice}") from error


def _open_file(path: Path) -> BinaryIO:
    with _reading(path):
        return path.open("rb")


def _open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> BinaryIO:
    with _unpacking(name, "make the archive again"):
        return io.BufferedReader(_MemberStream(archive.open(info), name, info.file_size))


class _MemberStream(io.RawIOBase):
    """A member's bytes: as many as its archive claims, or an error that names it.

    zipfile stops at the claimed size and compares the checksum there; a member that ends
    before its claimed size is found out here.
    """

    def __init__(self, member: IO[bytes], name: str, size: int) -> None:
        super().__init__()
        self._member, self._name, self._size = member, name, size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read at most as many bytes as `buffer` holds."""
        view = memoryview(buffer).cast("B")
        with _unpacking(self._name, "make the archive again"):
            piece = self._member.read(min(len(view), _PIECE))
            place = self._member.tell()
        if not piece and len(view) and place < self._size:
            raise UnreadableFile(
                f"{self._name}: is damaged (ends after {place} of {self._size} bytes); make "
                f"the archive again"
            )
        view[: len(piece)] = piece
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in the unpacked bytes."""
        with _unpacking(self._name, "make the archive again"):
            return self._member.seek(offset, whence)

    def tell(self) -> int:
        return self._member.tell()

    def close(self) -> None:
        self._member.close()
        super().close()
