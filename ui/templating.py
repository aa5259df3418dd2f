"""The templates of the page, and what they turn values into.

Document text is data: each template is rendered with autoescaping and none marks a value as safe,
so tags, entities and Markdown in a document come out as the characters they are. No HTML is put
together outside the templates.
"""

import datetime
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING

from index.model import Document
from qa.citing import STYLES, Reference, Style
from qa.lists import is_table
from qa.model import Answer
from qa.narrowing import described
from ui.model import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

__all__ = ["copied", "excerpt", "readable_date", "references", "render"]

_EXCERPT_CHARACTERS = 240
_STYLE_NAMES: "Mapping[Style, str]" = {
    "short": "Short",
    "chicago": "Chicago note",
    "bluebook": "Bluebook",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
    "bibtex": "BibTeX",
}


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
    environment.filters["copied"] = copied
    environment.filters["base64"] = lambda content: b64encode(content).decode()
    environment.tests["table"] = is_table
    environment.globals["place_of"] = Place
    environment.globals["place_of_citation"] = Place.of_citation
    environment.globals["place_of_paragraph"] = Place.of_paragraph
    environment.globals["references"] = references
    return environment


def render(template: str, **values: object) -> str:
    """The HTML that a template makes of values."""
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


def copied(answer: Answer) -> str:
    """An answer as it is copied: its text, then what each number in it cites, a line each."""
    cited = []
    for each in answer.citations:
        under = f", under “{' '.join(each.under.split())}”" if each.under else ""
        cited.append(f"[{each.marker}] {each.label}{under}")
    lines = [answer.authorship, answer.text, "", *cited, *answer.warnings]
    return "\n".join(lines).strip()


def references(document: Document, paragraph: str, under: str) -> tuple[tuple[str, str], ...]:
    """How a document or a paragraph of it is cited: each style's name for the reader, and the text.

    Args:
        document: The document.
        paragraph: The paragraph's label; empty for the whole document.
        under: The part of the document in which it stands.
    """
    reference = Reference.of(document, paragraph, under=under)
    return tuple((_STYLE_NAMES[style], write(reference)) for style, write in STYLES.items())
