"""Files that are kept in a folder of the library: listing, writing and deleting them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from index.errors import InputError, LibraryError
from qa.whole_file import write_whole

__all__ = ["delete_file", "files_in", "keep_file", "require_writable", "writing"]


def files_in(folder: Path) -> Iterator[Path]:
    """The whole files in a folder; none where it is not there."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.suffix != ".making")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """A folder in which files are written; it is made where it is not there.

    Raises:
        LibraryError: It cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
        yield
    except (OSError, InputError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        raise LibraryError(
            f"{folder}: cannot be written ({getattr(cause, 'strerror', None) or cause}); make the "
            f"library's folder writable, or make room in it"
        ) from error


def require_writable(folder: Path) -> None:
    """Find out whether files can be written in a folder, before there is something to write.

    Raises:
        LibraryError: They cannot.
    """
    with writing(folder), TemporaryFile(dir=folder):
        pass


def keep_file(path: Path, content: bytes) -> None:
    """Write a file; one that is there is replaced once the new one is whole.

    Raises:
        LibraryError: It cannot be written.
    """
    with writing(path.parent):
        write_whole(path, content, what="the file")


def delete_file(path: Path) -> None:
    """Delete a file; it may be gone already.

    Raises:
        LibraryError: It cannot be deleted.
    """
    with writing(path.parent):
        path.unlink(missing_ok=True)
