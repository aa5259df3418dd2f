"""The row of filters over the question box: its components and their events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.chat import Chat
from ui.filters import FIELDS, FIRST, LAST
from ui.panes import QUIET

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["FilterRow"]

_DATES = {FIRST: ("Date from", "2006-03"), LAST: ("Date to", "2007")}


@dataclass(frozen=True, slots=True)
class FilterRow:
    """The components of the row.

    Attributes:
        fields: What is chosen, by the names that `ui.filters.chosen_filters` takes.
        shown: What is chosen now, in view even where the row is closed.
    """

    fields: "Mapping[str, gr.Dropdown | gr.Textbox]"
    shown: "gr.HTML"

    @classmethod
    def build(cls, script: str) -> "FilterRow":
        """Make the components, inside the page that is being built.

        Args:
            script: What runs in `shown`.
        """
        import gradio as gr

        with gr.Accordion("Filters", open=False, elem_id="pc-filters"), gr.Row():
            # A value may be typed, too: there may be more of them than are listed.
            fields: dict[str, gr.Dropdown | gr.Textbox] = {
                key: gr.Dropdown(
                    [],
                    value=[],
                    label=name,
                    multiselect=True,
                    allow_custom_value=True,
                    visible=key == "doc_id",  # it can always be typed
                    min_width=200,
                    elem_classes="pc-field",
                )
                for key, name in FIELDS.items()
            }
            for key, (name, example) in _DATES.items():
                fields[key] = gr.Textbox(
                    label=name, placeholder=example, min_width=110, elem_classes="pc-field"
                )
        shown = gr.HTML("", elem_id="pc-shown", apply_default_css=False, js_on_load=script)
        return cls(fields, shown)

    def chosen(self, values: Sequence[object]) -> dict[str, object]:
        """The values of the fields, as events give them, by their names."""
        return dict(zip(self.fields, values, strict=True))

    def wire(self, app: "gr.Blocks", chat: Chat, header: "gr.HTML") -> None:
        """Connect the components: what is offered, what is shown, and clearing it.

        Args:
            app: The page.
            chat: What answers.
            header: The header of the page, which changes when the library does.
        """
        import gradio as gr

        fields = list(self.fields.values())

        def offer() -> list[Any]:
            offered = chat.choices()
            return [
                gr.Dropdown(
                    choices=list(offered[key]), visible=key == "doc_id" or bool(offered[key])
                )
                for key in self.fields
                if key in offered
            ]

        def show(*values: object) -> str:
            return chat.filters(self.chosen(values))

        def clear() -> list[Any]:
            return [*([] if isinstance(field, gr.Dropdown) else "" for field in fields), ""]

        dropdowns = [field for field in fields if isinstance(field, gr.Dropdown)]
        dates = [field for field in fields if isinstance(field, gr.Textbox)]
        gr.on([app.load, header.change], offer, inputs=None, outputs=dropdowns, **QUIET)
        # A date is looked at when it is whole, not at each of its signs.
        gr.on(
            [
                *(field.change for field in dropdowns),
                *(field.blur for field in dates),
                *(field.submit for field in dates),
            ],
            show,
            inputs=fields,
            outputs=[self.shown],
            **{**QUIET, "trigger_mode": "always_last"},
        )
        self.shown.click(clear, outputs=[*fields, self.shown], **QUIET)
