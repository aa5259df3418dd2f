"""Accounts: hashed passwords in a file, and who is let in."""

import asyncio
import getpass
import stat
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from index.errors import InputError
from ui.accounts import Account, Accounts, add_account, remove_account
from ui.user_command import add, app

PASSWORD = "correct horse ¶ battery"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "accounts"
    add_account(path, Account.of("ada", PASSWORD))
    return path


def admits(accounts: Accounts, name: str, password: str = PASSWORD) -> bool:
    return asyncio.run(accounts.admit(name, password))


def test_the_password_lets_in_and_no_other(file: Path) -> None:
    accounts = Accounts(file)
    assert admits(accounts, "ada")
    for name, password in (("ada", "wrong password"), ("bob", PASSWORD), ("", ""), ("nobody", "")):
        assert not admits(accounts, name, password)


def test_the_file_holds_no_password_and_is_its_owners_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("ada:scrypt:32768:8:1:")
    assert "horse" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_same_password_is_hashed_otherwise_each_time() -> None:
    assert str(Account.of("ada", PASSWORD)) != str(Account.of("ada", PASSWORD))


def test_after_five_wrong_passwords_a_name_waits(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(file, Account.of("bob", PASSWORD))
    accounts = Accounts(file)
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for _ in range(5):
        assert not admits(accounts, "ada", "wrong password")
        now += 10
    assert not admits(accounts, "ada")
    assert admits(accounts, "bob")
    now += 49  # from the first wrong password it is more than a minute, from the fifth it is not
    assert not admits(accounts, "ada")
    now += 2
    assert admits(accounts, "ada")
    for _ in range(4):
        assert not admits(accounts, "ada", "wrong password")
    assert admits(accounts, "ada")


def test_slow_mistakes_make_nobody_wait(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Accounts(file)
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for _ in range(6):
        assert not admits(accounts, "ada", "wrong password")
        now += 16
    assert admits(accounts, "ada")


def test_guesses_at_the_same_time_are_counted_too(file: Path) -> None:
    accounts = Accounts(file)

    async def guess() -> list[bool]:
        guesses = ["wrong password"] * 8 + [PASSWORD]
        return await asyncio.gather(*(accounts.admit("ada", guess) for guess in guesses))

    assert not any(asyncio.run(guess()))


def test_guesses_at_names_that_there_are_not_harm_nobody(file: Path) -> None:
    add_account(file, Account.of("nobody", PASSWORD))
    accounts = Accounts(file)
    for number in range(7):
        assert not admits(accounts, f"guess {number}")
    assert admits(accounts, "nobody")
    assert set(accounts._wrong) == {"ada", "nobody"}


def test_a_name_that_there_is_not_costs_a_hash_as_one_that_waits_does(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = Accounts(file)
    hashed: list[str] = []

    def has(account: Account, password: str) -> bool:
        hashed.append(account.name)
        return False

    monkeypatch.setattr(Account, "has", has)
    for name in ["ada"] * 6 + ["eve"]:
        assert not admits(accounts, name)
    assert len(hashed) == 7


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_may_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(InputError, match="chmod 600"):
        Accounts(file)


@pytest.mark.parametrize(
    "line",
    [
        "ada",
        "ada:secret",
        "ada:scrypt:x:8:1:AAAA:AAAA",
        "ada:scrypt:3:8:1:AAAA:AAAA",
        "ada:scrypt:1073741824:8:1:AAAA:AAAA",
        f"bob:scrypt:{10**30}:8:1:AAAA:{'A' * 43}=",
        f"bob:scrypt:1073741824:8:1:AAAA:{'A' * 43}=",
        f" bob:scrypt:32768:8:1:AAAA:{'A' * 43}=",
        "bob:scrypt:32768:8:1:AAAA:AAAA",
        "bob:scrypt:32768:8:1:AAAA:",
        "ada:md5:32768:8:1:AAAA:AAAA",
        "ada:scrypt:32768:8:1:not base64:AAAA",
        ":scrypt:32768:8:1:AAAA:AAAA",
    ],
)
def test_a_bad_line_is_named(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as added:
        added.write(f"\n# a comment\n{line}\n")
    for refused in (
        lambda: Accounts(file),
        lambda: add_account(file, Account.of("bob", PASSWORD)),
        lambda: remove_account(file, "ada"),
    ):
        with pytest.raises(InputError, match=r"accounts:4: is no account"):
            refused()


def test_a_name_may_be_there_once(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}# again\n{text}", encoding="utf-8")
    with pytest.raises(InputError, match=r"accounts:3: there is a 'ada' above; keep one line"):
        Accounts(file)


@pytest.mark.parametrize("name", ["", " ada", "a:b", "a\nb", "#ada"])
def test_a_name_that_the_file_could_not_hold_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"is no name for an account; leave out"):
        Account.of(name, PASSWORD)


def test_a_missing_or_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none"):
        Accounts(tmp_path / "none")
    (tmp_path / "empty").touch(mode=0o600)
    with pytest.raises(InputError, match="holds no account"):
        Accounts(tmp_path / "empty")


def run(*arguments: str | Path, typed: str = "") -> str:
    result = CliRunner().invoke(app, list(map(str, arguments)), input=typed)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_accounts_are_added_changed_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "accounts"
    option = ("--auth-file", path)
    assert "ada: added" in run("add", "ada", *option, typed="first password\n")
    run("add", "bob", *option, typed="another password\n")
    assert "new password" in run("add", "ada", *option, typed="second password\n")
    accounts = Accounts(path)
    assert admits(accounts, "ada", "second password")
    assert not admits(accounts, "ada", "first password")
    assert admits(accounts, "bob", "another password")
    assert "removed" in run("remove", "ada", *option)
    assert not admits(Accounts(path), "ada", "second password")
    with pytest.raises(InputError, match="has no account 'ada'"):
        run("remove", "ada", *option)
    with pytest.raises(InputError, match="fewer than 8"):
        run("add", "eve", *option, typed="short\n")


def test_in_a_terminal_the_password_is_asked_for_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter((PASSWORD, PASSWORD, PASSWORD, "another password"))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    add("ada", auth_file=tmp_path / "accounts")
    with pytest.raises(InputError, match="the two passwords differ; nothing was changed"):
        add("bob", auth_file=tmp_path / "accounts")
    assert admits(Accounts(tmp_path / "accounts"), "ada")
    assert not admits(Accounts(tmp_path / "accounts"), "bob")


def test_comments_are_kept(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(f"# the newsroom\n\n{text}", encoding="utf-8")
    add_account(file, Account.of("bob", PASSWORD))
    remove_account(file, "ada")
    assert file.read_text(encoding="utf-8").startswith("# the newsroom\n\nbob:")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
