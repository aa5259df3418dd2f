"""The commands `pincite user …`, which keep the accounts of a shared chat."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from index.errors import InputError
from ui.accounts import Account, add_account, remove_account

__all__ = ["app"]

app = typer.Typer(help="Keep the accounts of a chat that others may use.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]
FileOption = Annotated[
    Path, typer.Option("--auth-file", metavar="FILE", help="The file of accounts.")
]


@app.command()
def add(name: NameArgument, *, auth_file: FileOption) -> None:
    """Add an account, or give one another password: asked for, or the first line of the input."""
    replaced = add_account(auth_file, Account.of(name, _password()))
    typer.echo(f"{name}: {'has a new password' if replaced else 'added'}", err=True)


@app.command()
def remove(name: NameArgument, *, auth_file: FileOption) -> None:
    """Remove an account."""
    remove_account(auth_file, name)
    typer.echo(f"{name}: removed", err=True)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise InputError("the two passwords differ; nothing was changed")
    return password
