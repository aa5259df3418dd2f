"""The articles of SQuAD 1.1 and 2.0, and of JSON like it.

    {"data": [{"title": "Normans", "paragraphs": [{"context": "The Normans …", "qas": […]}]}]}

The layout is that of https://rajpurkar.github.io/SQuAD-explorer/. An article is the document that
its title names, and its contexts are the paragraphs `1`, `2`, … of it. Their questions are a
question set (`eval.formats.squad`), which names the paragraphs so as well.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import NotADocument
from index.formats.json_rows import objects, text_of
from index.model import Document, Paragraph, ParsedDocument

__all__ = ["Context", "contexts", "is_squad", "parse_squad"]

_BEGINS = re.compile(r'\s*\{[^\[{]*"data"\s*:\s*\[\s*\{')


@dataclass(frozen=True, slots=True)
class Context:
    """A context with its questions.

    Attributes:
        title: The article's title.
        label: Which of the article's contexts it is, from `1`; an article may come in parts.
        row: The object, with `context` and `qas`.
        place: File, article and paragraph, for messages.
    """

    title: str
    label: str
    row: Mapping[str, object]
    place: str


def is_squad(text: str) -> bool:
    """Whether a text seems to be such JSON."""
    return _BEGINS.match(text) is not None and '"paragraphs"' in text


def contexts(text: str, path: Path) -> Iterator[Context]:
    """The contexts of all articles, in order.

    Args:
        text: What the file holds.
        path: Named in messages.

    Raises:
        NotADocument: It is not JSON (names the line), or lacks something (names the article and
            the paragraph by their place, from 1).
    """
    n_before: Counter[str] = Counter()  # paragraphs of a title that comes again
    for number, article in enumerate(_articles(text, path), start=1):
        where = f"{path}: article {number}"
        title = " ".join(text_of(article, "title", where).split())
        for row in objects(article, "paragraphs", where):
            n_before[title] += 1
            label = str(n_before[title])
            yield Context(title, label, row, f"{where}, paragraph {label}")


def _articles(text: str, path: Path) -> Iterator[dict[str, object]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise NotADocument(f"{path}{line}: is not JSON ({error})") from error
    if not isinstance(content, dict) or "data" not in content:
        raise NotADocument(f"{path}: is not like SQuAD: it needs an object with a list 'data'")
    return objects(content, "data", str(path))


def parse_squad(text: str, path: Path) -> Iterator[ParsedDocument]:
    """The articles as documents.

    Raises:
        NotADocument: As `contexts`; or a context has no text.
    """
    articles: dict[str, list[Paragraph]] = {}
    for each in contexts(text, path):
        paragraphs = articles.setdefault(each.title, [])
        paragraphs.append(
            Paragraph(
                doc_id=each.title,
                paragraph=each.label,
                ordinal=len(paragraphs),
                heading="",
                marking="",
                text=text_of(each.row, "context", each.place),
                first_line=1,
                last_line=1,
            )
        )
    for title, paragraphs in articles.items():
        document = Document(title, title.replace("_", " "), None, str(path), "squad")
        yield ParsedDocument(document, tuple(paragraphs))
