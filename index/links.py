"""The documents that a document refers to."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.formats.cable_references import canonical_id, references
from index.model import Document

__all__ = ["Link", "links"]


@dataclass(frozen=True, slots=True)
class Link:
    """A document that another one refers to.

    Attributes:
        letter: What the other calls it (`A` in `REF A`); may be empty.
        doc_id: Its id; the library's own where it is there.
        held: Whether it is in the library.
    """

    letter: str
    doc_id: str
    held: bool


def links(document: Document, known: Iterable[str]) -> tuple[Link, ...]:
    """What a document refers to, in the order in which it names them.

    Args:
        document: The one that refers.
        known: Ids of all documents of the library; not read where nothing is referred to.
    """
    named = references(
        document.metadata.get("references", ""), own_id=document.doc_id, date=document.date
    )
    if not named:
        return ()
    held = {canonical_id(doc_id) or doc_id: doc_id for doc_id in known}
    return tuple(
        Link(each.letter, held.get(each.doc_id, each.doc_id), each.doc_id in held) for each in named
    )
