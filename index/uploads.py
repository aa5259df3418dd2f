"""Files that came through the page: they are kept in the library's folder, and read from there."""

import os
import re
import shutil
from pathlib import Path

from index.errors import InputError, LibraryError
from index.layout import Layout

__all__ = ["keep_upload", "safe_name", "sweep_uploads"]

_MAX_NAME = 150  # characters; file systems allow 255 bytes
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
    stem, dot, suffix = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1]).strip(". ").rpartition(".")
    safe = f"{stem[: _MAX_NAME - len(suffix)]}{dot}{suffix}"
    if not safe or len(safe) > _MAX_NAME + 1:
        raise InputError(f"{name!r} is no name for a file; rename it")
    return safe


def sweep_uploads(layout: Layout, sources: frozenset[str]) -> None:
    """Delete the uploads that no document comes from any more.

    Args:
        layout: Where the library is.
        sources: The files that documents come from.
    """
    if not layout.uploads.is_dir():
        return
    folder = layout.uploads.resolve()
    # Of an archive the members are the sources.
    used = {Path(path).relative_to(folder).parts[0] for path in sources if _is_below(path, folder)}
    for upload in folder.iterdir():
        if upload.name not in used:
            upload.unlink(missing_ok=True)


def _is_below(path: str, folder: Path) -> bool:
    return path.startswith(f"{folder}{os.sep}")
