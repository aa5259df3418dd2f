"""Where files are dropped, and what arrives of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr
    from gradio.data_classes import FileData

__all__ = ["Uploaded", "upload_area"]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that arrived.

    Attributes:
        path: Where it is now; who takes it moves or deletes it.
        name: What it is called where it came from.
    """

    path: Path
    name: str


def upload_area(elem_id: str, *, multiple: bool = True) -> "gr.File":
    """An area to drop files on; its events are given a list of `Uploaded`.

    Args:
        elem_id: Its id in the page.
        multiple: Whether several files may be dropped at once.
    """
    import gradio as gr

    area = gr.File(
        show_label=False,
        file_count="multiple" if multiple else "single",
        elem_id=elem_id,
        elem_classes="pc-upload",
        height=130,
    )
    # Gradio's own gives no name, and makes another, empty file for each, which nobody deletes.
    area._process_single_file = _uploaded  # type: ignore[assignment, method-assign]
    return area


def _uploaded(file: "FileData") -> Uploaded:
    return Uploaded(Path(file.path), file.orig_name or Path(file.path).name)
