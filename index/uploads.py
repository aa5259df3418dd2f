"""Files that came through the page: they are kept in the library's folder, and read from there."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from index.errors import InputError, LibraryError
from index.layout import Layout

__all__ = ["drop_uploads", "keep_upload", "safe_name"]

_MAX_NAME = 200  # bytes in UTF-8; file systems allow 255
# What some file system gives a meaning of its own, and what is not to be seen.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')


def keep_upload(layout: Layout, path: Path, name: str) -> Path:
    """Move a file into the library's folder of uploads.

    Args:
        layout: Where the library is.
        path: The file.
        name: What it was called where it came from. A file of that name, made safe by `safe_name`,
            is replaced: it has changed.

    Returns:
        Where it is now.

    Raises:
        InputError: Nothing is left of the name.
        LibraryError: It cannot be moved there.
    """
    kept = layout.uploads / safe_name(name)
    arriving = kept.with_name(f"{kept.name}.arriving")
    try:
        layout.uploads.mkdir(parents=True, exist_ok=True)
        shutil.move(path, arriving)
        arriving.replace(kept)
    except OSError as error:
        raise LibraryError(
            f"{name}: cannot be kept in {layout.uploads} ({error.strerror}); make room, or the "
            f"folder writable, and upload it again"
        ) from error
    finally:
        arriving.unlink(missing_ok=True)
    return kept


def safe_name(name: str) -> str:
    """A name for a file in a folder of the library.

    Args:
        name: What it was called where it came from. Names of folders are left out, and what a file
            system could misread becomes `_`.

    Raises:
        InputError: Nothing is left of the name.
    """
    last = re.split(r"[/\\]", name)[-1].encode("utf-8", "replace").decode()
    stem, dot, suffix = _UNSAFE.sub("_", last).strip(". ").rpartition(".")
    room = _MAX_NAME - len((dot + suffix).encode())
    if room < 0 or not stem + suffix:
        raise InputError(f"{name!r} is no name for a file; rename it")
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{suffix}"


def drop_uploads(layout: Layout, named: Iterable[str], sources: frozenset[str]) -> None:
    """Delete those of some uploads that no document comes from; nothing else is ever deleted.

    Args:
        layout: Where the library is.
        named: Files, or members of archives.
        sources: The files and members that documents come from.
    """
    folder = layout.uploads.resolve()
    uploads = {_upload_of(path, folder) for path in named} - {None}
    used = {_upload_of(path, folder) for path in sources}
    for upload in uploads - used:
        (folder / str(upload)).unlink(missing_ok=True)


def _upload_of(path: str, folder: Path) -> str | None:
    """The name of the upload that a path is, or is a member of; None for a file elsewhere."""
    below = Path(path).relative_to(folder).parts if Path(path).is_relative_to(folder) else ()
    return below[0] if below else None
