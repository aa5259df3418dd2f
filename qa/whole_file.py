"""Writing a file so that whoever reads it finds all of the old one or all of the new."""

from pathlib import Path

from index.errors import InputError

__all__ = ["write_whole"]


def write_whole(path: Path, content: str | bytes, *, what: str) -> None:
    """Write a file; one that is there is replaced once the new one is whole.

    Args:
        path: The file.
        content: What it is to hold; a text is written in UTF-8.
        what: What that is, for the message, such as `the answers`.

    Raises:
        InputError: It cannot be written; the one that was there is as it was.
    """
    try:
        _write(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise InputError(
            f"{path}: {what} cannot be written ({error.strerror}); choose another file"
        ) from error


def _write(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():
        # A pipe or a terminal cannot be replaced.
        path.write_bytes(content)
        return
    # What a link leads to is replaced, not the link.
    path = path.resolve()
    making = path.with_name(f"{path.name}.making")
    try:
        making.write_bytes(content)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
