"""Sorting the lines of a telegram into web page, header and body.

The header comes again at each section and web pages print it twice; pages break in the
middle of a sentence, of the addressees, and of a word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.cable_fields import (
    ADDRESSING,
    Classified,
    field_of,
    is_addressee,
    is_transmission,
    opens_header,
)
from index.formats.cable_furniture import find_furniture, page_heading
from index.formats.cable_header import HeaderFields
from index.formats.cable_references import is_reference_line
from index.formats.cable_tags import looks_like_tags
from index.formats.lines import Line, ends_sentence, is_item, is_rule, looks_like_heading

__all__ = ["SortedLines", "is_placeholder", "sort_lines"]

_NUMBERED = re.compile(r"\s*(?:¶\s?(?P<p>\d{1,3})[.)]?|\(?(?P<n>\d{1,3})[.)])(?:\s|\()")
# The first paragraph, or any with its portion mark.
_FIRST_NUMBER = re.compile(
    r"\s*(?:(?:¶\s?1[.)]?|1[.)]|\(1\))(?:\s|\()"
    r"|(?:¶\s?|\()?\d{1,3}[.)]\s*\((?:U|SBU|LOU|C|S|TS)[/)])"
)
_PLACEHOLDER = re.compile(
    r"(?:\b(?:text|body|message|document|telegram|cable|record)\b.{0,80}\b"
    r"(?:not (?:available|found|online)|unavailable|missing|expunged|lost)\b"
    r"|partial extract of the original)",
    re.IGNORECASE,
)
# Of these, a line that begins no field is a part; after others it must be explained.
_WRAPPING = frozenset(
    {"from", "to", "info", "tags", "subject", "references", "classified_by", "transmission"}
)
_OPENING = frozenset({"subject", "tags", "eo12958", "from"})
_STILL_TO_COME = _OPENING | {"to", "info", "classification"}
_LONGEST_SUBJECT = 6  # lines
_UNDER_SUBJECT = re.compile(r"\s*(?:REF|CLASSIFIED BY)", re.IGNORECASE)
_WRAPPED_SUBJECT, _NEAR_END = 30, 3  # characters of a line that is full, lines to its end
_LOOK_AHEAD, _TO_CLASSIFICATION = 15, 80  # lines
_FURTHEST_SKIP = 5  # paragraph numbers that may be missing
_FULL_LINE = 45  # characters; a shorter one that ends a sentence may end a paragraph


@dataclass(slots=True)
class SortedLines:
    """The lines of a telegram, sorted.

    Attributes:
        header: What the header states.
        page: Lines above the header: a web page's, or the list of bureaus and drafters.
        body: Lines of the body; blank lines between its blocks are kept.
        stamps: Lines of release stamps.
    """

    header: HeaderFields = field(default_factory=HeaderFields)
    page: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    stamps: list[Line] = field(default_factory=list)


def is_placeholder(text: str) -> bool:
    """Whether a text says that the telegram's own text is not there."""
    return len(text) <= 400 and _PLACEHOLDER.search(text) is not None


def sort_lines(lines: Sequence[Line], *, body_from: int | None = None) -> SortedLines:
    """Sort the lines of one telegram.

    A header is left at the first written line that neither begins a field nor goes on with
    one. Senders and addressees stand only between the transmission lines and the
    classification (a subject may wrap before `TO`). `Classified By: …` belongs to the
    header, but no fact holds its words, so the first stays in the body.

    Args:
        lines: Its lines.
        body_from: Index from which there can be no web page any more, where header and body
            are held apart.
    """
    begin = len(lines) if body_from is None else body_from
    parts = _Sorter(lines, begin, _LONGEST_SUBJECT).sorted()
    if len(parts.header.lines("subject")) > 1 and all(line.blank for line in parts.body):
        # With no blank line under it, the text was taken for more of the subject.
        return _Sorter(lines, begin, 1).sorted()
    return parts


class _Sorter:
    """Goes through the lines once, knowing whether the header is open."""

    def __init__(self, lines: Sequence[Line], body_from: int, longest_subject: int) -> None:
        self._lines, self._body_from = lines, body_from
        self._longest_subject = longest_subject
        self._furniture = find_furniture(lines)
        self._parts = SortedLines()
        self._header = self._parts.header
        self._next_classified = _next_classified(lines)
        self._begun, self._in_header, self._addressing = False, False, True
        self._name, self._gap = "", False
        self._seen: set[str] = set()
        self._blanks: list[Line] = []
        self._interrupted = False
        self._number = 0  # of the last paragraph, as far as can be told here

    def sorted(self) -> SortedLines:
        self._parts.stamps = [self._lines[index] for index in self._furniture.stamps]
        for index in range(self._furniture.end):
            line = self._lines[index]
            self._begun = self._begun or index >= self._body_from
            if index in self._furniture.lines:
                self._furnish(index)
            elif line.blank:
                self._blank(index)
            else:
                self._written(index)
        return self._parts

    def _furnish(self, index: int) -> None:
        self._interrupted = True
        text = self._lines[index].text
        if heading := page_heading(text):
            self._header.add_page(*heading)
        elif not self._begun:
            self._parts.page.append(self._lines[index])

    def _blank(self, index: int) -> None:
        self._blanks.append(self._lines[index])
        # A page may break in the middle of the addressees.
        if not (index in self._furniture.blanks and self._name in ADDRESSING):
            self._gap = True

    def _written(self, index: int) -> None:
        line = self._lines[index]
        if not self._in_header and self._opens(index):
            self._begun = self._in_header = self._addressing = True
            self._name = ""
            self._seen = set()
        if not self._begun:
            self._parts.page.append(line)
        elif not (self._in_header and self._take_field(index)):
            self._in_header = False
            self._take_body(index)

    def _opens(self, index: int) -> bool:
        """Whether a header begins, or begins again, with this line."""
        text = self._lines[index].text
        if not self._begun or not (self._parts.body or self._header.lines("classification")):
            found = field_of(text)
            return opens_header(text) or (found is not None and found[0] in _OPENING)
        if classified := Classified.of(text):
            return self._header.belongs(classified)
        if not is_transmission(text):
            return False
        following = self._next_classified[index]
        if following is None:
            return self._header.has_written(text)
        return self._header.belongs(following)

    def _take_field(self, index: int) -> bool:
        """Take a line of the header; False if it is none."""
        text = self._lines[index].text
        found = field_of(text, addressing=self._addressing)
        if found and found[0] == "attention" and self._header.repeated:
            found = found if self._header.has_written(found[1]) else None
        begins = found is not None
        name, rest = found or (self._goes_on(index), text.strip())
        if not name:
            return False
        if name == "transmission" and self._name in {"to", "info"} and not is_transmission(text):
            name, begins = self._name, False
        first = self._header.add(name, rest, begins=begins)
        self._name, self._gap = name, False
        self._addressing = name in ADDRESSING
        self._seen.add(name)
        self._interrupted = name != "classified_by"
        if first and name == "classified_by":
            self._take_body(index)
        return True

    def _goes_on(self, index: int) -> str:
        """The field that a line goes on with; empty if it is the first line of the body."""
        text, name = self._lines[index].text, self._name
        if name == "references" and self._lists_on(index):
            return name
        if _FIRST_NUMBER.match(text) or is_placeholder(text):
            return ""
        if self._header.repeated and self._header.has_written(text.strip()):
            return "attention"
        if wrapped := self._wrapped_field(name, index):
            return wrapped
        if self._more_header(index):
            return name if name in {"to", "info"} and is_addressee(text) else "attention"
        return ""

    def _lists_on(self, index: int) -> bool:
        """Whether a line goes on with a list of references, and does not begin a paragraph."""
        if not is_reference_line(self._lines[index].text):
            return False
        after = self._lines[index + 1].text if index + 1 < len(self._lines) else ""
        return (
            not after.strip()
            or is_reference_line(after)
            or _NUMBERED.match(after) is not None
            or field_of(after) is not None
        )

    def _wrapped_field(self, name: str, index: int) -> str:
        """The field of which a line is a further part; empty if it is of none."""
        text = self._lines[index].text
        if name == "tags":
            return self._after_tags(text)
        if self._gap or self._header.goes_beyond(name, text):
            return ""
        if name == "correction":
            return name if self._open_bracket(name) else ""
        if name == "subject" and not self._subject_goes_on(index):
            return ""
        if name == "from":  # the addressees have lost their `TO`
            return "to"
        return name if name in _WRAPPING else ""

    def _subject_goes_on(self, index: int) -> bool:
        """Whether a line is more of the subject, where copies may have lost their blank lines."""
        n_lines = len(self._header.lines("subject"))
        if n_lines >= self._longest_subject:
            return False
        return len(self._lines[index - 1].text) >= _WRAPPED_SUBJECT or any(
            line.blank or _FIRST_NUMBER.match(line.text) or _UNDER_SUBJECT.match(line.text)
            for line in self._lines[index + 1 : index + 1 + _NEAR_END]
        )

    def _after_tags(self, text: str) -> str:
        """What a line after the tags is: more of them, or a subject that lost its name."""
        if self._header.goes_beyond("tags", text):
            return ""
        if looks_like_tags(text) and (not self._gap or self._tags_open()):
            return "tags"
        if self._gap or _NUMBERED.match(text):
            return ""
        if self._tags_open() or self._open_bracket("tags"):
            return "tags"
        return "" if self._header.lines("subject") else "subject"

    def _tags_open(self) -> bool:
        return self._header.joined("tags").endswith(",")

    def _open_bracket(self, name: str) -> bool:
        words = self._header.joined(name)
        return words.count("(") > words.count(")")

    def _more_header(self, index: int) -> bool:
        """Whether fields of this heading are still to come, so that the line is one of its own."""
        if "subject" in self._seen:
            return False
        for line in self._lines[index + 1 : index + 1 + _LOOK_AHEAD]:
            if _NUMBERED.match(line.text) or ends_sentence(line.text):
                return False
            found = field_of(line.text, addressing="classification" not in self._seen)
            if found and found[0] in _STILL_TO_COME:
                return True
        return False

    def _take_body(self, index: int) -> None:
        """Add a line to the body, after the blank lines before it unless a page broke there."""
        if not (self._interrupted and self._parts.body and self._runs_on(index)):
            self._parts.body.extend(self._blanks)
        self._blanks, self._interrupted = [], False
        self._parts.body.append(self._lines[index])
        if numbered := _NUMBERED.match(self._lines[index].text):
            number = int(numbered["p"] or numbered["n"])
            if self._number < number <= self._number + _FURTHEST_SKIP:
                self._number = number

    def _runs_on(self, index: int) -> bool:
        """Whether a line goes on with the paragraph that a page or a heading interrupted."""
        before, text = self._parts.body[-1].text, self._lines[index].text
        numbered = _NUMBERED.match(text)
        if numbered and int(numbered["p"] or numbered["n"]) > self._number + _FURTHEST_SKIP:
            return not ends_sentence(before)
        if numbered or is_item(text) or is_rule(before):
            return False
        after = self._lines[index + 1].text if index + 1 < self._furniture.end else ""
        alone = not after.strip() or is_rule(after)
        if not ends_sentence(before):
            return not (alone and looks_like_heading(text) and looks_like_heading(before))
        return len(before.strip()) >= _FULL_LINE and not (alone and looks_like_heading(text))


def _next_classified(lines: Sequence[Line]) -> list[Classified | None]:
    """For each line, the classification line that follows it closely."""
    following: list[Classified | None] = [None] * len(lines)
    classified, place = None, 0
    for index in range(len(lines) - 1, -1, -1):
        if found := Classified.of(lines[index].text):
            classified, place = found, index
        if place - index <= _TO_CLASSIFICATION:
            following[index] = classified
    return following
