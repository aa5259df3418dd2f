"""Reads HTML back as a browser would, so that tests look at text and not at markup."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "img", "input", "meta", "link", "hr"}


@dataclass
class Node:
    """An element: its tag, its attributes and what it holds."""

    tag: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, tag: str = "", **attributes: str) -> list["Node"]:
        """The elements inside with this tag and these attributes, in document order."""
        wanted = {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
        return [
            node
            for node in self._inside()
            if (not tag or node.tag == tag)
            and all(node.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", **attributes: str) -> "Node":
        (node,) = self.all(tag, **attributes)
        return node

    @property
    def tags(self) -> set[str]:
        return {node.tag for node in self._inside()}

    def _inside(self) -> Iterator["Node"]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child._inside()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        if closed.tag != tag:
            raise AssertionError(f"<{closed.tag}> is closed by </{tag}>")

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(html: str) -> Node:
    """The tree of `html`; fails where tags do not match."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    if len(builder._open) != 1:
        raise AssertionError(f"<{builder._open[-1].tag}> is never closed")
    return builder.root
