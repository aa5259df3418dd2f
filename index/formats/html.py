"""Web pages as lines of text that the parsers of plain texts read.

Selectolax (MIT, on the Lexbor engine) makes the tree that a browser makes, of malformed pages
too; this module writes the tree down as a browser shows it: blocks parted by blank lines, the
numbers of lists printed, `<pre>` kept line by line, a row of a table on one line.

Left out: what no browser shows (scripts, styles, `hidden`, `display: none`), and of the page's
furniture only what is nothing but links: `<nav>`, and `<footer>` outside the text, this also
where it states the copyright. An
`<aside>` or a footer in the text may hold footnotes, dates and signatures, so these stay.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.formats.html_depth import shallow
from index.formats.html_lists import ListNumbers
from index.formats.html_writer import Writer, plain
from index.formats.lines import CODE, HEADING, ends_sentence

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["html_charset", "html_text"]

_BLOCKS = frozenset(
    [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
        "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre",
        "search", "section", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
        "tr", "ul", "xmp",
    ]
)  # fmt: skip
_UNSEEN = frozenset(
    [
        "annotation", "annotation-xml", "area", "audio", "base", "canvas", "datalist", "embed",
        "head", "iframe", "link", "meta", "noembed", "noframes", "noscript", "object", "param",
        "rp", "script", "source", "style", "template", "title", "track", "video",
    ]
)  # fmt: skip
_VERBATIM = frozenset(["pre", "textarea", "listing", "xmp", "plaintext"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LISTS = frozenset(["ol", "ul", "menu", "dir"])
_CONTENT = frozenset(["article", "main", "section", "blockquote"])
_DISPLAY_NONE = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
_CALL = re.compile(r"\s*\d{1,3}(?:\s?,\s?\d{1,3})*\s*\Z")  # not `th`
_WORD_END = re.compile(r"[^\W\d_]{3}[\"'”’)\]»,;:]*\Z")  # units are shorter
_COPYRIGHT = re.compile(r"\s*(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_LINKS_ONLY = 0.8  # of the characters of a page's furniture


def html_text(text: str, path: Path) -> str:  # noqa: ARG001 - each format is read by (text, path)
    """The text that a page shows.

    Args:
        text: Its HTML; anything is HTML to a browser, so nothing is refused.
        path: Where it came from.

    Returns:
        Its lines; blank lines part the blocks, and marks (`HEADING`, `CODE`) tell what is a
        heading and what a line of `<pre><code>`. The page's `<title>` stands first if no heading
        stands in the page. Empty for a page that shows nothing.
    """
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(shallow(text.encode("utf-8", "replace").decode("utf-8")))
    root = parser.root
    if root is None:
        return ""
    page = _write(root, furniture=False)
    if not page.lines:
        page = _write(root, furniture=True)
    title = parser.css_first("head > title")
    if title is not None and not page.has_heading:
        named = " ".join(plain(title.text() or "").split())
        page.lines[:0] = [named, ""] if named else []
    return "\n".join(page.lines).strip("\n")


def _write(root: "LexborNode", *, furniture: bool) -> Writer:
    """Write a page down.

    Args:
        root: Its root.
        furniture: Whether what is nothing but links is written too.
    """
    page = writer = Writer()
    rows: list[list[list[str]]] = []  # the cells of the rows that are open
    around: list[Writer] = []  # the writers round the cells that are open
    for node, event in _events(root, furniture=furniture):
        tag = node.tag or ""
        if event == "text":
            writer.write(node.text_content or "")
        elif tag in {"td", "th"} and rows:
            if event == "open":
                around.append(writer)
                writer = Writer()
            else:
                writer.begin()
                page.has_heading = page.has_heading or writer.has_heading
                rows[-1].append(writer.lines)
                writer = around.pop()
        elif tag == "tr":
            writer.begin()
            if event == "open":
                rows.append([])
            else:
                writer.add_row(rows.pop())
        elif tag in _BLOCKS:
            _block(writer, node, tag, opens=event == "open")
        else:
            _inline(writer, node, tag, opens=event == "open")
    page.begin()
    return page


def _block(writer: Writer, node: "LexborNode", tag: str, *, opens: bool) -> None:
    if tag == "li" and not opens:
        writer.end_item()
        return
    n_lines = len(writer.lines)
    writer.begin(verbatim=opens and tag in _VERBATIM)
    if tag in _HEADINGS and not opens:
        writer.has_heading = writer.has_heading or len(writer.lines) > n_lines
        writer.mark_lines(n_lines, HEADING)
    elif tag == "pre" and not opens and _is_code(node):
        writer.mark_lines(n_lines, CODE)
    elif tag == "table":
        writer.end_table()
    elif tag in _LISTS and opens:
        writer.lists.append(ListNumbers.of(node))
    elif tag in _LISTS:
        writer.lists.pop()
    elif tag == "li":
        writer.mark((writer.lists or [ListNumbers("-")])[-1].marker(node))


def _inline(writer: Writer, node: "LexborNode", tag: str, *, opens: bool) -> None:
    if tag == "br" and opens:
        writer.break_line()
    elif tag == "q":
        writer.write("“" if opens else "”")
    elif tag == "sup" and opens and _is_reference(node):
        writer.write(" ")  # the number of a footnote is no part of the word before it


def _is_code(node: "LexborNode") -> bool:
    """Whether a `<pre>` holds a `<code>`; without, it may hold any text."""
    return node.first_child is not None and node.first_child.tag == "code"


def _is_reference(node: "LexborNode") -> bool:
    """Whether a raised number calls a note: it is a link, or stands behind a word (not `m²`)."""
    parent, child, before = node.parent, node.first_child, node.prev
    if (parent is not None and parent.tag == "a") or (child is not None and child.tag == "a"):
        return True
    words = before.text_content or "" if before is not None and before.tag == "-text" else ""
    called = _CALL.match(node.text() or "") is not None
    return called and (_WORD_END.search(words) is not None or ends_sentence(words))


def _events(root: "LexborNode", *, furniture: bool) -> "Iterator[tuple[LexborNode, str]]":
    """Nodes as they open and close, and texts; without recursion, for pages nest deeply."""
    open_nodes: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            yield node, "text"
        elif not tag.startswith("-") and _is_seen(node, tag, open_nodes, furniture=furniture):
            yield node, "open"
            open_nodes.append(node)
            if node.first_child is not None:
                node = node.first_child
                continue
            yield open_nodes.pop(), "close"
        while node is not None and open_nodes and node.next is None:
            node = open_nodes.pop()
            yield node, "close"
        node = node.next if open_nodes and node is not None else None


def _is_seen(
    node: "LexborNode", tag: str, open_nodes: "Sequence[LexborNode]", *, furniture: bool
) -> bool:
    if tag in _UNSEEN:
        return False
    attributes = node.attributes
    if attributes.get("hidden", "no") not in {"no", "until-found"}:
        return False
    if _DISPLAY_NONE.search(attributes.get("style") or ""):
        return False
    if furniture or tag not in {"nav", "footer"}:
        return True
    around = {above.tag for above in open_nodes}
    if around & {"nav", "footer"} or (tag == "footer" and around & _CONTENT):
        return True
    return not (_is_links(node) or (tag == "footer" and _COPYRIGHT.match(node.text() or "")))


def _is_links(node: "LexborNode") -> bool:
    links = sum(len("".join((link.text() or "").split())) for link in node.css("a"))
    return links > 0 and links >= _LINKS_ONLY * len("".join((node.text() or "").split()))


# The encodings of the web by Python's name, and those that browsers read as another
# (WHATWG Encoding, 4.2).
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",  # a page whose ASCII <meta> can be read is not UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_OF_THE_WEB = re.compile(
    r"utf-8|iso8859-\d+|cp125\d|cp866|cp874|cp932|cp949|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030"
    r"|big5hkscs|euc_jp|iso2022_jp"
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_XML = re.compile(rb"\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']\s*([\w.:-]+)")
_META = re.compile(rb"<meta[\s/][^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PRESCAN_BYTES = 1024


def html_charset(data: bytes) -> str | None:
    """The encoding that a page declares in its first 1,024 bytes.

    Source: HTML Living Standard, 13.2.3.2, in a simple form: the first `<meta>` with a charset
    that is known, in its own attribute or in `content`, outside comments; else an XML
    declaration.

    Args:
        data: The page's bytes; a byte-order mark is not looked for.

    Returns:
        Python's name of the codec that browsers use for it, or None if none is declared or
        known.
    """
    head = _COMMENT.sub(b"", data[:_PRESCAN_BYTES])
    for match in (*_META.finditer(head), *_XML.finditer(head)):
        try:
            name = codecs.lookup(match[1].decode("ascii", "replace")).name
        except LookupError:
            continue
        name = _READ_AS.get(name, name)
        if _OF_THE_WEB.fullmatch(name):
            return name
    return None
