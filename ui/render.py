"""Everything that the chat shows, as HTML made from values.

The functions are pure. Document text is data: each template is rendered with autoescaping
and none marks a value as safe, so tags, entities and Markdown in a document come out as
the characters they are. No HTML is put together outside the templates.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.errors import UnknownDocument
from index.filters import Filter
from index.model import Document, Paragraph
from qa.citing import STYLES, Reference, Style
from qa.export import FORMATS
from qa.lists import is_table
from qa.narrowing import described
from ui.model import N_CLOSEST, Place, Press, Turn
from ui.saving import File

if TYPE_CHECKING:
    import jinja2

__all__ = [
    "Marks",
    "excerpt",
    "readable_date",
    "references",
    "render_filters",
    "render_header",
    "render_marks",
    "render_no_source",
    "render_save",
    "render_saved",
    "render_source",
    "render_source_problem",
    "render_thread",
]

Marks = Mapping[tuple[str, str, str], bool]
"""Question, document and label of marked paragraphs, and whether they answer the question."""

_EXCERPT_CHARACTERS = 240
_QUESTION_CHARACTERS = 1000
# The facts of a document's header that are shown, with their names for the reader.
_FACTS = (("origin", "Origin"), ("classification", "Classification"))
_STYLE_NAMES: Mapping[Style, str] = {
    "short": "Short",
    "chicago": "Chicago note",
    "bluebook": "Bluebook",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
    "bibtex": "BibTeX",
}
_FORMAT_NAMES = {".md": "Markdown", ".html": "HTML", ".docx": "Word", ".json": "JSON"}


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ui"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["date"] = readable_date
    environment.filters["excerpt"] = excerpt
    environment.filters["described"] = described
    environment.tests["table"] = is_table
    environment.globals["place_of_citation"] = Place.of_citation
    environment.globals["place_of_paragraph"] = Place.of_paragraph
    environment.globals["references"] = references
    return environment


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


def readable_date(date: str) -> str:
    """An ISO 8601 date in words: `2009-07-13` becomes `13 July 2009`.

    Args:
        date: The date; one that is not a whole ISO 8601 date is returned as it is.
    """
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day} {day:%B} {day.year}"


def excerpt(text: str, n_characters: int = _EXCERPT_CHARACTERS) -> str:
    """The beginning of `text`, cut between words, with an ellipsis where words are left out.

    Args:
        text: Any text.
        n_characters: How many characters of it are kept at most.
    """
    if len(text) <= n_characters:
        return text
    kept = text[:n_characters]
    inside_word = not (text[n_characters].isspace() or kept[-1].isspace())
    if inside_word and len(kept.split()) > 1:
        kept = kept.rsplit(maxsplit=1)[0]
    return f"{kept.rstrip()}\N{NO-BREAK SPACE}…"


def references(document: Document, paragraph: str) -> tuple[tuple[str, str], ...]:
    """How a paragraph is cited in each style: the style's name for the reader, and the text.

    Args:
        document: The paragraph's document.
        paragraph: Its label.
    """
    reference = Reference.of(document, paragraph)
    return tuple((_STYLE_NAMES[style], write(reference)) for style, write in STYLES.items())


def render_header(n_documents: int, n_paragraphs: int) -> str:
    """The line above the chat.

    Args:
        n_documents: How many documents can be asked.
        n_paragraphs: How many paragraphs they have together.
    """
    return _render("header.html", n_documents=n_documents, n_paragraphs=n_paragraphs)


def render_thread(
    turns: Sequence[Turn], *, n_documents: int, marks: Marks | None = None, notice: str = ""
) -> str:
    """The questions and answers, or what to do where there are none yet.

    Args:
        turns: The turns of one chat, in order.
        n_documents: How many documents can be asked.
        marks: What was said of the paragraphs that they show.
        notice: A message for the reader below the last turn.
    """
    return _render(
        "thread.html",
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
    return _render(
        "marks.html", state=json.dumps(state), key=key, said=said, problem=problem, at=at
    )


def render_save() -> str:
    """The formats that the conversation can be saved in."""
    return _render("save.html", formats=[(suffix, _FORMAT_NAMES[suffix]) for suffix in FORMATS])


def render_saved(file: File | None = None, *, problem: str = "", at: int = 0) -> str:
    """A saved conversation, for the script that gives it to the reader.

    Args:
        file: The file; None for none.
        problem: Why there is none, in words for the reader.
        at: A number that is another one each time, so that the page sees the change.
    """
    return _render("saved.html", file=file, problem=problem, at=at)


def render_filters(filters: Sequence[Filter], *, problem: str = "") -> str:
    """What the next question is narrowed to; empty where it is not.

    Args:
        filters: What the documents must state.
        problem: Why that cannot be told, in words for the reader.
    """
    return _render("filters.html", filters=filters, problem=problem)


def render_no_source() -> str:
    """The source pane while no citation is open."""
    return _render("no_source.html", problem="")


def render_source_problem(problem: str) -> str:
    """The source pane where a citation cannot be opened.

    Args:
        problem: Why, in words for the reader.
    """
    return _render("no_source.html", problem=problem)


def render_source(document: Document, paragraphs: Sequence[Paragraph], place: Place) -> str:
    """A whole document with one paragraph marked and the words at `place` highlighted.

    Args:
        document: The document.
        paragraphs: All of its paragraphs, in order.
        place: What to mark; nothing is highlighted where its span is empty.

    Returns:
        HTML in which the text of each paragraph stands character for character.

    Raises:
        UnknownDocument: `place` is in none of the paragraphs, its span is not inside its
            paragraph, or the words there are not those that were quoted.
    """
    cited = next((p for p in paragraphs if p.paragraph == place.paragraph), None)
    if cited is None or not 0 <= place.start <= place.end <= len(cited.text):
        raise UnknownDocument(
            f"{place.doc_id} has no such place as paragraph {place.paragraph}, characters "
            f"{place.start} to {place.end}; ask the question again"
        )
    if place.quote and cited.text[place.start : place.end] != place.quote:
        raise UnknownDocument(
            f"{place.doc_id} has changed since it was quoted: its paragraph {place.paragraph} has "
            f"other words now; ask the question again"
        )
    facts = [(name, document.metadata[key]) for key, name in _FACTS if document.metadata.get(key)]
    return _render(
        "source.html",
        document=document,
        facts=facts,
        paragraphs=paragraphs,
        cited=cited,
        place=place,
    )
