"""Where a library is, and where its parts are in its folder."""

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Layout", "default_folder", "discard", "is_writable"]

_ENVIRONMENT = "PINCITE_LIBRARY"
_ATTEMPTS = 5


def default_folder() -> Path:
    """`$PINCITE_LIBRARY`, else Pincite's folder among the user's data on this platform."""
    if named := os.environ.get(_ENVIRONMENT):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("pincite") / "library"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a library are."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "library.sqlite3"

    @property
    def lock(self) -> Path:
        """The file that a writer locks."""
        return self.folder / "writer.lock"

    @property
    def uploads(self) -> Path:
        """The folder of files that came through the page."""
        return self.folder / "uploads"

    @property
    def encoders(self) -> Path:
        """The folder of encoders that were converted for this kind of machine."""
        return self.folder / "encoder"

    @property
    def derived(self) -> Path:
        """The folder of the search indexes."""
        return self.folder / "derived"

    @property
    def lexical(self) -> Path:
        """The folder of the tantivy index."""
        return self.derived / "lexical"

    def vectors(self, last_key: int) -> Path:
        """The FAISS index of the paragraphs up to a key."""
        return self.derived / f"vectors-{last_key}.faiss"


def discard(path: Path) -> None:
    """Delete a file, or a folder with all that is in it; nothing happens where there is none.

    Raises:
        OSError: It cannot be deleted.
    """
    if not path.is_dir() or path.is_symlink():
        path.unlink(missing_ok=True)
        return
    for _ in range(_ATTEMPTS - 1):
        try:
            shutil.rmtree(path)
        except OSError as error:
            # tantivy's threads may still put a file into a folder that is being deleted.
            if error.errno != errno.ENOTEMPTY:
                raise
        else:
            return
    shutil.rmtree(path)


def is_writable(folder: Path) -> bool:
    """Whether this process may make files in a folder."""
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
