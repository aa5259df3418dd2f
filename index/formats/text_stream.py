"""The lines of a stream of text, one at a time, with the numbers that an editor shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.errors import UnreadableFile
from index.files import decode, how_to_convert

__all__ = ["LONGEST_LINE", "text_lines"]

LONGEST_LINE = 64 * 2**20
"""Bytes. A longer line means that a file is no text, and would fill the memory."""
_UTF8_MARK = "\ufeff"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")  # of UTF-16 and UTF-32


def text_lines(
    stream: BinaryIO, name: str, *, keep_bad_bytes: bool = False
) -> Iterator[tuple[int, str]]:
    r"""Lines as `decode` in `index.files` makes them, without keeping those before.

    A line ends with `\n`, `\r\n`, `\r` or a form feed. UTF-8 is read line by line; a file in
    UTF-16 or UTF-32, known by its byte-order mark, is read whole.

    Args:
        stream: Read from its beginning; it must be able to seek there.
        name: What it is called in messages.
        keep_bad_bytes: Whether NUL is left in the line, and a byte that is not UTF-8 becomes a
            lone surrogate (`\udc80` to `\udcff`), so that the caller can refuse a part alone.

    Yields:
        1-based number of a line, and its text without the line end.

    Raises:
        UnreadableFile: A line is not UTF-8, holds a NUL byte, or is longer than a line can be.
    """
    stream.seek(0)
    start = stream.read(4)
    stream.seek(0)
    if start.startswith(_OTHER_MARKS):
        yield from enumerate(decode(stream.read(), Path(name)).text.split("\n"), start=1)
        return
    number = 1
    for raw in iter(lambda: stream.readline(LONGEST_LINE + 1), b""):
        if len(raw) > LONGEST_LINE:
            raise UnreadableFile(
                f"{name}: line {number} is longer than {LONGEST_LINE} bytes; is it a text file?"
            )
        text = (
            raw.decode("utf-8", "surrogateescape")
            if keep_bad_bytes
            else _decoded(raw, name, number)
        )
        if number == 1:
            text = text.removeprefix(_UTF8_MARK)
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        for line in text.removesuffix("\n").split("\n"):
            yield number, line
            number += 1


def _decoded(raw: bytes, name: str, number: int) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{name}: line {number} is not UTF-8 (byte 0x{raw[error.start]:02x}); "
            f"{how_to_convert(raw)}"
        ) from error
    if "\0" in text:
        raise UnreadableFile(
            f"{name}: is a binary file (line {number} holds a NUL byte); extract its text first"
        )
    return text
