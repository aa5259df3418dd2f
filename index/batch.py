"""What one publishing makes visible: documents, the files that hold them, and what leaves."""

from dataclasses import dataclass, field, replace

from index.hashes import content_hash, text_hash
from index.model import ParsedDocument
from index.searchable import encoded_texts
from index.store import Store

__all__ = ["Batch"]


@dataclass(slots=True)
class Batch:
    """What will become visible next.

    Attributes:
        documents: New and changed documents by id, with the hashes of their content.
        links: Documents and files that hold them.
        begun: Files that are being read.
        ended: Files that have been read, with the hashes of their content.
        dropped: Documents and files that hold them no longer.
        left: Members that have left their archive.
        n_paragraphs: How many paragraphs `documents` have.
        n_added: How many documents are new to the library.
        n_updated: How many replace another text.
        n_unchanged: How many are in the library already.
        n_removed: How many have left it; known when the batch is written.
    """

    documents: dict[str, tuple[ParsedDocument, bytes]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    n_paragraphs: int = 0
    n_added: int = 0
    n_updated: int = 0
    n_unchanged: int = 0
    n_removed: int = 0

    def write(self, store: Store, variants: dict[str, str]) -> None:
        """Write it, inside the writer's transaction.

        Args:
            store: The writer's connection.
            variants: Ids that this run gave to texts whose own id, the value, was taken. One
                whose id has become free takes it, and is no longer among them.
        """
        for path in self.begun:
            store.sources.begin(path)
        for parsed, hash_now in self.documents.values():
            hashes = [text_hash(text) for text in encoded_texts(parsed)]
            store.documents.put(parsed, hash_now, hashes)
        for doc_id, path in self.links:
            store.sources.link(doc_id, path)
        for doc_id, path in self.dropped:
            self._unlink(store, variants, doc_id, path)
        for path, hash_read in self.ended:
            store.sources.end(path, hash_read)
        for path in self.left:
            gone = store.sources.get(path)
            for doc_id in gone.doc_ids if gone else ():
                self._unlink(store, variants, doc_id, path)
            store.sources.forget(path)

    def _unlink(self, store: Store, variants: dict[str, str], doc_id: str, path: str) -> None:
        """Let a document go from a file; if it is in no other, it leaves the library.

        A text that was found in another file and kept as a variant, since this one still held
        the id, has then moved and changed in one run: it takes the id.
        """
        if not store.sources.unlink(doc_id, path):
            return
        moved = next((variant for variant, meant in variants.items() if meant == doc_id), None)
        if moved is None:
            self.n_removed += 1
            return
        del variants[moved]
        _take_id(store, moved, doc_id)
        self.n_added -= 1
        self.n_updated += 1


def _take_id(store: Store, variant: str, doc_id: str) -> None:
    """Give a variant the id that its text was meant to have."""
    document = store.documents.get(variant)
    if document is None:
        raise ValueError(f"there is no variant {variant!r}")
    metadata = {key: value for key, value in document.metadata.items() if key != "variant_of"}
    document = replace(document, doc_id=doc_id, metadata=metadata)
    hash_now = content_hash(ParsedDocument(document, store.paragraphs.of(variant)))
    store.documents.rename(variant, document, hash_now)
