"""Reading text files: decoded to `str`, or a clear reason why not."""

import codecs
from pathlib import Path

from index.errors import UnreadableFile

__all__ = ["decode", "read_bytes"]

# Byte-order marks and the encodings they announce, longest first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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


def decode(data: bytes, path: Path) -> str:
    r"""The text in `data`, its line ends made `\n`.

    UTF-8 is assumed unless a byte-order mark says UTF-16 or UTF-32.

    Args:
        data: The content of the file.
        path: Where it came from, for the message.

    Raises:
        UnreadableFile: It is binary, or not in one of these encodings.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in data:
        raise UnreadableFile(
            f"{path}: is a binary file (it holds NUL bytes); extract its text first"
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{path}: line {line} is not {encoding.removesuffix('-sig').upper()} "
            f"(byte 0x{data[error.start]:02x}); save it as UTF-8, for example with "
            f"`iconv -f WINDOWS-1252 -t UTF-8`"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
