"""Judgements that stand in files of their own ("qrels").

TREC's format has a line `query-id 0 document-id relevance` for each judgement, its fields
parted by white space (https://trec.nist.gov/data/qrels_eng/); that of BEIR is a table parted
by tabs with the header `query-id corpus-id score` (https://github.com/beir-cellar/beir).

The id of a document names a paragraph as in run files (`eval.runs.read_trec_id`); in TREC's
format the query's id is written as there, too.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from eval.formats.fields import Judgements, numbered_lines, parse_relevance
from eval.model import Judgement
from eval.runs import read_trec_id
from index.errors import NotADocument
from index.files import decode_utf8, read_bytes

__all__ = ["Qrels", "read_qrels"]

Qrels = Mapping[str, tuple[Judgement, ...]]
"""Query ids to their judgements."""

_BEIR_COLUMNS = ("query-id", "corpus-id", "score")
_TREC_FIELDS = 4


def read_qrels(paths: Iterable[Path]) -> Qrels:
    """Read files of judgements together.

    Args:
        paths: Each in TREC's format or in BEIR's, told by its first line.

    Returns:
        The judgements of each query, in the order of the files.

    Raises:
        UnreadableFile: A file is missing, empty, binary, or not in UTF-8.
        NotADocument: A line is no judgement, or goes against another; names the line.
    """
    judged: dict[str, Judgements] = {}
    for path in paths:
        for place, query_id, judgement in _rows(path, decode_utf8(read_bytes(path), path)):
            judged.setdefault(query_id, Judgements()).add(judgement, place)
    return {query_id: judgements.all() for query_id, judgements in judged.items()}


def _rows(path: Path, text: str) -> Iterator[tuple[str, str, Judgement]]:
    lines = numbered_lines(text)
    number, first = next(lines)
    header = tuple(first.strip().split("\t"))
    if set(_BEIR_COLUMNS) <= set(header):
        at = tuple(header.index(name) for name in _BEIR_COLUMNS)
        for number, line in lines:
            yield _beir(line, at, f"{path}:{number}")
        return
    yield _trec(first, f"{path}:{number}")
    for number, line in lines:
        yield _trec(line, f"{path}:{number}")


def _beir(line: str, at: tuple[int, ...], place: str) -> tuple[str, str, Judgement]:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) <= max(at) or not all(cells[column] for column in at):
        raise NotADocument(
            f"{place}: is no judgement; write {', '.join(_BEIR_COLUMNS)} with tabs between them"
        )
    query_id, document, score = (cells[column] for column in at)
    return place, query_id, Judgement(*read_trec_id(document), parse_relevance(score, place))


def _trec(line: str, place: str) -> tuple[str, str, Judgement]:
    fields = line.split()
    if len(fields) != _TREC_FIELDS:
        raise NotADocument(
            f"{place}: is no judgement; write `query-id 0 document-id relevance`, or begin the "
            f"file with the header query-id, corpus-id, score, with tabs between them"
        )
    query_id, _, document, relevance = fields
    judgement = Judgement(*read_trec_id(document), parse_relevance(relevance, place))
    return place, unquote(query_id), judgement
