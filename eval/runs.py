"""Runs: for each query the paragraphs that were found, as trec_eval ranks them.

A run file has a line for each paragraph found, in the format of TREC
(https://github.com/usnistgov/trec_eval):

    query-id Q0 document-id rank score tag

The fields are separated by spaces, and ids may hold spaces. So an id is percent-encoded
(RFC 3986, UTF-8) except for visible ASCII characters other than `%`. What stands for a
paragraph is its document's id, `#` and its label; a `#` in a document's id is encoded too,
so that the first `#` ends it: `frus1977-80v15_d107#3`, `Y.%20A.%20Tittle%20(00e8b9)#7#2`.
"""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from index.errors import InputError
from qa.model import Hit

__all__ = [
    "RankedParagraph",
    "Run",
    "parse_trec_id",
    "rank_hits",
    "read_trec_id",
    "trec_id",
    "trec_query_id",
    "write_run",
]

_READABLE = string.punctuation.replace("%", "")
_READABLE_IN_DOC_ID = _READABLE.replace("#", "")


@dataclass(frozen=True, slots=True)
class RankedParagraph:
    """A paragraph in a run.

    Attributes:
        doc_id: The paragraph's document.
        paragraph: Its label.
        score: What it is ranked by; lower than that of the one before.
    """

    doc_id: str
    paragraph: str
    score: float


Run = Mapping[str, tuple[RankedParagraph, ...]]
"""Query ids to the paragraphs found, best first."""


def trec_query_id(query_id: str) -> str:
    """A query's id in a run file."""
    return quote(query_id, safe=_READABLE)


def trec_id(doc_id: str, paragraph: str) -> str:
    """What stands for a paragraph in a run file."""
    return f"{quote(doc_id, safe=_READABLE_IN_DOC_ID)}#{quote(paragraph, safe=_READABLE)}"


def parse_trec_id(text: str) -> tuple[str, str]:
    """The document's id and the paragraph's label that `trec_id` was given.

    Raises:
        ValueError: There is no `#` in the text.
    """
    doc_id, separator, paragraph = text.partition("#")
    if not separator:
        raise ValueError(f"{text!r} names no paragraph: there is no # in it")
    return unquote(doc_id), unquote(paragraph)


def read_trec_id(text: str) -> tuple[str, str]:
    """As `parse_trec_id`, for files of other programs: their documents are often not divided.

    Returns:
        The document's id and the paragraph's label; the label `1` where there is no `#`.
    """
    return parse_trec_id(text if "#" in text else f"{text}#1")


def rank_hits(hits: Iterable[Hit]) -> tuple[RankedParagraph, ...]:
    """Hits in the order in which trec_eval ranks them.

    trec_eval reads scores in single precision and puts equal ones in descending order of
    their ids; other programs break ties in other ways. So scores are rounded to single
    precision, and one that is not lower than the score before becomes the next lower
    number: every program that reads the run ranks it alike.

    Args:
        hits: What a search found, in any order.

    Returns:
        The paragraphs, scores strictly descending.
    """
    import numpy as np

    best_first = sorted(
        (
            (np.float32(hit.score), trec_id(hit.paragraph.doc_id, hit.paragraph.paragraph), hit)
            for hit in hits
        ),
        key=lambda row: row[:2],
        reverse=True,
    )
    ranked = []
    lowest = np.float32(np.inf)
    for score, _, hit in best_first:
        lowest = min(score, np.nextafter(lowest, np.float32(-np.inf)))
        ranked.append(RankedParagraph(hit.paragraph.doc_id, hit.paragraph.paragraph, float(lowest)))
    return tuple(ranked)


def write_run(run: Run, path: Path, *, tag: str) -> None:
    """Write a run file; reading it gives the very same ranking and scores.

    Args:
        run: What was found.
        path: Where to; a file that is there is replaced.
        tag: The name of the run, without white space.

    Raises:
        InputError: The file cannot be written.
    """
    lines = (
        f"{trec_query_id(query_id)} Q0 {trec_id(found.doc_id, found.paragraph)} "
        f"{rank} {found.score!r} {tag}\n"
        for query_id, ranking in run.items()
        for rank, found in enumerate(ranking, start=1)
    )
    try:
        with path.open("w", encoding="ascii", newline="\n") as file:
            file.writelines(lines)
    except OSError as error:
        raise InputError(
            f"{path}: the run cannot be written ({error.strerror}); choose another file"
        ) from error
