"""Markdown as lines of text that the parsers of plain texts read.

Markdown-it-py (MIT) reads CommonMark with tables, and what it makes goes through `html`, so
that Markdown and the HTML inside it are written down by one set of rules. Two things differ
from a rendered page, for the sake of the numbers that the document states: a wrapped paragraph
keeps its lines (`[3] …` may begin one), and a list whose own numbers rise with gaps (`1. 2. 4.`,
a paragraph repealed) keeps them, where a renderer would count on.
"""

import re
from collections.abc import Iterable
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from index.formats.html import html_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["markdown_text"]

# A block of YAML between two lines of its own at the very beginning.
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(?=(?:[ \t]*\n|#[^\n]*\n)*(?:[\w\"'][^\n:]*:(?:[ \t]|\n)|---|\.\.\.))"
    r"(?:(?!---[ \t]*(?:\n|\Z)|\.\.\.[ \t]*(?:\n|\Z))[^\n]*\n)*(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
# Blocks in one another. The library leaves out what lies deeper than its limit (its own is 20),
# so a line of ever more `>` or `- ` is made plain text.
_DEEPEST, _TOO_DEEP = 150, 100
_DRAWN = re.compile(
    rf"^(?=[ \t]*(?:(?:>[ \t]?|[*+-][ \t]+|\d{{1,9}}[.)][ \t]+)){{{_TOO_DEEP}}})[ \t]*",
    re.MULTILINE,
)


def markdown_text(text: str, path: Path) -> str:
    """The text of a Markdown file as it reads when rendered.

    Args:
        text: Its Markdown; any text is Markdown, so nothing is refused.
        path: Where it came from.

    Returns:
        Its lines, as `html_text` writes them; YAML front matter is left out.
    """
    markdown = _markdown()
    tokens = markdown.parse(_DRAWN.sub("\\\\", _FRONT_MATTER.sub("", text, count=1)))
    _keep_numbers(tokens)
    for token in tokens:
        if token.type == "code_block":  # whether indented lines are code, nobody knows
            token.type, token.content = "html_block", f"<pre>{escape(token.content)}</pre>\n"
    return html_text(markdown.renderer.render(tokens, markdown.options, {}), path)


def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    options = {"breaks": True, "maxNesting": _DEEPEST}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def _keep_numbers(tokens: "Iterable[Token]") -> None:
    """Let the items of a list whose numbers rise keep their own."""
    lists: list[list[Token]] = []
    for token in tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            lists.append([])
        elif token.type == "list_item_open" and lists:
            lists[-1].append(token)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            items = lists.pop()
            numbers = [int(item.info) for item in items if item.info.isdecimal()]
            if len(numbers) == len(items) and all(a < b for a, b in pairwise(numbers)):
                for item, number in zip(items, numbers, strict=True):
                    item.attrSet("value", str(number))
