"""The vectors of texts: encoding those that have none yet, and keeping each batch at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

from index.store import Store
from index.store.vectors import EncodedTexts
from index.tokens import pack

if TYPE_CHECKING:
    from index.library import Library

__all__ = ["encode", "encode_missing"]

_TEXTS_AT_ONCE = 256
_CHARACTERS_AT_ONCE = 100_000
_CHARACTERS_IN_PART = 300_000  # of a text that is longer
_TEXTS_IN_MEMORY = 20_000


def encode_missing(
    library: "Library", store: Store, tell: Callable[[int, int], None] = lambda _done, _of: None
) -> int:
    """Encode the paragraphs whose vectors are not there, some thousand texts at a time.

    Args:
        library: Gives the encoder.
        store: The writer's connection.
        tell: Told how many texts have been encoded, and of how many.

    Returns:
        How many texts those were.
    """
    model = library.model_identity
    tables: list[EncodedTexts] = [store.vectors]
    if store.keeps_tokens:
        tables.append(store.tokens)
    n_done, n_texts = 0, max(table.n_without(model) for table in tables)

    def told(n_encoded: int, _left: int) -> None:
        nonlocal n_done
        n_done += n_encoded
        tell(n_done, max(n_done, n_texts))

    for table in tables:
        while texts := dict(islice(table.texts_without(model), _TEXTS_IN_MEMORY)):
            encode(library, store, texts, told)
    return n_done


def encode(
    library: "Library", store: Store, texts: dict[bytes, str], tell: Callable[[int, int], None]
) -> None:
    """Encode texts that have no vectors yet, keeping each batch as soon as it is made."""
    model, keeps_tokens = library.model_identity, store.keeps_tokens
    missing = [
        (text_hash, text)
        for text_hash, text in texts.items()
        if not store.vectors.has(model, text_hash)
        or (keeps_tokens and not store.tokens.has(model, text_hash))
    ]
    # Texts of about one length are encoded together, and what takes longest comes first.
    missing.sort(key=lambda item: len(item[1]), reverse=True)
    n_left = len(missing)
    tell(0, n_left)  # loading the encoder may take a while
    for batch in _batches(missing):
        hashes = [text_hash for text_hash, _ in batch]
        windows = _windows(library, [text for _, text in batch])
        ends = list(accumulate(map(len, windows)))
        parts = [slice(begin, end) for begin, end in pairwise([0, *ends])]
        pieces = [piece for each in windows for piece in each]
        vectors, tokens = _encoded(library, pieces, keeps_tokens=keeps_tokens)
        with store.transaction():
            store.vectors.put(
                model, zip(hashes, (b"".join(vectors[part]) for part in parts), strict=True)
            )
            if keeps_tokens:
                store.tokens.put(
                    model, zip(hashes, (b"".join(tokens[part]) for part in parts), strict=True)
                )
        n_left -= len(batch)
        tell(len(batch), n_left)


def _windows(library: "Library", texts: Sequence[str]) -> list[tuple[str, ...]]:
    """For each text the pieces of it that fit the encoder's window.

    A very long text, which is alone in its batch, is cut first: finding the tokens of one takes
    a hundred times its own space.
    """
    if len(texts) > 1:
        return library.encoder.windows(texts)
    return [
        tuple(piece for part in _parts(texts[0]) for piece in library.encoder.windows([part])[0])
    ]


def _parts(text: str) -> Iterator[str]:
    """A text, a very long one in parts: cut after a sentence where it can be, else a word."""
    begin, last = 0, len(text) - _CHARACTERS_IN_PART
    while begin < last:
        half, end = begin + _CHARACTERS_IN_PART // 2, begin + _CHARACTERS_IN_PART
        ends = (text.rfind(mark, half, end) for mark in (". ", " "))
        end = next((at + 1 for at in ends if at >= 0), end)
        yield text[begin:end]
        begin = end
    yield text[begin:]


def _encoded(
    library: "Library", pieces: Sequence[str], *, keeps_tokens: bool
) -> tuple[list[bytes], list[bytes]]:
    """The vector of each piece, and its tokens' (none if they are not kept), as they are stored.

    Some pieces are encoded at a time, since tokens take 32 times as much before they are packed.
    """
    vectors: list[bytes] = []
    tokens: list[bytes] = []
    for begin in range(0, len(pieces), _TEXTS_AT_ONCE):
        some = pieces[begin : begin + _TEXTS_AT_ONCE]
        if keeps_tokens:
            found, each = library.encoder.encode_document_tokens(some)
            tokens += (pack(its.vectors) for its in each)
        else:
            found = library.encoder.encode_documents(some)
        vectors += (vector.tobytes() for vector in found)
    return vectors, tokens


def _batches(items: Iterable[tuple[bytes, str]]) -> Iterator[list[tuple[bytes, str]]]:
    """Some texts at a time, fewer of long ones: each batch is kept when it is encoded."""
    batch: list[tuple[bytes, str]] = []
    n_characters = 0
    for item in items:
        batch.append(item)
        n_characters += len(item[1])
        if len(batch) == _TEXTS_AT_ONCE or n_characters >= _CHARACTERS_AT_ONCE:
            yield batch
            batch, n_characters = [], 0
    if batch:
        yield batch
