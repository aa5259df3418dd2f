"""Where files are dropped, and what arrives of them."""

from dataclasses import dataclass
from functools import cache
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
    return _component()(
        show_label=False,
        file_count="multiple" if multiple else "single",
        elem_id=elem_id,
        height=130,
    )


@cache
def _component() -> "type[gr.File]":
    import gradio as gr
from gradio.events import Dependency

    class UploadArea(gr.File):
        """Gradio's own makes another, empty file for each, which nobody deletes."""

        is_template = True  # in the page it is Gradio's

        def _process_single_file(self, f: "FileData") -> Uploaded:  # type: ignore[override]
            return Uploaded(Path(f.path), f.orig_name or Path(f.path).name)

    return UploadArea