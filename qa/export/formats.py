"""The formats by the suffix of a file."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from index.errors import InputError
from qa.export.as_docx import docx
from qa.export.as_html import html
from qa.export.as_json import json
from qa.export.as_markdown import markdown
from qa.export.transcript import Source, Transcript
from qa.model import Answer
from qa.whole_file import write_whole

__all__ = ["FORMATS", "export", "require_format"]

FORMATS: Mapping[str, Callable[[Transcript], bytes]] = {
    ".md": markdown,
    ".html": html,
    ".docx": docx,
    ".json": json,
}


def require_format(path: Path) -> Callable[[Transcript], bytes]:
    """What writes the format that a file's suffix names.

    Raises:
        InputError: It names none.
    """
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise InputError(f"{path}: the name must end in {', '.join(FORMATS)}, which is the format")
    return write


def export(answers: Iterable[Answer], library: Source, path: Path) -> None:
    """Write a conversation to a file, in the format that its suffix names.

    Args:
        answers: The answers, in the order in which the questions were asked.
        library: Where they are from; every quote is compared with it first.
        path: The file. One that is there is replaced once the new one is whole.

    Raises:
        InputError: The suffix names no format, or the file cannot be written.
        UnknownDocument: A quote does not stand in the library now; nothing is written.
    """
    write = require_format(path)
    write_whole(path, write(Transcript.of(answers, library)), what="the answers")
