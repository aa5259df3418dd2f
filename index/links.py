"""Which documents belong together: what one refers to, and the other copies of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.formats.cable_references import canonical_id, references, short_id
from index.model import Document

__all__ = ["Link", "links", "other_copies"]

_VARIANT = re.compile(r"#\d+\Z")


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

    A reference opens the document of just that id, else one whose id is written in another
    way (`1973BUENOS02400` for `73BUENOSAIRES2400`), a corrected copy last.

    Args:
        document: The one that refers.
        known: Ids of all documents of the library; not read where nothing is referred to.
    """
    named = references(
        document.metadata.get("references", ""), own_id=document.doc_id, date=document.date
    )
    wanted = {short_id(each.doc_id) for each in named}
    held: dict[str, list[str]] = {}
    numbers = set(map(_number, wanted))
    for doc_id in (each for each in known if any(n in each for n in numbers)) if wanted else ():
        canonical = canonical_id(doc_id)
        if canonical and (short := short_id(canonical)) in wanted:
            held.setdefault(short, []).append(doc_id)
    return tuple(
        Link(each.letter, found or each.doc_id, found is not None)
        for each in named
        for found in (_best(each.doc_id, held.get(short_id(each.doc_id), ())),)
    )


def _best(named: str, candidates: Iterable[str]) -> str | None:
    """The document that a canonical id means, among those of its year, number and six letters."""
    ranked = [
        (doc_id != named, "_" in doc_id, canonical != named, doc_id)
        for doc_id in candidates
        for canonical in (canonical_id(doc_id),)
        # Of two names of a post, one of six letters may be short for the other.
        if canonical == named or short_id(named) in {named, canonical}
    ]
    return min(ranked)[-1] if ranked else None


def other_copies(doc_id: str, known: Iterable[str]) -> list[str]:
    """Ids of the other texts of a document: `ID#2`, and corrected copies of a cable, `ID_a`.

    Args:
        doc_id: The document's id.
        known: Ids of all documents of the library.
    """
    own = _of_any_copy(doc_id)
    number = _number(own)  # which is quickly looked for among very many ids
    return sorted(
        each for each in known if number in each and each != doc_id and _of_any_copy(each) == own
    )


def _number(doc_id: str) -> str:
    """The last number in an id, without zeros before it, or the id itself: all copies have it."""
    found = re.findall(r"[1-9]\d*", doc_id)
    return found[-1] if found else doc_id


def _of_any_copy(doc_id: str) -> str:
    plain = _VARIANT.sub("", doc_id)
    return canonical_id(plain) or plain
