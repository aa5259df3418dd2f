"""The vectors of texts: encoding those that have none yet, and keeping each batch at once."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from index.store import Store

if TYPE_CHECKING:
    from index.library import Library

__all__ = ["encode", "encode_missing"]

_TEXTS_AT_ONCE = 256


def encode_missing(library: "Library", store: Store) -> int:
    """Encode the paragraphs whose vectors are not there; returns how many texts those were."""
    texts = dict(store.vectors.texts_without(library.model_identity))
    encode(library, store, texts, lambda _done, _left: None)
    return len(texts)


def encode(
    library: "Library", store: Store, texts: dict[bytes, str], tell: Callable[[int, int], None]
) -> None:
    """Encode texts that have no vectors yet, keeping each batch as soon as it is made."""
    model = library.model_identity
    missing = [item for item in texts.items() if not store.vectors.has(model, item[0])]
    # Texts of about one length are encoded together, and what takes longest comes first.
    missing.sort(key=lambda item: len(item[1]), reverse=True)
    if missing or store.setting("dimension") is None:
        with store.transaction():
            store.set_setting("dimension", str(library.encoder.dimension))
    n_left = len(missing)
    tell(0, n_left)
    for batch in _batches(missing):
        pieces = library.windows([text for _, text in batch])
        vectors = library.encode_documents([piece for windows in pieces for piece in windows])
        rows, begin = [], 0
        for (text_hash, _), windows in zip(batch, pieces, strict=True):
            rows.append((text_hash, vectors[begin : begin + len(windows)].tobytes()))
            begin += len(windows)
        with store.transaction():
            store.vectors.put(model, rows)
        n_left -= len(batch)
        tell(len(batch), n_left)


def _batches(items: Iterable[tuple[bytes, str]]) -> Iterator[list[tuple[bytes, str]]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _TEXTS_AT_ONCE)):
        yield batch
