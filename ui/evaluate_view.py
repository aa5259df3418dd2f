"""The view of evaluations: question sets, running, what is kept, reports, and their events."""

from typing import Any

from index.errors import PinciteError
from ui.evaluations import (
    Wanted,
    render_evaluations,
    render_form,
    render_report,
    render_running,
)
from ui.panes import POLLED, QUIET, pane
from ui.upload_area import Uploaded, upload_area
from ui.workbench import Workbench

__all__ = ["add_evaluate_view"]


def add_evaluate_view(workbench: Workbench) -> None:
    """Add the view to the page that is being built.

    Args:
        workbench: What evaluates.
    """
    import gradio as gr

    with gr.Column(elem_id="pc-evaluate-sheet", elem_classes="pc-sheet"):
        form = pane(render_form(workbench), "pc-evaluate", "evaluate.js")
        files = upload_area("pc-set-upload")
        running = pane(render_running(workbench), "pc-running", "running.js")
        kept = pane(render_evaluations(workbench), "pc-evaluations", "evaluations.js")
        report = pane("", "pc-report", "report.js")

    def upload(uploaded: list[Uploaded] | None) -> tuple[None, str]:
        chosen, problems = "", []
        for file in uploaded or ():
            try:
                chosen = workbench.add_set(file.path, file.name)
            except PinciteError as error:
                problems.append(str(error))
            finally:
                file.path.unlink(missing_ok=True)
        return None, render_form(workbench, chosen=chosen, problem="\n".join(problems))

    def act(event: gr.EventData) -> tuple[Any, ...]:
        problem, shown, wanted = "", gr.skip(), Wanted()
        try:
            wanted = Wanted.from_browser(event._data)
            shown = _done(workbench, wanted) or gr.skip()
        except PinciteError as error:
            problem = str(error)
        at_form = wanted.do in {"run", "remove_set"}
        return (
            render_form(workbench, chosen=wanted.questions, problem=problem * at_form),
            render_running(workbench),
            render_evaluations(workbench, problem=problem * (not at_form)),
            shown,
        )

    files.upload(upload, inputs=[files], outputs=[files, form], **QUIET)
    running.click(lambda: render_running(workbench), outputs=[running], **POLLED)
    gr.on(
        [form.click, running.apply, kept.click],
        act,
        inputs=None,
        outputs=[form, running, kept, report],
        **QUIET,
    )


def _done(workbench: Workbench, wanted: Wanted) -> str:
    """Do what a reader wants; returns the report to show, where one is wanted."""
    if wanted.do == "run":
        workbench.start(wanted.questions, wanted.retriever)
    elif wanted.do == "stop":
        workbench.stop()
    elif wanted.do == "remove_set":
        workbench.remove_set(wanted.questions)
    elif wanted.do == "delete":
        for id_ in wanted.ids:
            workbench.delete(id_)
    elif wanted.do == "report":
        return render_report(workbench.report(wanted.ids))
    return ""
