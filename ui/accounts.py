"""Who may sign in: names and hashed passwords in a file.

A line for each account, its fields after the name those of scrypt (RFC 7914):

    ada:scrypt:32768:8:1:<salt>:<hash>          both in base64

Blank lines and lines that begin with `#` are left alone.
"""

import asyncio
import base64
import hashlib
import hmac
import os
import secrets
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
        if not _is_name(name):
            raise InputError(
                f"{name!r} is no name for an account; leave out colons, blanks around it and a # "
                "before it"
            )
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
        account = cls(name, (int(n), int(r), int(p)), _decoded(salt), _decoded(hashed))
        if kind != "scrypt" or not _is_name(name) or len(account.hash) != _BYTES:
            raise ValueError(line)
        _try(account.cost)
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

    One event loop uses an instance.

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
        self._nobody = Account.of("nobody", secrets.token_hex())
        self._wrong = {name: deque[float](maxlen=_N_WRONG) for name in self._accounts}
        self._hashing = asyncio.Lock()

    async def admit(self, name: str, password: str) -> bool:
        """Whether somebody may sign in; after five wrong passwords a name waits for a minute."""
        # The time tells neither whether there is the name nor whether it waits. A hash takes 32 MB
        # and a while: one at a time, and not where requests are answered.
        account = self._accounts.get(name)
        async with self._hashing:
            is_right = await asyncio.to_thread((account or self._nobody).has, password)
        return account is not None and self._lets_in(name, is_right)

    def _lets_in(self, name: str, is_right: bool) -> bool:
        wrong, now = self._wrong[name], time.monotonic()
        if len(wrong) == _N_WRONG and max(wrong[-1] - wrong[0], now - wrong[-1]) < _WAIT_SECONDS:
            return False
        if is_right:
            wrong.clear()
        else:
            wrong.append(now)
        return is_right


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
    names = set()
    for number, line in enumerate(decode_utf8(read_bytes(path), path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            account = Account.parse(line)
        except (TypeError, ValueError) as error:  # of scrypt, the first
            raise InputError(
                f"{path}:{number}: is no account; `pincite user add NAME --auth-file {path}` "
                "writes them"
            ) from error
        if account.name in names:
            raise InputError(f"{path}:{number}: there is a {account.name!r} above; keep one line")
        names.add(account.name)
        yield account


def _name_of(line: str) -> str:
    """The name that a line begins with; empty for a line without one."""
    return "" if line.startswith("#") else line.strip().partition(":")[0]


def _write(path: Path, lines: list[str]) -> None:
    before = os.umask(_OTHERS)
    try:
        write_whole(path, "".join(f"{line}\n" for line in lines), what="the accounts")
    finally:
        os.umask(before)


def _is_name(name: str) -> bool:
    is_plain = name.isprintable() and ":" not in name and not name.startswith("#")
    return is_plain and bool(name) and name == name.strip()


@cache
def _try(cost: tuple[int, int, int]) -> None:
    """Hash once, which fails for a cost that there cannot be or that needs too much memory."""
    _hashed("", b"", cost)


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
