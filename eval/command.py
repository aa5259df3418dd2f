"""The group `pincite eval`: every command is a module of `eval.commands`, and a line here."""

import typer

from eval.commands.answers import answers
from eval.commands.run import run

__all__ = ["app"]

app = typer.Typer(help="Measure how well questions find their paragraphs.", no_args_is_help=True)

app.command("run")(run)
app.command("answers")(answers)
