"""What the views of the page are made of: panes of HTML, and how their events are sent."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["POLLED", "QUIET", "pane", "static", "style"]

# In the queue, an event that ends while a question is sent can make the page miss the answer: the
# stream on which both would come is closed.
QUIET: Mapping[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
    # None is left out because another is on its way.
    "trigger_mode": "multiple",
}
POLLED: Mapping[str, Any] = {**QUIET, "trigger_mode": "once"}
"""For what a script asks again and again: it waits for the answer before."""


@cache
def static(name: str) -> str:
    """The text of a file of `ui/static`."""
    return resources.files("ui").joinpath("static", name).read_text(encoding="utf-8")


def style() -> str:
    """The style sheet of the page."""
    return static("pincite.css") + static("evaluate.css")


def pane(value: str, elem_id: str, script: str | None = None) -> "gr.HTML":
    """A part of the page whose whole content is made in Python.

    Args:
        value: Its HTML, from a template.
        elem_id: Its id in the page.
        script: The file of `ui/static` that runs in it, once; None for none.
    """
    import gradio as gr

    return gr.HTML(
        value,
        elem_id=elem_id,
        apply_default_css=False,
        js_on_load=None if script is None else static(script),
    )
