"""What a reader must see around a quote, so as not to take it for what it is not.

A sentence is quoted with whoever speaks in it and with what introduces it as an item of a list.
Beside it stands the part of the document that it is from: what a dissenting judge holds, or an
embassy comments, is not what the court found or the minister said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from index.model import Paragraph
from qa.attribution import attributed_from
from qa.lists import list_end, list_start
from qa.model import Citation

__all__ = ["cite", "sentences_around", "stands_under"]

_LONGEST = 120  # characters of a heading that are shown
# How the parts of a cable begin and end: `COMMENT:`, `Begin summary:`, `END COMMENT`.
_PARTS = (
    r"(?:executive\s+)?summary(?:\s+and\s+action\s+request)?|comments?(?:\s+and\s+action\s+request)?"
    r"|action\s+request(?:ed)?|bio(?:graphic)?\s+note|note|text|recommendations?"
)
_BEGINS = re.compile(rf"\b(?:begin\s+(?P<begun>{_PARTS})|(?P<part>{_PARTS}))\s*:", re.IGNORECASE)
_ENDS = re.compile(rf"\bend(?:\s+of)?\s+(?:{_PARTS})\b", re.IGNORECASE)
_HEADING = re.compile(rf"\W*(?:{_PARTS})\W*", re.IGNORECASE)


def sentences_around(text: str, sentences: Sequence[tuple[int, int]], place: int) -> range:
    """The sentences of a quote that is to hold one of them.

    Args:
        text: The paragraph's text.
        sentences: Spans of its sentences, in order.
        place: The sentence that is to be quoted.

    Returns:
        The places from the sentence that says who speaks in it, or in the list of which it is an
        item, to the last item of the list that it introduces.
    """
    first = attributed_from(text, sentences, list_start(text, sentences, place))
    return range(first, list_end(text, sentences, place) + 1)


def cite(
    passages: Iterable[tuple[Paragraph, int, int]], documents: Mapping[str, Sequence[Paragraph]]
) -> tuple[Citation, ...]:
    """Quote spans of paragraphs, and tell what each is from.

    Args:
        passages: Paragraphs, each with the offsets of the words that are quoted.
        documents: The paragraphs of their documents, in order, by the documents' ids.

    Returns:
        The citations, numbered from 1.
    """
    return tuple(
        Citation.of(
            paragraph,
            marker=marker,
            start=start,
            end=end,
            under=stands_under(paragraph, documents[paragraph.doc_id], start),
        )
        for marker, (paragraph, start, end) in enumerate(passages, start=1)
    )


def stands_under(paragraph: Paragraph, document: Sequence[Paragraph], start: int) -> str:
    """The part of a document that a quote is from.

    Args:
        paragraph: What is quoted.
        document: The paragraphs of its document, in order.
        start: Offset of the quote in the paragraph.

    Returns:
        `COMMENT` or the like where the quote stands in such a part of a cable; else the last
        heading before it; empty where there is neither.
    """
    at = (paragraph.ordinal, start)
    marks = list(_marks(document))
    begun = next((n for n in range(len(marks) - 1, -1, -1) if marks[n].at <= at), None)
    if begun is not None and marks[begun].name and _reaches(marks, begun, at):
        return marks[begun].name
    headings = (each.heading for each in reversed(document[: paragraph.ordinal + 1]))
    plain = (heading for heading in headings if heading and not _HEADING.fullmatch(heading))
    return shorten(next(plain, ""), _LONGEST, placeholder=" …")


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a part begins, with its name, or ends, without: a paragraph's place and an offset."""

    at: tuple[int, int]
    name: str = ""


def _marks(document: Sequence[Paragraph]) -> Iterator[_Mark]:
    for each in document:
        if _HEADING.fullmatch(each.heading):
            yield _Mark((each.ordinal, -1), " ".join(each.heading.split()))
        found = [
            _Mark(
                (each.ordinal, match.start()), " ".join((match["begun"] or match["part"]).split())
            )
            for match in _BEGINS.finditer(each.text)
            # `he had one comment: …` is no part.
            if (match["begun"] or match["part"])[0].isupper() or match["begun"]
        ]
        found += [_Mark((each.ordinal, match.start())) for match in _ENDS.finditer(each.text)]
        yield from sorted(found, key=lambda mark: mark.at)


def _reaches(marks: Sequence[_Mark], begun: int, at: tuple[int, int]) -> bool:
    """Whether a part goes on to some place: it ends there or later, or its paragraph is the same.

    Many cables do not say where a part ends; it is taken to end with the paragraph.
    """
    if marks[begun].at[0] == at[0]:
        return True
    after = marks[begun + 1] if begun + 1 < len(marks) else None
    return after is not None and not after.name
