"""What a reader must see around a quote, so as not to take it for what it is not.

A sentence is quoted with whoever speaks in it and with what introduces it as an item of a list.
Beside it stands the part of the document that it is from: what a dissenting judge holds, or an
embassy comments, is not what the court found or the minister said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from index.model import Paragraph
from qa.attribution import attributed_from
from qa.lists import goes_on, is_row, list_end, list_start
from qa.model import Citation

__all__ = ["cite", "sentences_around", "stands_under"]

_WHOLE = 1_000  # characters of a list that is quoted whole
_LONGEST = 120  # characters of a heading that are shown
_REACH = 20  # paragraphs in which the other end of a part is looked for
# The parts of a cable, and how they begin and end: `COMMENT:`, `(Note: …)`, `Begin summary:`,
# `END COMMENT`.
_KIND = r"summary|comment|action\s+request|note|text|recommendation"
_NAME = (
    rf"(?:(?:executive|embassy|post|bio(?:graphic)?)\s+)?(?:{_KIND})s?"
    r"(?:\s+and\s+action\s+request)?"
)
_OPENS = re.compile(rf"\s*\(?(?:begin\s+)?(?P<name>{_NAME})\s*(?:[:.]|--?\s|[–—])", re.IGNORECASE)
_BEGINS = re.compile(
    rf"(?:(?<=[.!?:;)”\"]\s)|(?<=\n)|(?<=\())(?:begin\s+)?(?P<name>{_NAME})\s*:", re.IGNORECASE
)
_ENDS = re.compile(
    rf"\b(?:END|End)(?:\s+(?:OF|of))?\s+(?i:{_NAME})\b|\bend\s+(?i:{_NAME})\b(?=\s*[.)\]])"
)
_HEADING = re.compile(rf"\W*(?:{_NAME})\W*", re.IGNORECASE)


def sentences_around(text: str, sentences: Sequence[tuple[int, int]], place: int) -> range:
    """The sentences of a quote that is to hold one of them.

    Args:
        text: The paragraph's text.
        sentences: Spans of its sentences, in order.
        place: The sentence that is to be quoted.

    Returns:
        The places from the sentence that says who speaks in it, or in the list of which it is an
        item, to the last item of the list that it introduces. The rows of a table stay together,
        and so does a short list of which the item says that another follows.
    """
    begun = list_start(text, sentences, place)
    last = list_end(text, sentences, place)
    item = text[slice(*sentences[place])]
    if begun < place and (is_row(item) or goes_on(item)):
        end = list_end(text, sentences, begun)
        if is_row(item) or sentences[end][1] - sentences[begun][0] <= _WHOLE:
            last = end
    return range(attributed_from(text, sentences, begun), last + 1)


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
    headed = (n for n in range(paragraph.ordinal, -1, -1) if document[n].heading)
    first = next(headed, 0)
    heading = " ".join(document[first].heading.split())
    section = document[max(first, paragraph.ordinal - _REACH) : paragraph.ordinal + 1]
    parts: list[_Part] = []
    if _HEADING.fullmatch(heading):
        parts.append(_Part(heading, -1, 0))
        heading = ""
    for each in section:
        here = each is section[-1]
        for at, name, until in _marks(each.text):
            if here and at > start:
                break
            if name:
                parts.append(_Part(name, each.ordinal, until if here else 0))
            else:
                parts = _without(parts, each.text[at:])
    following = _rest(document, paragraph, start)
    for part in reversed(parts):
        if part.reaches(paragraph.ordinal, start, following):
            return part.name
    return shorten(heading, _LONGEST, placeholder=" …")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that has begun.

    Attributes:
        name: What it is called there.
        ordinal: The paragraph in which it begins; -1 for one with a heading, which goes on to the
            next heading.
        until: Where the bracket that it stands in ends; 0 for none.
    """

    name: str
    ordinal: int
    until: int

    def reaches(self, ordinal: int, start: int, following: str) -> bool:
        """Whether it goes on to a place, after which comes some text."""
        if ordinal == self.ordinal:
            return not self.until or start < self.until
        ends = (match[0] for match in _ENDS.finditer(following))
        return self.ordinal < 0 or any(map(self.is_ended_by, ends))

    def is_ended_by(self, words: str) -> bool:
        """Whether `END COMMENT` is its end."""
        own, ended = (re.search(_KIND, text, re.IGNORECASE) for text in (self.name, words))
        return own is not None and ended is not None and own[0].lower() == ended[0].lower()


def _marks(text: str) -> list[tuple[int, str, int]]:
    """Where parts begin, with their names and where their brackets end, or end, without one."""
    begins = [match for match in (_OPENS.match(text), *_BEGINS.finditer(text)) if match]
    found = {
        match.start("name"): (
            match.start(),
            " ".join(match["name"].split()),
            text.find(")", match.start())
            if "(" in text[max(0, match.start() - 1) : match.start("name")]
            else 0,
        )
        for match in begins
        # `he had one comment: …` is no part.
        if match["name"][0].isupper() or match[0].lower().lstrip(" (").startswith("begin")
    }
    ends = [(match.start(), "", 0) for match in _ENDS.finditer(text)]
    return sorted([*found.values(), *ends])


def _without(parts: list[_Part], end: str) -> list[_Part]:
    """The parts that are left after the end of one, which ends those inside of it, too."""
    words = _ENDS.match(end)
    for n in range(len(parts) - 1, -1, -1):
        if words and parts[n].is_ended_by(words[0]):
            return parts[:n]
    return parts


def _rest(document: Sequence[Paragraph], paragraph: Paragraph, start: int) -> str:
    """What follows a place, up to the next heading."""
    texts = [paragraph.text[start:]]
    for each in document[paragraph.ordinal + 1 : paragraph.ordinal + 1 + _REACH]:
        if each.heading:
            break
        texts.append(each.text)
    return "\n".join(texts)
