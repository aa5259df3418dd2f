"""The group `pincite eval`: every command is a module of `eval.commands`, and a line here."""

import typer

from eval.commands.compare import compare
from eval.commands.run import run

__all__ = ["app"]

app = typer.Typer(help="Measure how well questions find their paragraphs.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    # With a callback, typer keeps `run` a subcommand even while it is the only one.
    pass


app.command("run")(run)
app.command("compare")(compare)
