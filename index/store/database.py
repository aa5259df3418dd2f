"""The SQLite file of a library: its transactions, its settings.

A write becomes visible as a whole or not at all; one that changes what is searched raises the
number of the generation.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import LibraryBusy, LibraryDamaged, LibraryError
from index.layout import is_writable
from index.store.schema import MIGRATIONS, SCHEMA_VERSION

__all__ = ["Database"]

_BUSY_MS = 10_000
_PRIMARY_CODE = 0xFF  # the part of an error code that is the same for all kinds of a cause
_MENDABLE = ("vector", "token_vector", "paragraph_text_hash", "document_source_path")


class _Connection(sqlite3.Connection):
    """One that tells of damage where the name of what is damaged is no text itself."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise sqlite3.DatabaseError(str(error)) from error


def _access(path: Path, *, create: bool) -> str:
    """How SQLite is to open a database.

    Raises:
        LibraryError: It may only be read, and needs writing first.
    """
    if create:
        return "mode=rwc"
    if is_writable(path.parent):
        return "mode=rw"
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise LibraryError(
            f"{path.parent}: may not be written, and what was written last ({log.name}) is not in "
            f"the database yet; run `pincite check` on it once where it may be written"
        )
    # Nobody can change it, so it needs none of the files through which SQLite tells others.
    return "mode=ro&immutable=1"


class Database:
    """One connection to the database of a library; used by one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the database.

        Raises:
            LibraryDamaged: The file is not a database of Pincite, or of a newer version.
            LibraryError: The file cannot be opened or made.
        """
        self._path = path
        try:
            self.connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{_access(path, create=create)}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
            )
            self.connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            self.connection.execute("PRAGMA foreign_keys = ON")
            self.connection.create_function("crc32", 1, zlib.crc32, deterministic=True)
            if create:
                self.connection.execute("PRAGMA journal_mode = WAL")
            self.version = int(self.connection.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.OperationalError as error:
            raise LibraryError(
                f"{path}: the library cannot be opened ({error}); it must be a file, and its "
                f"folder writable, even to read it"
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        if self.version > SCHEMA_VERSION or (self.version == 0 and not create):
            self.connection.close()
            raise LibraryDamaged(
                f"{path}: is no library, or one of a newer Pincite (schema {self.version}; this "
                f"one knows up to {SCHEMA_VERSION}); use that version"
            )

    def upgrade(self) -> None:
        """Bring the database to this version's schema; nothing is done where it has it.

        Raises:
            LibraryError: The file may not be written; it is as it was.
        """
        with self.transaction():
            version = int(self.connection.execute("PRAGMA user_version").fetchone()[0])
            for migration in MIGRATIONS[version:]:
                for statement in filter(str.strip, migration.split(";")):
                    self.connection.execute(statement)
            self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self.version = SCHEMA_VERSION

    def _damaged(self, error: object) -> LibraryDamaged:
        return LibraryDamaged(
            f"{self._path}: the library's database is damaged ({error}); restore it from a "
            f"backup, or delete the library folder and index the documents again"
        )

    def _not_kept(self, error: sqlite3.OperationalError) -> LibraryError:
        """What to raise where a transaction failed."""
        if _tells_of_damage(error):
            return self._damaged(error)
        # Those that Python itself raises have no code.
        cause = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
        if cause == sqlite3.SQLITE_BUSY:
            return LibraryBusy(
                f"{self._path.parent}: another process is writing this library ({error}); nothing "
                f"of this step was kept, try again in a moment"
            )
        what_to_do = "make it and its folder writable; " * (cause == sqlite3.SQLITE_READONLY)
        return LibraryError(
            f"{self._path}: {error}; {what_to_do}nothing of this step was kept, what was in the "
            f"library before is whole"
        )

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """All statements within see one state; all their changes become visible together.

        Reading inside a transaction goes on in it.

        Raises:
            LibraryBusy: Another connection has been writing for ten seconds.
            LibraryDamaged: A page of the database cannot be read.
            LibraryError: The disk is full or may not be written.
        """
        if not write and self.connection.in_transaction:
            yield  # a reader within a reader sees the same state
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield
            except BaseException:
                if self.connection.in_transaction:  # SQLite has ended it itself if the disk is full
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise self._not_kept(error) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Statements outside a transaction.

        Raises:
            LibraryDamaged: A page of the database cannot be read.
            LibraryError: The file cannot be used.
        """
        try:
            yield
        except sqlite3.OperationalError as error:
            if _tells_of_damage(error):
                raise self._damaged(error) from error
            raise LibraryError(f"{self._path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def setting(self, name: str) -> str | None:
        """A setting of the library; None where it is not set."""
        row = self.connection.execute(
            "SELECT value FROM setting WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else str(row[0])

    def number(self, name: str) -> int | None:
        """A setting that is a number; None where it is not set.

        Raises:
            LibraryDamaged: It is none.
        """
        value = self.setting(name)
        if value is not None and not value.isdecimal():
            raise self._damaged(f"its {name} is {value!r}")
        return None if value is None else int(value)

    def set_setting(self, name: str, value: str) -> None:
        """Write a setting."""
        self.connection.execute(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def drop_setting(self, name: str) -> None:
        """Take a setting out; nothing happens where it is not set."""
        self.connection.execute("DELETE FROM setting WHERE name = ?", (name,))

    @property
    def generation(self) -> int:
        """Number of the state that this connection sees; every published change raises it."""
        return self.number("generation") or 0

    def raise_generation(self) -> int:
        """Begin the next generation and return its number."""
        following = self.generation + 1
        self.set_setting("generation", str(following))
        return following

    def copy(self, path: Path) -> None:
        """Write what this connection sees into a new file.

        Raises:
            LibraryDamaged: A page of the database cannot be read.
            LibraryError: The file cannot be written.
        """
        with self.guarded():
            self.connection.execute("VACUUM INTO ?", (str(path),))
        copy = Database(path)
        with copy.guarded():
            copy.connection.execute("PRAGMA journal_mode = WAL")
        copy.close()

    def mend_indexes(self) -> bool:
        """Make SQLite's own indexes anew where that leaves nothing wrong.

        Only those whose columns are known by other means to be right: from hashes of what is
        encoded, or from the keys that they refer to.

        Returns:
            Whether the file is whole now; else it is as it was.
        """
        try:
            with self.transaction():
                for name in _MENDABLE:
                    self.connection.execute(f"REINDEX {name}")
                if self.problems():
                    raise sqlite3.DatabaseError("more than its indexes is damaged")
        except LibraryError:
            return False
        return True

    def problems(self) -> tuple[str, ...]:
        """What SQLite finds wrong with its file; empty where it is whole."""
        try:
            found = [str(row[0]) for row in self.connection.execute("PRAGMA integrity_check")]
            found += [
                f"row {row[1]} of {row[0]} has no {row[2]}"
                for row in self.connection.execute("PRAGMA foreign_key_check")
            ]
        except sqlite3.DatabaseError as error:
            return (str(error),)
        return tuple(problem for problem in found if problem != "ok")


def _tells_of_damage(error: sqlite3.OperationalError) -> bool:
    """Whether the cause is what was read: bytes that are no text, a text that is no JSON."""
    return any(sign in str(error) for sign in ("decode", "malformed"))
