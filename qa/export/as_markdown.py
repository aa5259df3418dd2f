r"""Markdown: CommonMark with the footnotes (`[^1]`) of GitHub, Pandoc and Obsidian.

Text of documents is data: each sign in it that Markdown or HTML could take for markup has a
backslash before it, and each line break is one that ends no paragraph.
"""

import re
from collections.abc import Iterator

from qa.export.transcript import CLOSEST, Entry, Note, Transcript
from qa.output import visible

__all__ = ["markdown"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>&|~^$@#])")
# At the beginning of a line these begin a list or a table, or underline a heading.
_BEGINS = re.compile(r"^([ \t]*)([-+=:]|\d{1,9}(?=[.)]))", re.MULTILINE)


def markdown(transcript: Transcript) -> bytes:
    """The conversation in UTF-8: questions as headings, quotes with footnotes at the end."""
    blocks = ["# Questions and answers"]
    for entry in transcript.entries:
        blocks += _entry(entry)
    blocks += [_footnote(note) for entry in transcript.entries for note in entry.notes]
    return ("\n\n".join(blocks) + "\n").encode()


def _entry(entry: Entry) -> Iterator[str]:
    yield f"## {_text(' '.join(entry.answer.question.split()))}"
    yield from map(_text, entry.meant)
    for text, numbers, reason in entry.statements:
        notes = "".join(f"[^{number}]" for number in numbers)
        if reason:
            yield f"~~{_text(text)}~~{notes} ({_text(' '.join(reason.split()))})"
        else:
            yield _text(text) + notes
    if entry.verdict:
        yield f"**{_text(entry.verdict)}**"
    for note in entry.notes:
        yield f"> “{_text(note.citation.quote, indent='> ')}”[^{note.number}]"
    if entry.closest:
        yield CLOSEST
        yield "\n".join(f"- {_text(label)}: {_text(words)}" for label, words in entry.closest)
    for warning in entry.answer.warnings:
        yield f"Note: {_text(warning)}"


def _footnote(note: Note) -> str:
    quote = _text(note.citation.quote, indent="    ")
    return f"[^{note.number}]: “{quote}” {_text(note.label)}.\\\n    {_text(note.reference)}"


def _text(text: str, *, indent: str = "") -> str:
    """The text with nothing in it that is markup.

    Args:
        text: Any text.
        indent: What each line but the first must begin with, to stand in the same block.
    """
    escaped = _MARKUP.sub(r"\\\1", visible(text))
    escaped = _BEGINS.sub(lambda found: _unbegun(found[1], found[2]), escaped)
    # A backslash at the end of a line breaks it and no more, even where the line is empty.
    return f"\\\n{indent}".join(escaped.split("\n"))


def _unbegun(blanks: str, sign: str) -> str:
    return f"{blanks}{sign}\\" if sign.isdigit() else f"{blanks}\\{sign}"
