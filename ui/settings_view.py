"""The view of the settings, and the event by which they change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.errors import InputError
from ui.panes import QUIET, pane
from ui.settings import Assistants, Settings, render_settings

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

    nothing: dict[str, str] = dict.fromkeys(Settings.__dataclass_fields__, "")
    with gr.Column(elem_id="pc-settings-sheet", elem_classes="pc-sheet"):
        form = pane(
            render_settings(assistants, Settings(), typed=nothing), "pc-settings", "settings.js"
        )

    def change(before: Settings, event: gr.EventData) -> tuple[Settings, str]:
        return changed(assistants, before, event._data)

    form.click(change, inputs=[settings], outputs=[settings, form], **QUIET)


def changed(assistants: Assistants, before: Settings, data: object) -> tuple[Settings, str]:
    """What a reader sets, and the form with it; settings that cannot be used change nothing.

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
    sent = data if isinstance(data, Mapping) else {}
    typed = {name: str(sent.get(name) or "")[:500] for name in Settings.__dataclass_fields__}
    return now, render_settings(assistants, now, typed=typed, problem=problem)
