"""A page's tags, no deeper in each other than browsers allow.

To open a block the parser looks through all that are open, so that time grows with the square
of their depth. Blink stops at 512; what lies deeper is written here as tags that end at once.
"""

import re

__all__ = ["shallow"]

_DEEPEST, _DEEPEST_INLINE = 512, 5_000
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b.*?(?:</(?P=raw)|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*)(?=[\s/>])",
    re.DOTALL | re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir",
        "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "header",
        "hgroup", "listing", "main", "menu", "nav", "ol", "pre", "search", "section",
        "summary", "table", "ul",
    ]
)  # fmt: skip
# Tags that hold nothing, or that the next of their kind closes.
_NOT_NESTED = frozenset(
    [
        "a", "area", "base", "body", "br", "button", "caption", "col", "colgroup", "dd",
        "dt", "embed", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "html", "img",
        "input", "li", "link", "meta", "option", "optgroup", "p", "param", "plaintext",
        "source", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr",
        "track", "wbr", "xmp",
    ]
)  # fmt: skip


def shallow(page: str) -> str:
    """A page whose tags lie at most 512 blocks and 5,000 other tags deep.

    Args:
        page: Its HTML.

    Returns:
        The same HTML, deeper blocks written as line breaks; every word is kept.
    """
    open_tags = {True: 0, False: 0}  # blocks, others
    dropped = {True: 0, False: 0}

    def kept(match: re.Match[str]) -> str:
        name = (match["name"] or "").lower()
        if not name or name in _NOT_NESTED:
            return match[0]
        block = name in _BLOCKS
        deepest = _DEEPEST if block else _DEEPEST_INLINE
        if match["close"] and not dropped[block]:
            open_tags[block] = max(open_tags[block] - 1, 0)
            return match[0]
        if not match["close"] and open_tags[block] < deepest:
            open_tags[block] += 1
            return match[0]
        dropped[block] += -1 if match["close"] else 1
        return "<br" if block else "<wbr"

    return _TAG.sub(kept, page)
