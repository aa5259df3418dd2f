"""The table of documents and the state of the library, as HTML made from values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast, get_args

from index import Library
from index.errors import InputError, PinciteError
from index.storage import Storage
from index.store.documents import Column, DocumentSummary
from ui.templating import render
from ui.writing_jobs import Job

__all__ = ["N_ON_A_PAGE", "Wanted", "render_documents", "render_jobs", "render_state"]

N_ON_A_PAGE = 50
_MOST_PAGES = 10**9
_UNREADABLE = "this cannot be read; reload the page and try again"
_COLUMNS: Mapping[Column, str] = {
    "doc_id": "Document",
    "title": "Title",
    "date": "Date",
    "paragraphs": "Paragraphs",
}
Deed = Literal["show", "remove", "read_again", "check"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see of the documents, or to do with them.

    Attributes:
        do: What is to be done.
        containing: What stands in the ids or the titles of those shown.
        by: What they are put in order by.
        descending: Whether the last in that order comes first.
        page: 0-based number of the page of them.
        doc_ids: Of those to be removed.
    """

    do: Deed = "show"
    containing: str = ""
    by: Column = "doc_id"
    descending: bool = False
    page: int = 0
    doc_ids: tuple[str, ...] = ()

    @classmethod
    def from_browser(cls, data: object) -> "Wanted":
        """Read what a browser sent, which may be anything.

        Raises:
            InputError: It does not have the form of a wish.
        """
        if not isinstance(data, Mapping):
            raise InputError(_UNREADABLE)
        usual = cls()
        do, by = data.get("do", usual.do), data.get("by", usual.by)
        containing, page = data.get("containing", ""), data.get("page", 0)
        doc_ids = data.get("doc_ids", [])
        if do not in get_args(Deed) or by not in get_args(Column) or type(page) is not int:
            raise InputError(_UNREADABLE)
        if not isinstance(doc_ids, list) or not all(
            isinstance(x, str) for x in [containing, *doc_ids]
        ):
            raise InputError(_UNREADABLE)
        return cls(
            cast(Deed, do),
            str(containing),
            cast(Column, by),
            data.get("descending") is True,
            min(max(0, page), _MOST_PAGES),
            tuple(doc_ids),
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """A document of the table, and the names of the files that it came from."""

    document: DocumentSummary
    files: str

    @classmethod
    def of(cls, document: DocumentSummary) -> "_Row":
        return cls(document, ", ".join(dict.fromkeys(Path(each).name for each in document.sources)))


def render_documents(library: Library, wanted: Wanted, *, problem: str = "") -> str:
    """A page of the documents.

    Args:
        library: Whose.
        wanted: Which of them.
        problem: What went wrong, in words for the reader.
    """
    total = 0
    documents: tuple[DocumentSummary, ...] = ()
    try:
        total, documents = _page(library, wanted)
        last = max(0, total - 1) // N_ON_A_PAGE
        if wanted.page > last:  # what was on it has been removed
            wanted = replace(wanted, page=last)
            total, documents = _page(library, wanted)
    except PinciteError as error:
        problem = problem or str(error)
    first = wanted.page * N_ON_A_PAGE
    return render(
        "documents.html",
        rows=[_Row.of(each) for each in documents],
        columns=_COLUMNS.items(),
        wanted=wanted,
        total=total,
        first=first + 1,
        last=first + len(documents),
        problem=problem,
    )


def _page(library: Library, wanted: Wanted) -> tuple[int, tuple[DocumentSummary, ...]]:
    """How many documents there are in all, and those of a page."""
    return library.documents_page(
        containing=wanted.containing.strip(),
        by=wanted.by,
        descending=wanted.descending,
        first=wanted.page * N_ON_A_PAGE,
        n=N_ON_A_PAGE,
    )


def render_state(storage: Storage, model: str, *, problem: str = "") -> str:
    """What the library is made with and how much room it takes.

    Args:
        storage: The room.
        model: Name of its encoder.
        problem: Why that cannot be told.
    """
    parts = {
        "Documents, paragraphs and vectors": storage.database,
        "Search indexes": storage.derived,
        "Converted encoder": storage.encoders,
        "Uploaded files": storage.uploads,
    }
    return render(
        "state.html", parts=parts.items(), total=storage.total, model=model, problem=problem
    )


def render_jobs(jobs: Sequence[Job]) -> str:
    """What is being done to the library, and what came of it.

    Args:
        jobs: The newest first.
    """
    n_over = sum(job.is_over for job in jobs)
    return render("jobs.html", jobs=jobs, n_left=len(jobs) - n_over, n_over=n_over)
