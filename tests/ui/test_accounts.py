"""Accounts: hashed passwords in a file, and who is let in."""

import stat
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.errors import InputError
from ui.accounts import Account, Accounts, add_account, remove_account
from ui.user_command import app

PASSWORD = "correct horse ¶ battery"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "accounts"
    add_account(path, Account.of("ada", PASSWORD))
    return path


def test_the_password_lets_in_and_no_other(file: Path) -> None:
    accounts = Accounts(file)
    assert accounts.admit("ada", PASSWORD)
    for name, password in (("ada", "wrong password"), ("bob", PASSWORD), ("", ""), ("nobody", "")):
        assert not accounts.admit(name, password)


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
    for _ in range(5):
        assert not accounts.admit("ada", "wrong password")
    assert not accounts.admit("ada", PASSWORD)
    assert accounts.admit("bob", PASSWORD)
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert accounts.admit("ada", PASSWORD)


def test_names_that_there_are_not_fill_no_memory(file: Path) -> None:
    accounts = Accounts(file)
    for number in range(7):
        assert not accounts.admit(f"guess {number}", "wrong password")
    assert len(accounts._wrong) == 1


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


@pytest.mark.parametrize("name", ["", " ada", "a:b", "a\nb", "#ada"])
def test_a_name_that_the_file_could_not_hold_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"account|comment"):
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
    assert accounts.admit("ada", "second password")
    assert not accounts.admit("ada", "first password")
    assert accounts.admit("bob", "another password")
    assert "removed" in run("remove", "ada", *option)
    assert not Accounts(path).admit("ada", "second password")
    with pytest.raises(InputError, match="has no account 'ada'"):
        run("remove", "ada", *option)
    with pytest.raises(InputError, match="fewer than 8"):
        run("add", "eve", *option, typed="short\n")


def test_comments_are_kept(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(f"# the newsroom\n\n{text}", encoding="utf-8")
    add_account(file, Account.of("bob", PASSWORD))
    remove_account(file, "ada")
    assert file.read_text(encoding="utf-8").startswith("# the newsroom\n\nbob:")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
