"""The view of the settings, and the event by which they change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.errors import InputError
from ui.panes import QUIET, pane
from ui.settings import Assistants, Settings, render_settings, render_told

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["add_settings_view", "changed"]


def add_settings_view(assistants: Assistants, settings: "gr.State") -> None:
    """Add the view to the page that is being built.

    Args:
        assistants: What answers by the settings.
        settings: Holds those of the session.
    """
    import gradio as gr

    with gr.Column(elem_id="pc-settings-sheet", elem_classes="pc-sheet"):
        pane(render_settings(assistants), "pc-settings")
        told = pane(render_told(Settings()), "pc-settings-told", "settings.js")

    def change(before: Settings, event: gr.EventData) -> tuple[Settings, str]:
        return changed(assistants, before, event._data)

    told.click(change, inputs=[settings], outputs=[settings, told], **QUIET)


def changed(assistants: Assistants, before: Settings, data: object) -> tuple[Settings, str]:
    """What a reader sets, and what became of it as HTML; what cannot be used changes nothing.

    Args:
        assistants: What answers by the settings.
        before: What was set.
        data: What the browser sent.
    """
    now, problem = before, ""
    try:
        read = assistants.plain(Settings.from_browser(data))
        problem = assistants.problem(read)
        now = before if problem else read
    except InputError as error:
        problem = str(error)
    at = str(data.get("at", "")) if isinstance(data, Mapping) else ""
    return now, render_told(now, problem=problem, at=at)
