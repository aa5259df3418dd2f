"""How much room a library takes, and which of its sources are still there."""

from dataclasses import dataclass
from pathlib import Path

from index.layout import Layout

__all__ = ["SourceFiles", "Storage", "source_files", "storage"]


@dataclass(frozen=True, slots=True)
class Storage:
    """Bytes on disk.

    Attributes:
        database: Documents, paragraphs and vectors.
        derived: The search indexes, which can be made again.
        encoders: Encoders that were converted for this machine.
        uploads: Files that came through the page.
    """

    database: int
    derived: int
    encoders: int
    uploads: int

    @property
    def total(self) -> int:
        """All together."""
        return self.database + self.derived + self.encoders + self.uploads


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The files that the documents of a library came from.

    Attributes:
        there: Files that can be read again; an archive in place of its members.
        gone: Those that are not where they were.
    """

    there: tuple[Path, ...]
    gone: tuple[str, ...]


def storage(layout: Layout) -> Storage:
    """How much room a library takes now."""
    database = (path for path in layout.folder.glob(f"{layout.database.name}*"))
    return Storage(
        database=sum(map(_bytes, database)),
        derived=_bytes(layout.derived),
        encoders=_bytes(layout.encoders),
        uploads=_bytes(layout.uploads),
    )


def source_files(paths: frozenset[str]) -> SourceFiles:
    """Look for sources where they were.

    Args:
        paths: Files, and members of archives.
    """
    there: set[Path] = set()
    gone: list[str] = []
    for path in map(Path, sorted(paths)):
        file = next((each for each in (path, *path.parents) if each.is_file()), None)
        if file is None:
            gone.append(str(path))
        else:
            there.add(file)
    return SourceFiles(tuple(sorted(there)), tuple(gone))


def _bytes(path: Path) -> int:
    """Of a file, or of all that is in a folder; what goes meanwhile counts nothing."""
    try:
        if path.is_dir():
            return sum(map(_bytes, path.iterdir()))
        return path.stat().st_size
    except FileNotFoundError:
        return 0
