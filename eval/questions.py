"""Question sets: reading them, in whatever format they are.

What a file is, is told by what it holds:

    folder                          BEIR: `queries.jsonl` and `qrels/*.tsv`
    JSON Lines with `query_id`      Pincite's own format
    JSON Lines with `_id`, `text`   the `queries.jsonl` of BEIR
    JSON with `data`                like SQuAD 1.1 and 2.0
    `<top>`, or `id` tab `question` topics of TREC
    a header row with `query_id`    CSV

The formats are described in the modules of `eval.formats`.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.formats.beir import find_qrels, read_beir
from eval.formats.fields import Placed, numbered_lines
from eval.formats.jsonl import read_jsonl
from eval.formats.qrels import Qrels, read_qrels
from eval.formats.squad import read_squad
from eval.formats.table import has_header, read_table
from eval.formats.trec import has_topics, read_tabbed_topics, read_topics
from eval.model import MAX_RELEVANCE, Judgement, Query, Turn
from index.errors import InputError, NotADocument, UnreadableFile
from index.files import decode_utf8, read_bytes

__all__ = ["MAX_RELEVANCE", "Judgement", "Query", "Turn", "read_questions"]

_QUERIES = "queries.jsonl"
_JSON_SUFFIXES = (".json", ".jsonl")


def read_questions(
    *paths: Path, qrels: Sequence[Path] = (), split: str | None = None
) -> tuple[Query, ...]:
    """Read question sets, one after the other.

    Args:
        paths: Files in UTF-8, or folders in the layout of BEIR.
        qrels: Files of judgements, for the sets that hold none. Judgements of other
            questions are left aside.
        split: Which judgements of a folder of BEIR; None for `test`, or the only ones.

    Returns:
        All their queries, in order. Of a set of BEIR those that the split judges.

    Raises:
        UnreadableFile: A file is missing, empty, binary, or in another encoding.
        NotADocument: A line is not a query, or its id was given before; names the line.
        InputError: Judgements are missing or fit no question, or there is no such split.
    """
    source = _Judgements(read_qrels(qrels) if qrels else None, split)
    places: dict[str, str] = {}
    queries = []
    for path in paths:
        for placed in _read(path, source):
            query_id = placed.query.query_id
            if query_id in places:
                raise NotADocument(
                    f"{placed.place}: the query_id {query_id!r} is that of {places[query_id]} "
                    f"too; give each question an id of its own"
                )
            places[query_id] = placed.place
            queries.append(placed.query)
    source.require_used()
    return tuple(queries)


class _Judgements:
    """The judgements of sets that hold none, and whether they were of use."""

    def __init__(self, given: Qrels | None, split: str | None) -> None:
        self._given, self._split = given, split
        self._used = self._used_split = False

    def of_topics(self, path: Path) -> Qrels:
        if self._given is None:
            raise InputError(f"{path}: holds no judgements; name a file of them with --qrels")
        self._used = True
        return self._given

    def of_beir(self, folder: Path) -> Qrels:
        if self._given is not None:
            self._used = True
            return self._given
        self._used_split = True
        return read_qrels([find_qrels(folder, self._split)])

    def require_used(self) -> None:
        """Raise `InputError` if what was named was not needed."""
        if self._given is not None and not self._used:
            raise InputError("the questions hold their judgements; leave --qrels out")
        if self._split is not None and not self._used_split:
            raise InputError(
                f"there is no split {self._split!r} to choose: --split is for folders of BEIR, "
                f"without --qrels"
            )


def _read(path: Path, source: _Judgements) -> Iterator[Placed]:
    if path.is_dir():
        if not (path / _QUERIES).is_file():
            raise UnreadableFile(
                f"{path}: is a folder without {_QUERIES}; name a question set in it, or a folder "
                f"in the layout of BEIR"
            )
        path /= _QUERIES
    text = decode_utf8(read_bytes(path), path)
    if path.suffix in _JSON_SUFFIXES or text.lstrip().startswith("{"):
        return _read_json(path, text, source)
    if has_topics(text):
        return _matching(read_topics(path, text, source.of_topics(path)), path)
    if path.suffix == ".csv" or has_header(text):
        return read_table(path, text)
    _, first = next(numbered_lines(text))
    if "\t" in first:
        return _matching(read_tabbed_topics(path, text, source.of_topics(path)), path)
    raise NotADocument(
        f"{path}:1: is no question set: expected JSON Lines, a folder or file of BEIR, JSON like "
        f"SQuAD, topics of TREC, or CSV with the columns query_id and query"
    )


def _read_json(path: Path, text: str, source: _Judgements) -> Iterator[Placed]:
    """JSON Lines of either kind, or one object over any number of lines."""
    _, line = next(numbered_lines(text))
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        # The reader of the format that it seems to be says what is wrong, and where.
        return read_jsonl(path, text) if path.suffix == ".jsonl" else read_squad(path, text)
    keys = set(first) if isinstance(first, dict) else set()
    if "data" in keys:
        return read_squad(path, text)
    if "_id" in keys and "query_id" not in keys:
        return _matching(read_beir(path, text, source.of_beir(path.parent)), path)
    return read_jsonl(path, text)


def _matching(placed: Iterator[Placed], path: Path) -> Iterator[Placed]:
    """What is read, unless none of it is judged."""
    n_judged = 0
    for each in placed:
        n_judged += bool(each.query.relevant)
        yield each
    if not n_judged:
        raise InputError(
            f"{path}: no judgement is of a question in it; name the judgements of these "
            f"questions with --qrels, or another split"
        )
