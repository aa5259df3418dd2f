"""What the formats of question sets share: values of JSON rows, judgements, places."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from eval.model import MAX_RELEVANCE, Judgement, Query
from index.errors import NotADocument

__all__ = [
    "Judgements",
    "Placed",
    "checked_query",
    "label_of",
    "numbered_lines",
    "parse_object",
    "parse_relevance",
    "require_no_misspelt",
]

_MISSPELT = 0.8
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Placed:
    """A query, and the file and line where it stands, for messages."""

    place: str
    query: Query


class Judgements:
    """Gathers the judgements of a query from the lines of a file, each paragraph once."""

    def __init__(self) -> None:
        self._judged: dict[tuple[str, str], tuple[Judgement, str]] = {}

    def add(self, judgement: Judgement, place: str) -> None:
        """Take a judgement; the very same one again changes nothing.

        Raises:
            NotADocument: The paragraph was judged before, and otherwise.
        """
        key = judgement.doc_id, judgement.paragraph
        before, where = self._judged.setdefault(key, (judgement, place))
        if before != judgement:
            raise NotADocument(
                f"{place}: {judgement.doc_id!r}, paragraph {judgement.paragraph!r}, has the "
                f"relevance {before.relevance} at {where}; keep one of the two lines"
            )

    def all(self) -> tuple[Judgement, ...]:
        """All of them, in the order in which they came."""
        return tuple(judgement for judgement, _ in self._judged.values())


def checked_query(query: Query, place: str) -> Query:
    """A query that says nothing against itself.

    Raises:
        NotADocument: It is marked as not answerable, and names what answers it.
    """
    if not query.answerable and (query.gold or query.answers):
        raise NotADocument(
            f"{place}: the question is marked as not answerable, and names "
            f"{'a relevant paragraph' if query.gold else 'an answer'}; take out one of the two"
        )
    return query


def label_of(text: str) -> str:
    """A paragraph's label, which may have been copied with the pilcrow that citations print."""
    return text.strip().removeprefix("¶").strip() or text


def require_no_misspelt(names: Iterable[str], known: Collection[str], place: str) -> None:
    """Let names pass that are unlike all known ones: sets have more than is read here.

    Raises:
        NotADocument: A name is nearly a known one, which would go unread.
    """
    for name in names:
        if name in known:
            continue
        meant = get_close_matches(name.strip().lower(), known, n=1, cutoff=_MISSPELT)
        if meant:
            raise NotADocument(f"{place}: has {name!r}; write it as {meant[0]!r}")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    r"""The lines that hold something, with their numbers from 1; only `\n` ends a line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def parse_object(line: str, place: str, *, wanted: str) -> dict[str, object]:
    """The JSON object of a line.

    Raises:
        NotADocument: There is none; the message says what is `wanted`.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotADocument(
            f"{place}: is not JSON ({error}); a question set has one JSON object on each line"
        ) from error
    if not isinstance(row, dict):
        raise NotADocument(f"{place}: is not a JSON object; write {{…}} with {wanted}")
    return row


def parse_relevance(text: str, place: str) -> int:
    """A relevance that is written in a column; below 0 (as TREC marks spam) it counts 0.

    Raises:
        NotADocument: It is no whole number, or too large.
    """
    if not _WHOLE.fullmatch(text) or int(text) > MAX_RELEVANCE:
        raise NotADocument(
            f"{place}: has the relevance {text!r}; write a whole number from 0 (not relevant) "
            f"to {MAX_RELEVANCE}"
        )
    return max(0, int(text))
