"""Question sets in the layout of BEIR (https://github.com/beir-cellar/beir).

    queries.jsonl      {"_id": "q1", "text": "Who signed?"}
    qrels/test.tsv     query-id  corpus-id  score

A split is a file of judgements, and the questions that it judges.
"""

from collections.abc import Iterator
from pathlib import Path

from eval.formats.fields import Placed, numbered_lines, parse_object
from eval.formats.qrels import Qrels
from eval.model import Query
from index.errors import InputError, UnreadableFile
from index.formats.json_rows import text_of

__all__ = ["find_qrels", "read_beir"]

_DEFAULT_SPLIT = "test"


def find_qrels(folder: Path, split: str | None) -> Path:
    """The judgements of a split of a folder.

    Args:
        folder: Holds `qrels/*.tsv`, or a single `qrels.tsv`.
        split: Which of several files, by its name without `.tsv`; None for `test`, or the
            only one.

    Raises:
        UnreadableFile: The folder has no judgements.
        InputError: There is no such split, or one has to be chosen.
    """
    files = {path.stem: path for path in sorted((folder / "qrels").glob("*.tsv"))}
    single = folder / "qrels.tsv"
    if not files and split is None and single.is_file():
        return single
    if not files:
        raise UnreadableFile(
            f"{folder}: has no judgements in qrels/*.tsv; name a file of them with --qrels"
        )
    chosen = split or (_DEFAULT_SPLIT if len(files) > 1 else next(iter(files)))
    if chosen not in files:
        raise InputError(
            f"{folder}: has no split {chosen!r}; choose with --split one of {', '.join(files)}"
        )
    return files[chosen]


def read_beir(path: Path, text: str, qrels: Qrels) -> Iterator[Placed]:
    """The queries that are judged.

    Args:
        path: The file of queries, named in messages.
        text: What it holds.
        qrels: The judgements.

    Raises:
        NotADocument: A line is not a query; names the line.
    """
    for number, line in numbered_lines(text):
        place = f"{path}:{number}"
        row = parse_object(line, place, wanted="_id and text")
        query_id, query = text_of(row, "_id", place), text_of(row, "text", place)
        if query_id in qrels:
            yield Placed(place, Query(query_id, query, qrels[query_id]))
