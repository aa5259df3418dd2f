"""The view of evaluations, as HTML made from values, and what a reader wants of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time_ns
from typing import Literal, cast, get_args

from index.errors import InputError
from ui.templating import render
from ui.workbench import Workbench

__all__ = ["Wanted", "render_evaluations", "render_form", "render_report", "render_running"]

_UNREADABLE = "this cannot be read; reload the page and try again"
Deed = Literal["show", "run", "stop", "remove_set", "report", "delete"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to have done.

    Attributes:
        do: What.
        questions: Name of a question set.
        retriever: How it is to be searched.
        ids: Of evaluations.
    """

    do: Deed = "show"
    questions: str = ""
    retriever: str = ""
    ids: tuple[str, ...] = ()

    @classmethod
    def from_browser(cls, data: object) -> "Wanted":
        """Read what a browser sent, which may be anything.

        Raises:
            InputError: It does not have the form of a wish.
        """
        if not isinstance(data, Mapping) or data.get("do") not in get_args(Deed):
            raise InputError(_UNREADABLE)
        named = [data.get("questions", ""), data.get("retriever", "")]
        ids = data.get("ids", [])
        if not isinstance(ids, list) or not all(isinstance(each, str) for each in [*named, *ids]):
            raise InputError(_UNREADABLE)
        return cls(cast(Deed, data["do"]), str(named[0]), str(named[1]), tuple(ids))


def render_form(workbench: Workbench, *, chosen: str = "", problem: str = "") -> str:
    """What can be evaluated, and how.

    Args:
        workbench: What evaluates.
        chosen: The question set that is chosen.
        problem: What went wrong, in words for the reader.
    """
    return render(
        "evaluate.html",
        sets=workbench.sets,
        chosen=chosen,
        retrievers=workbench.retrievers,
        marks=workbench.from_marks(),
        problem=problem,
    )


def render_running(workbench: Workbench) -> str:
    """How far the evaluation is that runs, or what came of the last one."""
    return render("running.html", running=workbench.running)


def render_evaluations(workbench: Workbench, *, problem: str = "") -> str:
    """The evaluations that are kept.

    Args:
        workbench: What keeps them.
        problem: What went wrong, in words for the reader.
    """
    kept = workbench.evaluations
    # Those of before may have been made with other measures.
    measures = tuple(dict.fromkeys(name for each in kept for name in each.measures))
    return render("evaluations.html", kept=kept, measures=measures, when=_when, problem=problem)


def render_report(report: str) -> str:
    """A report in a frame of its own, which can do nothing but show itself."""
    # Whoever closed a report can have the same again: the page sees the change.
    return render("report_frame.html", report=report, at=time_ns())


def _when(created: str) -> str:
    """A time as the table shows it; what is none is shown as it is."""
    try:
        return f"{datetime.fromisoformat(created).astimezone(UTC):%Y-%m-%d %H:%M}"
    except ValueError:
        return created
