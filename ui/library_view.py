"""The view of the library: uploading, the table of documents, storage and health, and their events.

Each change is a job (`ui.writing_jobs`). The table asks what it is to show, `static/jobs.js` how
far the jobs are, and both only while the view is shown.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from index import Library
from index.errors import InputError, PinciteError
from index.storage import Storage
from ui.documents import Wanted, render_documents, render_jobs, render_state
from ui.panes import POLLED, QUIET, pane
from ui.upload_area import Uploaded, upload_area
from ui.writing_jobs import WritingJobs

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["add_library_view"]


def add_library_view(library: Library, header: "gr.HTML", header_now: Callable[[], str]) -> None:
    """Add the view to the page that is being built.

    Args:
        library: What is shown and changed.
        header: The header of the page, which tells how many documents there are.
        header_now: What it shows now.
    """
    import gradio as gr

    jobs = WritingJobs(library)
    with gr.Column(elem_id="pc-library", elem_classes="pc-sheet"):
        pane("<h2>Add documents</h2>", "pc-library-title")
        files = upload_area("pc-upload")
        doing = pane(render_jobs(()), "pc-jobs", "jobs.js")
        documents = pane(render_documents(library, Wanted()), "pc-documents", "documents.js")
        state = pane(_state(library), "pc-state", "state.js")

    def upload(uploaded: list[Uploaded] | None) -> tuple[None, str]:
        jobs.upload(uploaded or ())
        return None, render_jobs(jobs.jobs)

    def show(event: gr.EventData) -> tuple[Any, ...]:
        wanted, problem = _done(jobs, event._data)
        shown = render_documents(library, wanted, problem=problem)
        return shown, render_jobs(jobs.jobs), _state(library), header_now()

    def change(event: gr.EventData) -> tuple[str, str]:
        _, problem = _done(jobs, event._data)
        return render_jobs(jobs.jobs), _state(library, problem=problem)

    files.upload(upload, inputs=[files], outputs=[files, doing], **QUIET)
    doing.click(lambda: render_jobs(jobs.jobs), outputs=[doing], **POLLED)
    documents.click(show, outputs=[documents, doing, state, header], **QUIET)
    state.click(change, outputs=[doing, state], **QUIET)


def _done(jobs: WritingJobs, data: object) -> tuple[Wanted, str]:
    """Begin what a reader wants to have done, and say what is wrong with it."""
    try:
        wanted = Wanted.from_browser(data)
    except InputError as error:
        return Wanted(), str(error)
    if wanted.do == "remove" and wanted.doc_ids:
        jobs.remove(wanted.doc_ids)
    elif wanted.do == "read_again":
        jobs.read_again()
    elif wanted.do == "check":
        jobs.check()
    return wanted, ""


def _state(library: Library, *, problem: str = "") -> str:
    try:
        return render_state(library.storage(), library.model, problem=problem)
    except (OSError, PinciteError) as error:
        return render_state(Storage(0, 0, 0, 0), library.model, problem=str(error))
