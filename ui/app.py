"""The Gradio application: its header and its views. Nothing is served here.

Each view is a column that `static/header.js` shows while it is chosen; what is in it, and which of
its events calls what, is in the module of its name.
"""

from typing import TYPE_CHECKING

from qa import Assistant
from ui.api import add_endpoints
from ui.ask_view import add_ask_view
from ui.chat import Chat
from ui.conversations import Conversations
from ui.evaluate_view import add_evaluate_view
from ui.library_view import add_library_view
from ui.panes import QUIET, pane
from ui.settings import Settings
from ui.settings_view import add_settings_view
from ui.workbench import Workbench

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["TITLE", "build_app"]

TITLE = "Pincite"


def build_app(
    assistant: Assistant, *, workbench: Workbench | None = None, shared: bool = False
) -> "gr.Blocks":
    """Build the page over the library of `assistant`.

    Args:
        assistant: What answers the questions.
        workbench: What evaluates; None for a page without that view.
        shared: Whether one must sign in, and may sign out.

    Returns:
        The application, not yet served. Analytics are off.
    """
    import gradio as gr

    chat = Chat(assistant, shared=shared)
    app = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with app:
        add_endpoints(assistant)  # first, so that they have the names
        header = pane(chat.header(), "pc-header", "header.js")
        # What is built in is of when the server began.
        app.load(chat.header, inputs=None, outputs=[header], **QUIET)
        settings: gr.State = gr.State(Settings())
        with _view("ask"):
            add_ask_view(
                app, chat, Conversations(assistant.library), header=header, settings=settings
            )
        with _view("settings"):
            add_settings_view(chat.assistants, settings)
        with _view("library"):
            add_library_view(assistant.library, header, chat.header)
        with _view("evaluate"):
            if workbench is not None:
                add_evaluate_view(workbench)
    return app


def _view(name: str) -> "gr.Column":
    """A column that is shown while the address names it."""
    import gradio as gr

    return gr.Column(elem_id=f"pc-view-{name}", elem_classes="pc-view")
