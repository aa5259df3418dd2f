"""Topics of TREC (https://trec.nist.gov/data/topics_eng/), whose judgements are a file apart.

    <top>                                    or one a line, parted by a tab:
    <num> Number: 301
    <title> International Organized Crime    301	International Organized Crime
    <desc> Description:
    Identify organizations that …
    </top>

The question is the title, or the description where there is no title. An id is written as in
run files: a blank in it as `%20`.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from eval.formats.fields import Placed, numbered_lines
from eval.formats.qrels import Qrels
from eval.model import Query
from index.errors import NotADocument

__all__ = ["has_topics", "read_tabbed_topics", "read_topics"]

_TOP = re.compile(r"^[ \t]*<top>", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"</top>", re.IGNORECASE)
_FIELD = re.compile(r"^[ \t]*<(\w+)>", re.MULTILINE)
_CLOSING = re.compile(r"</\w+>\s*\Z")
# Words that topics print before the content of a field.
_PROMPT = re.compile(r"\s*(?:Number|Topic|Description|Narrative):", re.IGNORECASE)
_QUESTION_FIELDS = ("title", "desc")


def has_topics(text: str) -> bool:
    """Whether there is a `<top>` in a text."""
    return _TOP.search(text) is not None


def read_topics(path: Path, text: str, qrels: Qrels) -> Iterator[Placed]:
    """The topics between `<top>` and `</top>`, judged or not.

    Args:
        path: Named in messages.
        text: What the file holds.
        qrels: The judgements.

    Raises:
        NotADocument: A topic is not closed, or has no number or no question; names its line.
    """
    begins = [match.start() for match in _TOP.finditer(text)]
    for begin, limit in zip(begins, [*begins[1:], len(text)], strict=True):
        line = text.count("\n", 0, begin) + 1
        place = f"{path}:{line}"
        end = _END.search(text, begin, limit)
        if end is None:
            raise NotADocument(f"{place}: the topic that begins here is not closed by </top>")
        fields = _fields(text[begin : end.start()])
        query_id = fields.get("num", "")
        query = next((fields[name] for name in _QUESTION_FIELDS if fields.get(name)), "")
        if not query_id or not query:
            raise NotADocument(f"{place}: a topic needs <num> and <title> (or <desc>) with text")
        yield _placed(place, query_id, query, qrels)


def read_tabbed_topics(path: Path, text: str, qrels: Qrels) -> Iterator[Placed]:
    """Topics that are a line each: id, tab, question.

    Raises:
        NotADocument: A line has no tab, or nothing on one of its sides; names the line.
    """
    for number, line in numbered_lines(text):
        place = f"{path}:{number}"
        query_id, _, query = (part.strip() for part in line.partition("\t"))
        if not query_id or not query:
            raise NotADocument(f"{place}: is no topic; write its id, a tab and the question")
        yield _placed(place, query_id, query, qrels)


def _placed(place: str, written_id: str, query: str, qrels: Qrels) -> Placed:
    query_id = unquote(written_id)
    return Placed(place, Query(query_id, query, qrels.get(query_id, ())))


def _fields(topic: str) -> dict[str, str]:
    """Tags, in lower case, to what they hold, on one line."""
    _, *parts = _FIELD.split(topic)
    fields: dict[str, str] = {}
    for tag, content in zip(parts[::2], parts[1::2], strict=True):
        said = _CLOSING.sub("", content)
        if prompt := _PROMPT.match(said):
            said = said[prompt.end() :]
        fields.setdefault(tag.lower(), " ".join(html.unescape(said).split()))
    return fields
