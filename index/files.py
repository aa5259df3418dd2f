"""Reading text files: decoded to `str`, or a clear reason why not."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from index.errors import UnreadableFile

__all__ = ["Decoded", "decode", "decode_utf8", "how_to_convert", "read_bytes"]

# Byte-order marks and the encodings they announce, longest first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive, as .docx, .xlsx, .odt and .epub files are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file, as .doc, .xls and .msg files are"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
# Controls that no text has; a line printer's backspace, bell and escape may be in one.
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.01  # of the bytes of a text
# Signs of UTF-8 for one byte that is none, in a damaged text. Texts of 12 other encodings
# (`tests/index/snippets.py`) have 0.6 at most.
_FEWEST_GOOD = 3
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]")
_SAMPLE_BYTES = 65_536
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""The text of a file.

    Attributes:
        text: Its text, line ends made `\n`.
        encoding: Python's name of the encoding, with how many bytes are not in it.
        guessed: Whether the encoding was told by the text alone, so that the user should look.
    """

    text: str
    encoding: str
    guessed: bool


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        UnreadableFile: It is missing, a folder, empty, or may not be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: no such file; check the path") from None
    except IsADirectoryError:
        raise UnreadableFile(f"{path}: is a folder, not a file") from None
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read: {error.strerror}") from error
    if not data.strip():
        raise UnreadableFile(f"{path}: is empty")
    return data


def decode(data: bytes, path: Path, *, declared: str | None = None) -> Decoded:
    """The text in `data`, in whatever encoding it is.

    A byte-order mark counts first, then UTF-16 and UTF-32 without one, then UTF-8, then what
    the text declares; else the encoding is guessed.

    Args:
        data: The content of the file.
        path: Where it came from, for the message.
        declared: The encoding that the text names itself, as from `html_charset`.

    Raises:
        UnreadableFile: It is binary, or not in the encoding that its mark announces.
    """
    _refuse_known_binary(data, path)
    marked = _marked(data)
    if marked:
        return Decoded(_with_line_ends(_strict(data, marked, path)), marked, guessed=False)
    if b"\0" in data:
        return _decode_wide(data, path)
    if len(_CONTROLS.findall(data)) > _MOST_CONTROLS * len(data):
        raise _binary(path, "most of its bytes are no text")
    # What is ASCII alone may be an escape encoding (ISO-2022-JP) that it declares.
    names = [declared, "utf-8"] if data.isascii() else ["utf-8", declared]
    for name in filter(None, names):
        text = _try(data, name)
        if text is not None:
            return Decoded(_with_line_ends(text), name, guessed=False)
    return _guess(data)


def decode_utf8(data: bytes, path: Path) -> str:
    """The text of a file that has to be UTF-8, or UTF-16 or UTF-32 with a byte-order mark.

    Args:
        data: The content of the file.
        path: Where it came from, for the message.

    Raises:
        UnreadableFile: It is binary, or not in one of these encodings.
    """
    _refuse_known_binary(data, path)
    encoding = _marked(data)
    if not encoding and b"\0" in data:
        raise _binary(path, "it holds NUL bytes")
    return _with_line_ends(_strict(data, encoding or "utf-8", path))


def how_to_convert(data: bytes) -> str:
    """What to do with a text that has to be UTF-8 and is not, as messages tell it."""
    name = _guess(data).encoding
    if name.startswith("utf-8"):
        return "save it as UTF-8 again: some of its bytes are in another encoding"
    name = name.upper().replace("_", "-").replace("MAC-ROMAN", "MACINTOSH")
    return f"save it as UTF-8, for example with `iconv -f {name} -t UTF-8`"


def _refuse_known_binary(data: bytes, path: Path) -> None:
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise _binary(path, what)


def _binary(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(f"{path}: is a binary file ({why}); extract its text first")


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _strict(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{path}: line {line} is not {encoding.removesuffix('-sig').upper()} "
            f"(byte 0x{data[error.start]:02x}); "
            + (how_to_convert(data) if encoding.startswith("utf-8") else "save it as UTF-8")
        ) from error


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _with_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def _decode_wide(data: bytes, path: Path) -> Decoded:
    """Text with NUL bytes: UTF-16 or UTF-32 without a mark, where each sign is a character."""
    for name in sorted(_WIDE, key=lambda name: -_n_spaces(data, name)):
        text = _try(data, name)
        if text is not None and _n_spaces(data, name) and all(map(_is_written, set(text))):
            return Decoded(_with_line_ends(text), name, guessed=True)
    raise _binary(path, "it holds NUL bytes")


def _n_spaces(data: bytes, encoding: str) -> int:
    """How many blanks, line ends and ASCII letters there would be, which any text has."""
    data = data[:_SAMPLE_BYTES]
    width, order = int(encoding[4:6]) // 8, encoding[-2:]
    place = 0 if order == "le" else width - 1
    others = [data[offset::width] for offset in range(width) if offset != place]
    return sum(
        0 < byte < 0x80 and not any(rest)
        for byte, *rest in zip(data[place::width], *others, strict=False)
    )


def _is_written(sign: str) -> bool:
    return sign in "\t\n\r\f\ufeff" or unicodedata.category(sign) not in {"Cc", "Cn", "Cs"}


def _guess(data: bytes) -> Decoded:
    """Text that is no Unicode, or UTF-8 in which a few bytes are not."""
    from index.encodings import damaged_utf8, guess_encoding

    bad = data.decode("utf-8", "replace").count("\ufffd")
    text = damaged_utf8(data)
    if len(_OUTSIDE_ASCII.findall(text)) - bad >= _FEWEST_GOOD * bad:
        return Decoded(_with_line_ends(text), f"utf-8 (wrong bytes: {bad})", guessed=True)
    encoding = guess_encoding(data)
    return Decoded(_with_line_ends(data.decode(encoding)), encoding, guessed=True)
