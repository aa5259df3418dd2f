"""Who may sign in: names and hashed passwords in a file.

A line for each account, its fields after the name those of scrypt (RFC 7914):

    ada:scrypt:32768:8:1:<salt>:<hash>          both in base64

Blank lines and lines that begin with `#` are left alone.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from index.errors import InputError
from index.files import decode_utf8, read_bytes
from qa.whole_file import write_whole

__all__ = ["Account", "Accounts", "add_account", "remove_account"]

LEAST_CHARACTERS = 8
_N, _R, _P = 2**15, 8, 1
_MOST_MEMORY = 256 * 2**20  # bytes that a hash of the file may need
_BYTES = 32
_N_WRONG = 5  # passwords for a name, after which it must wait
_WAIT_SECONDS = 60.0
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Attributes:
        name: Their name.
        cost: The three parameters of scrypt: N, r and p.
        salt: What the password was hashed with.
        hash: What came of it.
    """

    name: str
    cost: tuple[int, int, int]
    salt: bytes
    hash: bytes

    @classmethod
    def of(cls, name: str, password: str) -> "Account":
        """An account with a password.

        Raises:
            InputError: The name cannot be used, or the password is too short.
        """
        if not name or name != name.strip() or ":" in name or not name.isprintable():
            raise InputError(f"{name!r} is no name for an account; leave out blanks and colons")
        if name.startswith("#"):
            raise InputError(f"{name!r} would be a comment in the file; begin it otherwise")
        if len(password) < LEAST_CHARACTERS:
            raise InputError(f"the password has fewer than {LEAST_CHARACTERS} characters")
        salt, cost = secrets.token_bytes(16), (_N, _R, _P)
        return cls(name, cost, salt, _hashed(password, salt, cost))

    @classmethod
    def parse(cls, line: str) -> "Account":
        """Read a line.

        Raises:
            ValueError: It is none of an account.
        """
        name, kind, n, r, p, salt, hashed = line.split(":")
        if kind != "scrypt" or not name:
            raise ValueError(kind)
        cost = (int(n), int(r), int(p))
        account = cls(name, cost, _decoded(salt), _decoded(hashed))
        hashlib.scrypt(b"", salt=account.salt, n=cost[0], r=cost[1], p=cost[2], maxmem=_MOST_MEMORY)
        return account

    def __str__(self) -> str:
        """Its line."""
        n, r, p = self.cost
        return f"{self.name}:scrypt:{n}:{r}:{p}:{_encoded(self.salt)}:{_encoded(self.hash)}"

    def has(self, password: str) -> bool:
        """Whether a password is the one that was hashed."""
        return hmac.compare_digest(_hashed(password, self.salt, self.cost), self.hash)


class Accounts:
    """The accounts of a file, as they were when it was read.

    An instance may be used by several threads.

    Args:
        path: The file.

    Raises:
        InputError: It cannot be read, others may read it, or it holds no account.
    """

    def __init__(self, path: Path) -> None:
        self._accounts = {account.name: account for account in _read(path)}
        if not self._accounts:
            raise InputError(
                f"{path}: holds no account; add one with `pincite user add NAME --auth-file {path}`"
            )
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            raise InputError(
                f"{path}: others on this machine may read it; run `chmod 600 {path}` first"
            )
        # Takes as long for a name that there is not.
        self._nobody = Account.of("nobody", secrets.token_hex())
        self._wrong: dict[str, list[float]] = {}
        self._counting = Lock()

    def admit(self, name: str, password: str) -> bool:
        """Whether somebody may sign in; after five wrong passwords a name waits for a minute."""
        account = self._accounts.get(name, self._nobody)
        if self._waits(account.name):
            return False
        admitted = account.has(password) and account is not self._nobody
        with self._counting:
            if admitted:
                self._wrong.pop(account.name, None)
            else:
                self._wrong.setdefault(account.name, []).append(time.monotonic())
        return admitted

    def _waits(self, name: str) -> bool:
        since = time.monotonic() - _WAIT_SECONDS
        with self._counting:
            recent = [at for at in self._wrong.get(name, ()) if at > since]
            self._wrong[name] = recent
        # Of names that there are not, one is no secret to be guessed.
        return len(recent) >= _N_WRONG and name in self._accounts


def add_account(path: Path, account: Account) -> bool:
    """Put an account into a file, which is made where there is none.

    Returns:
        Whether there was one of that name, which it replaces.

    Raises:
        InputError: The file is no such file, or cannot be written.
    """
    before = _lines(path) if path.exists() else []
    kept = [line for line in before if _name_of(line) != account.name]
    _write(path, [*kept, str(account)])
    return len(kept) < len(before)


def remove_account(path: Path, name: str) -> None:
    """Take an account out of a file.

    Raises:
        InputError: There is none of that name, or the file cannot be written.
    """
    before = _lines(path)
    kept = [line for line in before if _name_of(line) != name]
    if len(kept) == len(before):
        raise InputError(f"{path}: has no account {name!r}")
    _write(path, kept)


def _lines(path: Path) -> list[str]:
    """The lines of a file, each of which must be good."""
    list(_read(path))
    return decode_utf8(read_bytes(path), path).splitlines()


def _read(path: Path) -> Iterator[Account]:
    if path.exists() and not path.stat().st_size:
        return
    for number, line in enumerate(decode_utf8(read_bytes(path), path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            yield Account.parse(line)
        except (ValueError, binascii.Error) as error:
            raise InputError(
                f"{path}:{number}: is no account; `pincite user add NAME --auth-file {path}` "
                f"writes them"
            ) from error


def _name_of(line: str) -> str:
    """The name that a line begins with; empty for a line without one."""
    return "" if line.startswith("#") else line.strip().partition(":")[0]


def _write(path: Path, lines: list[str]) -> None:
    before = os.umask(_OTHERS)
    try:
        write_whole(path, "".join(f"{line}\n" for line in lines), what="the accounts")
    finally:
        os.umask(before)


def _hashed(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    n, r, p = cost
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=salt, n=n, r=r, p=p, maxmem=_MOST_MEMORY, dklen=_BYTES,
    )  # fmt: skip


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
