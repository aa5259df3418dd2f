"""A conversation as a file for the browser."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from index.errors import InputError
from qa.export import FORMATS, Transcript
from qa.export.transcript import Source
from qa.model import Answer

__all__ = ["File", "saved"]


@dataclass(frozen=True, slots=True)
class File:
    """A file that a browser is given.

    Attributes:
        name: What it is to be called.
        content: What it holds.
    """

    name: str
    content: bytes

    @property
    def base64(self) -> str:
        """The content as it travels inside of a page."""
        return base64.b64encode(self.content).decode()


def saved(data: object, answers: Iterable[Answer], library: Source) -> File:
    """Write a conversation in the format that a browser asks for; nothing goes to the disk.

    Args:
        data: What the browser sent, which may be anything: the suffix of a format is looked for.
        answers: The answers, in the order in which the questions were asked.
        library: Where they are from.

    Raises:
        InputError: There is no such format, or no answer.
        UnknownDocument: A quote does not stand in the library now.
    """
    suffix = data.get("suffix") if isinstance(data, Mapping) else None
    write = FORMATS.get(suffix) if isinstance(suffix, str) else None
    if write is None:
        raise InputError("this format cannot be read; reload the page and choose it again")
    transcript = Transcript.of(answers, library)
    if not transcript.entries:
        raise InputError("there is nothing to save yet; ask a question first")
    return File(f"pincite-conversation-{date.today()}{suffix}", write(transcript))
