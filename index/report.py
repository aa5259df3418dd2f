"""What a run of indexing tells of itself, while it goes on and at its end."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Failure", "IndexReport", "Progress", "Stage"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run of indexing did, in numbers of documents.

    Attributes:
        added: New to the library.
        updated: Replaced, since their text or their header changed.
        unchanged: In the library already, with the same content.
        removed: No longer in the file that they were read from.
        failed: Files that could not be read.
        left_aside: Question sets found in a folder or an archive of documents.
        variants: Ids under which documents were kept whose own id another text has.
        interrupted: Whether the run was told to stop before it had read everything.
        documents: Documents in the library now.
        paragraphs: Paragraphs in the library now.
        token_bytes: About how many bytes the vectors of tokens take; 0 where none are kept.
        seconds: How long it took.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    failed: tuple[Failure, ...]
    left_aside: tuple[str, ...]
    variants: tuple[str, ...]
    interrupted: bool
    documents: int
    paragraphs: int
    token_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a run of indexing has come.

    Attributes:
        bytes_read: Bytes of the files that have been read.
        bytes_found: Bytes of all files to read.
        documents: Documents read so far.
        paragraphs: Paragraphs in them.
        encoded: Texts encoded so far.
        n_encoding: Texts of the present batch that are still to be encoded.
    """

    bytes_read: int = 0
    bytes_found: int = 0
    documents: int = 0
    paragraphs: int = 0
    encoded: int = 0
    n_encoding: int = 0


Progress = Callable[[Stage], None]
"""Told how far a run has come, several times a second at most."""
