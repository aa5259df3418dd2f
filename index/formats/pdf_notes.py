"""Footnotes of a PDF: taken from the foot of the page to the paragraph that calls them."""

import re
from collections.abc import Collection, Container, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from index.formats.lines import append, ends_sentence
from index.formats.notes import RAISED, calls, raised, with_call
from index.formats.pdf_lines import PageLine

__all__ = ["notes_apart"]

_SMALLER = 0.96  # of the body's type: footnotes are set in smaller type
_GLUED = re.compile(r"([^\W\d_]{3}[.,;:]?)(\d{1,3})(?![\w.,]*\d)")  # `report1`, not `report1.2`
_NOTE = re.compile(
    rf"(?P<mark>[{RAISED}]{{1,3}}|\[\d{{1,3}}\]|\d{{1,3}}[.)]?(?=\s|[A-Z]))\s*(?P<text>\S.*)"
)


def notes_apart(
    pages: Sequence[Sequence[PageLine]], size: float, hyphenated: Container[str]
) -> tuple[list[PageLine], dict[tuple[int, str], str]]:
    """Part a document into its text and its footnotes.

    A footnote begins with a number that the text of its page calls in raised figures, and
    stands in smaller type at the foot of a column. Small lines that nothing calls stay text.

    Args:
        pages: The lines of each page, running heads and feet removed.
        size: Size of the body's type.
        hyphenated: Words that the document writes with a hyphen.

    Returns:
        The lines of the text, and each footnote as one line (`³ See the report.`) by its page
        and its mark.
    """
    text: list[PageLine] = []
    notes: dict[tuple[int, str], list[PageLine]] = {}
    for number, printed in enumerate(pages):
        foot = {line for column in _columns(printed) for line in _foot(column, size)}
        marks = {mark for line in foot if (mark := _mark(line.text))}
        page = [line if line in foot else _with_calls(line, marks) for line in printed]
        called = {(number, call) for line in page if line not in foot for call in calls(line.text)}
        last = next(reversed(notes), None)
        # A footnote may run on at the foot of the next page.
        runs_on = last and last[0] == number - 1 and not ends_sentence(notes[last][-1].text)
        current = last if runs_on else None
        for line in page:
            if line not in foot:
                text.append(line)
                continue
            begun = (number, _mark(line.text))
            current = begun if begun in called and begun not in notes else current
            (notes.setdefault(current, []) if current else text).append(line)
    return text, {key: _note_text(key[1], lines, hyphenated) for key, lines in notes.items()}


def _with_calls(line: PageLine, marks: Collection[str]) -> PageLine:
    """A line of text, the number of a note that is set like a word's last letters raised."""
    if not marks:
        return line
    return replace(
        line,
        text=_GLUED.sub(
            lambda match: (
                with_call(match[1], mark) if (mark := raised(match[2])) in marks else match[0]
            ),
            line.text,
        ),
    )


def _columns(page: Sequence[PageLine]) -> list[list[PageLine]]:
    return [list(column) for _, column in groupby(page, key=lambda line: line.column)]


def _foot(column: Sequence[PageLine], size: float) -> list[PageLine]:
    """The small lines at the end of a column."""
    return list(takewhile(lambda line: line.size <= _SMALLER * size, reversed(column)))


def _mark(text: str) -> str:
    """The number that a line begins with, in raised figures; empty where it has none."""
    match = _NOTE.match(text)
    return raised(match["mark"].strip("[].)")) if match else ""


def _note_text(mark: str, lines: Sequence[PageLine], hyphenated: Container[str]) -> str:
    match = _NOTE.match(lines[0].text)
    text = match["text"] if match else lines[0].text
    for line in lines[1:]:
        text = append(text, line.text, hyphenated)
    return f"{mark} {text}"
