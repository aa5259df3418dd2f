"""Question sets as tables: CSV with a header row, as spreadsheets write it.

    query_id,query,doc_id,paragraph,relevance,answers,answerable
    q1,Who signed?,09ASTANA1161,7,1,Hoagland | HOAGLAND,
    q1,,09ASTANA1161,9,2,,

Comma, semicolon, tab or bar part the columns. `query_id` and `query` are required; columns
with other names are ignored, but for those that are nearly one of these. A question has as many
rows as it has judged paragraphs; below the first of them, `query` may be left empty. Accepted
answers are parted by a bar with blanks around it, or stand in rows of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile
from pathlib import Path

from eval.formats.fields import (
    Judgements,
    Placed,
    checked_query,
    label_of,
    parse_relevance,
    require_no_misspelt,
)
from eval.model import Judgement, Query
from index.errors import NotADocument
from index.formats.delimited import (
    Dialect,
    Record,
    RowShape,
    quote_marks,
    records,
    split_row,
)
from index.formats.rows import RowFailure

__all__ = ["has_header", "read_table"]

_REQUIRED = frozenset({"query_id", "query"})
_COLUMNS = _REQUIRED | {"doc_id", "paragraph", "relevance", "answers", "answerable"}
_DELIMITERS = (",", ";", "\t", "|")
_HEAD_CHARACTERS = 65_536
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass
class _Gathered:
    """A question, while its rows are read."""

    place: str
    query: str = ""
    judgements: Judgements = field(default_factory=Judgements)
    answers: dict[str, None] = field(default_factory=dict)
    answerable: bool | None = None


def has_header(text: str) -> bool:
    """Whether a text begins with a row that names `query_id` and `query`."""
    header, _ = _header(text)
    return header is not None and set(header.fields) >= _REQUIRED


def read_table(path: Path, text: str) -> Iterator[Placed]:
    """The questions of a table, in the order of their first rows.

    Args:
        path: Named in messages.
        text: What the file holds.

    Raises:
        NotADocument: A column is missing, or a row cannot be used; names the line.
    """
    header, dialect = _checked_header(path, text)
    columns, width = header.fields, len(header.fields)
    shape = RowShape(width, begins=lambda _line: True, lines_are_rows=True)
    below = dropwhile(lambda line: line[0] <= header.last_line, _lines(text))
    gathered: dict[str, _Gathered] = {}
    for row in records(below, dialect, shape, str(path)):
        if isinstance(row, RowFailure):
            raise NotADocument(row.error)
        cells = {name: cell.strip() for name, cell in zip(columns, row.fields, strict=True)}
        if any(cells.values()):
            _take(cells, f"{path}:{row.line}", gathered)
    for query_id, each in gathered.items():
        if not each.query:
            raise NotADocument(f"{each.place}: no row of {query_id!r} has a 'query'; fill it in")
        answerable = True if each.answerable is None else each.answerable
        query = Query(query_id, each.query, each.judgements.all(), tuple(each.answers), answerable)
        yield Placed(each.place, checked_query(query, each.place))


def _checked_header(path: Path, text: str) -> tuple[Record, Dialect]:
    header, dialect = _header(text)
    columns = header.fields if header else ()
    require_no_misspelt(columns, _COLUMNS, f"{path}:{header.line if header else 1}")
    if header is None or not set(columns) >= _REQUIRED:
        raise NotADocument(
            f"{path}:1: has no header row with the columns query_id and query; its columns are: "
            f"{', '.join(columns)}"
        )
    for name in filter(None, columns):
        if columns.count(name) > 1:
            raise NotADocument(f"{path}:{header.line}: has more than one column {name!r}; keep one")
    return header, dialect


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """All lines: a blank one may be part of a quoted cell."""
    return iter(enumerate(text.split("\n"), start=1))


def _header(text: str) -> tuple[Record | None, Dialect]:
    """The first row, parted by whatever gives the columns that are needed, or else the most."""
    escaped, doubled = quote_marks(text[:_HEAD_CHARACTERS])
    found = []
    for sign in _DELIMITERS:
        dialect = Dialect(sign, escaped=escaped > doubled)
        if row := split_row(_lines(text), dialect):
            names = tuple(name.strip() for name in row.fields)
            found.append((Record(row.line, row.last_line, names), dialect))
    if not found:
        return None, Dialect()
    return max(found, key=lambda each: (set(each[0].fields) >= _REQUIRED, len(each[0].fields)))


def _take(cells: dict[str, str], place: str, gathered: dict[str, _Gathered]) -> None:
    query_id, query = cells["query_id"], cells["query"]
    if not query_id:
        raise NotADocument(f"{place}: has nothing in the column 'query_id'; fill it in")
    each = gathered.setdefault(query_id, _Gathered(place))
    if query and each.query and query != each.query:
        raise NotADocument(
            f"{place}: the question of {query_id!r} is another one at {each.place}; give each "
            f"question an id of its own"
        )
    each.query = each.query or query
    _take_judgement(cells, place, each)
    for answer in cells.get("answers", "").split(" | "):
        if answer.strip():
            each.answers[answer.strip()] = None
    if said := cells.get("answerable", "").lower():
        if said not in _TRUTH or each.answerable not in {None, _TRUTH[said]}:
            raise NotADocument(
                f"{place}: 'answerable' must be true or false, the same in all rows of a question"
            )
        each.answerable = _TRUTH[said]


def _take_judgement(cells: dict[str, str], place: str, each: _Gathered) -> None:
    doc_id, paragraph = cells.get("doc_id", ""), cells.get("paragraph", "")
    if not doc_id and not paragraph:
        return
    if not doc_id or not paragraph:
        empty = "paragraph" if doc_id else "doc_id"
        raise NotADocument(f"{place}: has nothing in the column {empty!r}; fill it in")
    relevance = parse_relevance(cells.get("relevance") or "1", place)
    each.judgements.add(Judgement(doc_id, label_of(paragraph), relevance), place)
