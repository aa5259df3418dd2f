"""Markdown as lines of text that the parsers of plain texts read.

Markdown-it-py (MIT) reads CommonMark with tables, and what it makes goes through `html`, so
that Markdown and the HTML inside it are written down by one set of rules. Two things differ
from a rendered page, for the sake of the numbers that the document states: a wrapped paragraph
keeps its lines (`[3] …` may begin one), and a list whose own numbers rise with gaps (`1. 2. 4.`,
a paragraph repealed) keeps them, where a renderer would count on.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from index.formats.html import html_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

__all__ = ["front_matter", "markdown_text"]

# A block of YAML between two lines of its own at the very beginning.
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(?=(?:[ \t]*\n|#[^\n]*\n)*(?:[\w\"'][^\n:]*:(?:[ \t]|\n)|---|\.\.\.))"
    r"(?:(?!---[ \t]*(?:\n|\Z)|\.\.\.[ \t]*(?:\n|\Z))[^\n]*\n)*(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_TITLE = ("heading_open", "h1")
_FACT = re.compile(r"(title|date|author):[ \t]+(?P<q>[\"']?)(.+?)(?P=q)[ \t]*\Z")
# Blocks in one another. The library leaves out what lies deeper than its limit (its own is 20),
# so a line of ever more `>` or `- ` is made plain text.
_DEEPEST, _TOO_DEEP = 150, 100
_DRAWN = re.compile(
    rf"^(?=[ \t]*(?:(?:>[ \t]?|[*+-][ \t]+|\d{{1,9}}[.)][ \t]+)){{{_TOO_DEEP}}})[ \t]*",
    re.MULTILINE,
)


# For each `[` the library reads to the `]` that closes it, or to the end of the paragraph.
_BRACKET = re.compile(r"\\.|[\[\]]|\n[ \t]*\n", re.DOTALL)
_MOST_OPEN = 30


def markdown_text(text: str, path: Path) -> str:
    """The text of a Markdown file as it reads when rendered.

    Args:
        text: Its Markdown; any text is Markdown, so nothing is refused.
        path: Where it came from.

    Returns:
        Its lines, as `html_text` writes them. Of YAML front matter the title alone is kept,
        above the text, unless that begins with its one heading of the first level.
    """
    markdown = _markdown()
    written = _FRONT_MATTER.sub("", text, count=1)
    tokens = markdown.parse(_few_open(_DRAWN.sub("\\\\", written)))
    _keep_numbers(tokens)
    for token in tokens:
        if token.type == "code_block":  # whether indented lines are code, nobody knows
            token.type, token.content = "html_block", f"<pre>{escape(token.content)}</pre>\n"
    page = html_text(markdown.renderer.render(tokens, markdown.options, {}), path)
    title = front_matter(text).get("title", "")
    named = [n for n, token in enumerate(tokens) if (token.type, token.tag) == _TITLE] == [0]
    return page if named or not title else f"{title}\n\n{page}"


def front_matter(text: str) -> dict[str, str]:
    """The `title`, `date` and `author` that a Markdown file states in lines of its front matter.

    Args:
        text: The file.

    Returns:
        What is stated, in quotation marks or without; lists and blocks of YAML are not read.
    """
    found = _FRONT_MATTER.match(text)
    facts = (_FACT.match(line) for line in (found[0].split("\n") if found else ()))
    return {
        fact[1]: fact[3] for fact in facts if fact and not fact[3].startswith(("[", "{", "|", ">"))
    }


def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    options = {"breaks": True, "maxNesting": _DEEPEST}
    markdown = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    markdown.add_render_rule("image", _shown)
    return markdown


def _shown(
    renderer: "RendererHTML",
    tokens: "Sequence[Token]",
    at: int,
    options: "OptionsDict",
    env: "EnvType",
) -> str:
    """The words that a picture is described by."""
    return escape(renderer.renderInlineAsText(tokens[at].children, options, env))


def _few_open(text: str) -> str:
    """A text whose brackets do not stand too deep; such, and those never closed, are signs.

    A paragraph of few brackets stays as it is.
    """
    plain: list[int] = []
    open_at: list[int] = []
    for match in _BRACKET.finditer(text + "\n\n"):
        if match[0] == "[":
            open_at.append(match.start())
        elif match[0] == "]" and open_at:
            place = open_at.pop()
            plain += [place] if len(open_at) >= _MOST_OPEN else []
        elif match[0][0] == "\n":
            plain += open_at if len(open_at) > _MOST_OPEN else []
            open_at.clear()
    bounds = [0, *sorted(plain), len(text)]
    return "\\".join(text[begin:end] for begin, end in pairwise(bounds))


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
