"""The commands `pincite eval …`: a module each in `eval.commands`."""

import typer

from eval.commands.answers import answers
from eval.commands.compare import compare
from eval.commands.export import export
from eval.commands.report import report
from eval.commands.run import run
from eval.commands.tune import tune

__all__ = ["app"]

app = typer.Typer(help="Measure how well questions find their paragraphs.", no_args_is_help=True)

app.command("run")(run)
app.command("compare")(compare)
app.command("answers")(answers)
app.command("report")(report)
app.command("export")(export)
app.command("tune")(tune)
