"""The view in which questions are asked: the thread, the source document, and their events.

The thread and the source pane are HTML components whose whole content `ui.render` makes.
A citation is a real button in the thread; `static/thread.js` sends the place it carries
with the thread's click event, and Python looks that place up in the library. References in a
document are sent likewise by `static/source.js`, which keeps the address of the page. A mark is
sent with the apply event; what became of it goes to a component of its own, whose script
(`static/marks.js`) changes the thread in place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.chat import Chat, Turns
from ui.conversations import Conversations, Open, new_id
from ui.filter_row import FilterRow
from ui.panes import QUIET, pane, static
from ui.render import render_save, render_saved
from ui.settings import Settings
from ui.source import render_no_source
from ui.visitors import owner_of

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["add_ask_view"]

_ASKED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class _Asked:
    """Components that hold or show what was asked: the open conversation, and the list of all."""

    turns: "gr.State"
    conversation: "gr.State"
    thread: "gr.HTML"
    talks: "gr.HTML"

    @property
    def all(self) -> "list[gr.State | gr.HTML]":
        return [self.turns, self.conversation, self.thread, self.talks]


def add_ask_view(
    app: "gr.Blocks",
    chat: Chat,
    conversations: Conversations,
    *,
    header: "gr.HTML",
    settings: "gr.State",
) -> None:
    """Add the view to the page that is being built.

    Args:
        app: The page.
        chat: What answers its events.
        conversations: What keeps what was asked.
        header: The header of the page, which changes when the library does.
        settings: Holds what the reader set.
    """
    import gradio as gr

    turns: gr.State = gr.State(())
    conversation: gr.State = gr.State("")
    talks = pane(conversations.render(""), "pc-talks", "conversations.js")
    with gr.Row(elem_id="pc-room"):
        with gr.Column(elem_id="pc-chat"):
            thread = pane(chat.thread(()), "pc-thread", "thread.js")
            marked = pane(chat.nothing_marked(), "pc-marked", "marks.js")
            with gr.Column(elem_id="pc-asking"):
                row = FilterRow.build(static("filters.js"))
                pane(render_save(), "pc-save", "copy.js")
                saved = pane(render_saved(), "pc-saved", "save.js")
                box, button, stop = _composer()
        with gr.Column(elem_id="pc-source-column"):
            source = pane(render_no_source(), "pc-source", "source.js")
    asked = _Asked(turns, conversation, thread, talks)
    _wire_question(
        chat,
        conversations,
        box=box,
        button=button,
        asked=asked,
        source=source,
        row=row,
        settings=settings,
    )
    _wire_conversations(app, chat, conversations, asked=asked)
    _wire_stop(app, chat, stop)
    _wire_citations(app, chat, thread=thread, source=source)
    _wire_marks(chat, thread=thread, turns=turns, marked=marked)
    _wire_saving(chat, turns=turns, saved=saved)
    row.wire(app, chat, header)


def _composer() -> "tuple[gr.Textbox, gr.Button, gr.Button]":
    import gradio as gr

    with gr.Row(elem_id="pc-composer"):
        box = gr.Textbox(
            label="Question",
            show_label=False,
            container=False,
            placeholder="Ask a question",
            lines=1,
            max_lines=6,
            autofocus=True,
            scale=1,
            elem_id="pc-box",
        )
        # In view only while there is something to stop, which the style sheet sees to.
        stop = gr.Button("Stop", elem_id="pc-stop", scale=0)
        button = gr.Button("Ask", variant="primary", elem_id="pc-ask", scale=0)
    return box, button, stop


def _wire_question(
    chat: Chat,
    conversations: Conversations,
    *,
    box: "gr.Textbox",
    button: "gr.Button",
    asked: "_Asked",
    source: "gr.HTML",
    row: FilterRow,
    settings: "gr.State",
) -> None:
    import gradio as gr

    def ask(
        request: gr.Request,
        question: str,
        before: Turns,
        id_: str,
        chosen: Settings,
        *values: object,
    ) -> Iterator[tuple[Any, ...]]:
        session, id_ = request.session_hash or "", id_ or new_id()
        for view in chat.ask(
            question, before, row.chosen(values), session=session, settings=chosen
        ):
            shown = gr.skip() if view.source is None else view.source
            # Kept before it is shown: until then the page lets nobody leave the conversation.
            is_whole = len(view.turns) > len(before)
            owner = owner_of(request)
            listed = conversations.keep(owner, id_, view.turns) if is_whole else gr.skip()
            yield view.turns, id_, view.thread, listed, view.box, shown

    # One question of a session at a time: a second one stays in its box until the first
    # is answered, so that no turn is lost.
    answered = gr.on(
        [box.submit, button.click],
        ask,
        inputs=[box, asked.turns, asked.conversation, settings, *row.fields.values()],
        outputs=[*asked.all, box, source],
        show_progress="hidden",
        trigger_mode="once",
        # A language model that writes long for one must not keep the others waiting.
        concurrency_limit=_ASKED_AT_ONCE,
        api_visibility="private",
    )
    answered.failure(
        chat.failed,
        inputs=[asked.turns],
        outputs=[asked.thread],
        show_progress="hidden",
        api_visibility="private",
    )


def _wire_conversations(
    app: "gr.Blocks",
    chat: Chat,
    conversations: Conversations,
    *,
    asked: "_Asked",
) -> None:
    import gradio as gr

    def shown(now: Open, listed: str) -> tuple[Any, ...]:
        return now.turns, now.id, chat.thread(now.turns), listed

    def respond(
        request: gr.Request, turns: Turns, id_: str, event: gr.EventData
    ) -> tuple[Any, ...]:
        before = Open(id_, turns)
        now, listed = conversations.respond(owner_of(request), event._data, before)
        if now is before:
            # An answer may have come meanwhile: what this read is not to be put back.
            return gr.skip(), gr.skip(), gr.skip(), listed
        return shown(now, listed)

    def open_address(request: gr.Request) -> tuple[Any, ...]:
        named = request.query_params.get("c", "")
        wish = {"do": "open", "id": named} if named else {"do": "search"}
        return shown(*conversations.respond(owner_of(request), wish, Open()))

    asked.talks.click(respond, inputs=[asked.turns, asked.conversation], outputs=asked.all, **QUIET)
    app.load(open_address, inputs=None, outputs=asked.all, **QUIET)


def _wire_stop(app: "gr.Blocks", chat: Chat, stop: "gr.Button") -> None:
    import gradio as gr

    def stop_writing(request: gr.Request) -> None:
        chat.stop(request.session_hash or "")

    # Not in the queue, where it would wait for what it is to stop.
    stop.click(
        stop_writing,
        inputs=None,
        outputs=None,
        **QUIET,
    )
    # Who leaves stops it, too. `unload` has no options for the two.
    app.unload(stop_writing)
    for event in app.fns.values():
        if event.fn is stop_writing:
            event.queue, event.api_visibility = False, "private"


def _wire_citations(app: "gr.Blocks", chat: Chat, *, thread: "gr.HTML", source: "gr.HTML") -> None:
    import gradio as gr

    def open_source(event: gr.EventData) -> str:
        return chat.open_source(event._data)

    def open_address(request: gr.Request) -> Any:
        asked = request.query_params
        doc_id = asked.get("doc", "")
        return chat.open_address(doc_id, asked.get("p", "")) if doc_id else gr.skip()

    # A citation of the thread, a reference of the document, or the address of the page.
    gr.on(
        [thread.click, source.click],
        open_source,
        inputs=None,
        outputs=[source],
        # Of several at once `always_last` leaves out the last; the script asks until that is open.
        **QUIET,
    )
    app.load(
        open_address,
        inputs=None,
        outputs=[source],
        **QUIET,
    )


def _wire_marks(chat: Chat, *, thread: "gr.HTML", turns: "gr.State", marked: "gr.HTML") -> None:
    import gradio as gr

    def mark(before: Turns, event: gr.EventData) -> str:
        return chat.mark(event._data, before)

    # None is left out, however quickly they are pressed.
    pressed = thread.apply(
        mark,
        inputs=[turns],
        outputs=[marked],
        **QUIET,
    )
    pressed.failure(
        chat.mark_failed,
        inputs=[turns],
        outputs=[marked],
        **QUIET,
    )


def _wire_saving(chat: Chat, *, turns: "gr.State", saved: "gr.HTML") -> None:
    import gradio as gr

    def save(before: Turns, event: gr.EventData) -> str:
        return chat.save(event._data, before)

    chosen = saved.click(
        save,
        inputs=[turns],
        outputs=[saved],
        **QUIET,
    )
    chosen.failure(
        chat.save_failed,
        inputs=None,
        outputs=[saved],
        **QUIET,
    )
