"""Runs: for each query the paragraphs that were found, as trec_eval ranks them.

A run file has a line for each paragraph found, in the format of TREC
(https://github.com/usnistgov/trec_eval):

    query-id Q0 document-id rank score tag

The document-id is written as `index.paragraph_ids` tells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from urllib.parse import quote, unquote

from index.errors import InputError, NotADocument
from index.files import decode_utf8, read_bytes
from index.paragraph_ids import READABLE, parse_trec_id, read_trec_id, trec_id
from qa.model import Hit

__all__ = [
    "RankedParagraph",
    "Run",
    "parse_trec_id",
    "rank_hits",
    "rank_paragraphs",
    "read_run",
    "read_trec_id",
    "trec_id",
    "trec_query_id",
    "write_run",
]

_RUN_FIELDS = 6


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
    return quote(query_id, safe=READABLE)


def rank_hits(hits: Iterable[Hit]) -> tuple[RankedParagraph, ...]:
    """Hits in the order in which trec_eval ranks them, as `rank_paragraphs` gives it."""
    return rank_paragraphs(
        RankedParagraph(hit.paragraph.doc_id, hit.paragraph.paragraph, hit.score) for hit in hits
    )


def rank_paragraphs(found: Iterable[RankedParagraph]) -> tuple[RankedParagraph, ...]:
    """Paragraphs in the order in which trec_eval ranks them.

    trec_eval reads scores in single precision and puts equal ones in descending order of
    their ids; other programs break ties in other ways. So scores are rounded to single
    precision, and one that is not lower than the score before becomes the next lower
    number: every program that reads the run ranks it alike.

    Args:
        found: What a search found, in any order.

    Returns:
        The paragraphs, scores strictly descending.
    """
    import numpy as np

    best_first = sorted(
        ((np.float32(each.score), trec_id(each.doc_id, each.paragraph), each) for each in found),
        key=lambda row: row[:2],
        reverse=True,
    )
    ranked = []
    lowest = np.float32(np.inf)
    for score, _, each in best_first:
        lowest = min(score, np.nextafter(lowest, np.float32(-np.inf)))
        ranked.append(RankedParagraph(each.doc_id, each.paragraph, float(lowest)))
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


def read_run(path: Path) -> Run:
    """Read a run file, of this program or another.

    Ranks are not looked at: as trec_eval does, paragraphs are ranked by their scores.

    Args:
        path: Six fields on each line: query, `Q0`, document, rank, score, name of the run.

    Raises:
        UnreadableFile: The file is missing, empty, binary, or not in UTF-8.
        NotADocument: A line is not one of a run, or its paragraph was there before for the
            same query; names the line.
    """
    found: dict[str, dict[tuple[str, str], RankedParagraph]] = {}
    lines = decode_utf8(read_bytes(path), path).split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        query_id, paragraph = _parse_line(line, f"{path}:{number}")
        ranking = found.setdefault(query_id, {})
        key = paragraph.doc_id, paragraph.paragraph
        if key in ranking:
            raise NotADocument(
                f"{path}:{number}: {trec_id(*key)} is there twice for the query {query_id!r}"
            )
        ranking[key] = paragraph
    return {query_id: rank_paragraphs(ranking.values()) for query_id, ranking in found.items()}


def _parse_line(line: str, place: str) -> tuple[str, RankedParagraph]:
    fields = line.split()
    if len(fields) != _RUN_FIELDS:
        raise NotADocument(
            f"{place}: is no line of a run; write `query-id Q0 document-id rank score tag`"
        )
    query_id, _, document, _, score, _ = fields
    try:
        value = float(score)
    except ValueError:
        value = nan
    if isnan(value):
        raise NotADocument(f"{place}: has the score {score!r}, which is no number")
    return unquote(query_id), RankedParagraph(*read_trec_id(document), value)
