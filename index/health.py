"""Damage: finding it, and mending what can be made again from the database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import derived
from index.hashes import text_hash
from index.layout import Layout
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
    model = library.model_identity
    with writing(layout) as store:
        problems = store.problems() or _changed_texts(store)
        documents, paragraphs = store.counts()
        if not problems and store.setting("dimension") is not None:
            with store.transaction():
                n_damaged = store.vectors.drop_damaged()
            n_missing = encode_missing(library, store)
            if n_damaged or n_missing:
                derived.renew_vectors(layout, store, model)
                repaired.append(
                    f"{n_missing} paragraph texts had no vectors, or damaged ones, and were encoded"
                )
            mended = derived.mend(layout, store, model, dimension_of(layout, store))
            repaired += filter(None, [mended])
            derived.sweep(layout, store)
    return CheckReport(documents, paragraphs, problems, tuple(repaired))


def _changed_texts(store: Store) -> tuple[str, ...]:
    """Paragraphs whose words are not those that were indexed, as the database has changed."""
    return tuple(
        f"the words of {doc_id}, paragraph {label}, are not those that were indexed; remove the "
        f"document and index it again"
        for doc_id, label, hash_then, text in store.paragraphs.encoded_texts()
        if text_hash(text) != hash_then
    )
