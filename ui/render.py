"""What the chat shows, as HTML made from values; the functions are pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.filters import Filter
from qa.export import FORMATS
from ui.model import N_CLOSEST, Press, Turn
from ui.saving import File
from ui.templating import render

__all__ = [
    "VIEWS",
    "Marks",
    "render_filters",
    "render_header",
    "render_marks",
    "render_save",
    "render_saved",
    "render_thread",
]

Marks = Mapping[tuple[str, str, str], bool]
"""Question, document and label of marked paragraphs, and whether they answer the question."""

VIEWS: Mapping[str, str] = {
    "ask": "Ask",
    "library": "Library",
    "evaluate": "Evaluate",
    "settings": "Settings",
}
"""The views of the page: what the address names each by, and what the reader does."""

_QUESTION_CHARACTERS = 1000
_FORMAT_NAMES = {".md": "Markdown", ".html": "HTML", ".docx": "Word", ".json": "JSON"}


def render_header(n_documents: int, n_paragraphs: int, *, shared: bool = False) -> str:
    """The line above the chat.

    Args:
        n_documents: How many documents can be asked.
        n_paragraphs: How many paragraphs they have together.
        shared: Whether the reader has signed in, and may sign out.
    """
    return render(
        "header.html",
        n_documents=n_documents,
        n_paragraphs=n_paragraphs,
        views=VIEWS.items(),
        shared=shared,
    )


def render_thread(
    turns: Sequence[Turn],
    *,
    n_documents: int,
    marks: Marks | None = None,
    notice: str = "",
    suggested: Sequence[str] = (),
) -> str:
    """The questions and answers, or what to do where there are none yet.

    Args:
        turns: The turns of one chat, in order.
        n_documents: How many documents can be asked.
        marks: What was said of the paragraphs that they show.
        notice: A message for the reader below the last turn.
        suggested: What could be asked where nothing is yet.
    """
    return render(
        "thread.html",
        suggested=suggested,
        turns=turns,
        rows=_mark_rows(turns, marks or {}),
        n_documents=n_documents,
        notice=notice,
        n_closest=N_CLOSEST,
        question_characters=_QUESTION_CHARACTERS,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """The two buttons at a paragraph: what they carry, whose they are, which is pressed."""

    key: str
    label: str
    relevant: bool | None


def _mark_rows(turns: Sequence[Turn], marks: Marks) -> list[dict[tuple[str, str], _Row]]:
    """For each turn the buttons of the paragraphs that it shows, by document and label.

    A question that was asked before has the buttons of the turn where it came first, so that all
    change together.
    """
    first: dict[str, int] = {}
    rows = []
    for number, turn in enumerate(turns):
        place = first.setdefault(turn.asked, number)
        rows.append(
            {
                (each.doc_id, each.paragraph): _Row(
                    Press(place, each.doc_id, each.paragraph).key,
                    each.label,
                    marks.get((turn.asked, each.doc_id, each.paragraph)),
                )
                for each in turn.shown
            }
        )
    return rows


def render_marks(
    turns: Sequence[Turn],
    marks: Marks,
    *,
    key: str = "",
    said: str = "",
    problem: str = "",
    at: int,
) -> str:
    """What became of a press on a mark, for the script that brings the thread up to date.

    Args:
        turns: The turns of one chat.
        marks: What is kept of the paragraphs that they show.
        key: What the pressed buttons carry.
        said: What was done, for those who do not see the buttons.
        problem: Why nothing was, in words for the reader.
        at: A number that is larger each time: the page sees the change, and takes no older one.
    """
    state = {row.key: row.relevant for rows in _mark_rows(turns, marks) for row in rows.values()}
    return render("marks.html", state=json.dumps(state), key=key, said=said, problem=problem, at=at)


def render_save() -> str:
    """The formats that the conversation can be saved in."""
    return render("save.html", formats=[(suffix, _FORMAT_NAMES[suffix]) for suffix in FORMATS])


def render_saved(file: File | None = None, *, problem: str = "", at: int = 0) -> str:
    """A saved conversation, for the script that gives it to the reader.

    Args:
        file: The file; None for none.
        problem: Why there is none, in words for the reader.
        at: A number that is another one each time, so that the page sees the change.
    """
    return render("saved.html", file=file, problem=problem, at=at)


def render_filters(filters: Sequence[Filter], *, problem: str = "") -> str:
    """What the next question is narrowed to; empty where it is not.

    Args:
        filters: What the documents must state.
        problem: Why that cannot be told, in words for the reader.
    """
    return render("filters.html", filters=filters, problem=problem)
