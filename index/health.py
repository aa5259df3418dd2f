"""Damage: finding it, and mending what can be made again from the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import derived
from index.hashes import content_hash, text_hash
from index.layout import Layout
from index.model import ParsedDocument
from index.opening import dimension_of, writing
from index.store import Store
from index.text_vectors import encode_missing

if TYPE_CHECKING:
    from index.library import Library

__all__ = ["CheckReport", "check"]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `Library.check` found.

    Attributes:
        documents: How many documents there are.
        paragraphs: How many paragraphs.
        problems: What is wrong still.
        repaired: What was wrong and has been mended.
    """

    documents: int
    paragraphs: int
    problems: tuple[str, ...]
    repaired: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong any more."""
        return not self.problems


def check(library: "Library", layout: Layout) -> CheckReport:
    """Look for damage and mend it; `Library.check` tells the rest."""
    repaired: list[str] = []
    with writing(layout, library.model_identity) as store:
        problems = store.problems()
        if problems and store.mend_indexes():
            problems = ()
            repaired.append("indexes of the database were made anew")
        problems = problems or (*_changed_documents(store), *_changed_texts(store))
        documents, paragraphs = store.counts()
        if not problems and store.setting("dimension") is not None:
            repaired += _mend_vectors(library, layout, store)
            dimension = dimension_of(layout, store)
            mended = derived.mend(layout, store, library.model_identity, dimension)
            repaired += filter(None, [mended])
            derived.sweep(layout, store)
    return CheckReport(documents, paragraphs, problems, tuple(repaired))


def _mend_vectors(library: "Library", layout: Layout, store: Store) -> Iterator[str]:
    """Encode what has no vectors, or damaged ones; tells what had to be done."""
    with store.transaction():
        n_damaged = store.vectors.drop_damaged() + store.tokens.drop_damaged()
    n_missing = encode_missing(library, store)
    if n_damaged:
        yield f"the vectors of {n_damaged} texts were damaged and are gone"
    if n_missing:
        derived.renew_vectors(layout, store, library.model_identity)
        yield f"{n_missing} paragraph texts had no vectors and were encoded"


def _changed_documents(store: Store) -> Iterator[str]:
    """Documents that say something else than when they were put, as the database has changed."""
    for _, document in store.documents.all():
        kept = store.documents.content_hash(document.doc_id)
        paragraphs = store.paragraphs.of(document.doc_id)
        # An older version kept no hash.
        if kept and content_hash(ParsedDocument(document, paragraphs)) != kept:
            yield (
                f"{document.doc_id} is not as it was indexed; remove the document and index it "
                f"again"
            )


def _changed_texts(store: Store) -> Iterator[str]:
    """Paragraphs whose words are not those that were encoded, as the database has changed."""
    for doc_id, label, hash_then, text in store.paragraphs.encoded_texts():
        if text_hash(text) != hash_then:
            yield (
                f"the words of {doc_id}, paragraph {label}, are not those that were indexed; "
                f"remove the document and index it again"
            )
