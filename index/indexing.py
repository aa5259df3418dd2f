"""One run of indexing: files to documents, texts to vectors, and both into the library.

Vectors are kept as soon as they are made, documents become visible all together at the
end. So a run that is cut off loses no encoding, and nobody sees half of it.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from index import derived
from index.derived import Layout
from index.errors import InputError, NotADocument
from index.files import decode, read_bytes
from index.model import ParsedDocument
from index.parsers import collect_files, parse
from index.searchable import encoded_text
from index.store import Source, Store

if TYPE_CHECKING:
    from index.library import Library

__all__ = ["Failure", "IndexReport", "Progress", "encode_missing", "index_files"]

Progress = Callable[[str, int, int], None]
"""Told the step (`reading`, `encoding` or `writing`), how much of it is done, and of how much."""

_TEXTS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run of indexing did, in numbers of documents.

    Attributes:
        added: New to the library.
        updated: Replaced, since their text or their header changed.
        unchanged: In the library already, with the same content.
        removed: No longer in the file that they were read from.
        failed: Files that could not be read.
        left_aside: Question sets found in a folder of documents.
        documents: Documents in the library now.
        paragraphs: Paragraphs in the library now.
        seconds: How long it took.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    failed: tuple[Failure, ...]
    left_aside: tuple[str, ...]
    documents: int
    paragraphs: int
    seconds: float


@dataclass(slots=True)
class _Plan:
    """What a run is going to write."""

    documents: dict[str, ParsedDocument] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: set[str] = field(default_factory=set)
    dropped: dict[str, set[str]] = field(default_factory=dict)  # document to files it left
    failed: list[Failure] = field(default_factory=list)


def index_files(
    library: "Library",
    layout: Layout,
    store: Store,
    paths: Iterable[Path],
    *,
    format: str,  # noqa: A002 - the option's name
    progress: Progress | None,
) -> IndexReport:
    """Read files into a library; `Library.add` tells the rest.

    Args:
        library: Gives the encoder.
        layout: Where the library is.
        store: The writer's connection.
        paths: Files and folders.
        format: `auto` or the name of a parser.
        progress: Told of each step.
    """
    began = time.monotonic()
    tell = progress or (lambda _step, _done, _of: None)
    found = collect_files(paths)
    files, plan = found.files, _Plan()
    for folder in found.empty:
        plan.failed.append(
            Failure(str(folder), f"{folder}: holds no documents; name a folder or a file that does")
        )
    for n_read, path in enumerate(files):
        tell("reading", n_read, len(files))
        try:
            _plan_file(plan, store, path, format)
        except InputError as error:
            plan.failed.append(Failure(str(path), str(error)))
    tell("reading", len(files), len(files))
    kept = {doc_id for source in plan.sources for doc_id in source.doc_ids}
    for doc_id, left in plan.dropped.items():
        if doc_id not in kept and left.issuperset(store.sources_of(doc_id)):
            plan.removed.add(doc_id)
    if plan.documents or plan.sources:
        texts = {
            _text_hash(text): text
            for parsed in plan.documents.values()
            for text in _encoded_texts(parsed)
        }
        _encode(library, store, texts, tell)
        tell("writing", 0, 1)
        publish(library, layout, store, lambda: _write(plan, store))
        tell("writing", 1, 1)
    documents, paragraphs = store.counts()
    return IndexReport(
        added=plan.added,
        updated=plan.updated,
        unchanged=plan.unchanged,
        removed=len(plan.removed),
        failed=tuple(plan.failed),
        left_aside=tuple(map(str, found.question_sets)),
        documents=documents,
        paragraphs=paragraphs,
        seconds=round(time.monotonic() - began, 3),
    )


def _plan_file(plan: _Plan, store: Store, path: Path, format: str) -> None:  # noqa: A002
    data = read_bytes(path)
    content_hash = hashlib.sha256(data).hexdigest()
    known = store.source(str(path))
    if known and known.content_hash == content_hash:
        plan.unchanged += len(known.doc_ids)
        return
    parsed_documents = parse(decode(data, path).text, path, format=format)
    for parsed in parsed_documents:
        _refuse_another_text(plan, store, parsed, path)
    for parsed in parsed_documents:
        doc_id = parsed.document.doc_id
        before = store.document(doc_id)
        if doc_id in plan.documents or (before and _same(store, parsed)):
            plan.unchanged += 1
            continue
        plan.documents[doc_id] = parsed
        plan.updated += before is not None
        plan.added += before is None
    doc_ids = tuple(parsed.document.doc_id for parsed in parsed_documents)
    plan.sources.append(Source(str(path), content_hash, doc_ids))
    for doc_id in known.doc_ids if known else ():
        if doc_id not in doc_ids:
            plan.dropped.setdefault(doc_id, set()).add(str(path))


def _refuse_another_text(plan: _Plan, store: Store, parsed: ParsedDocument, path: Path) -> None:
    """Two files that call different texts by one id: neither may hide the other."""
    doc_id = parsed.document.doc_id
    planned = plan.documents.get(doc_id)
    if planned is not None and planned.paragraphs != parsed.paragraphs:
        other = planned.document.source
    elif not _same_paragraphs(store, parsed):
        others = (source for source in store.sources_of(doc_id) if source != str(path))
        other = next((source for source in others if Path(source).exists()), "")
    else:
        other = ""
    if other:
        raise NotADocument(
            f"{path}: its id {doc_id!r} is that of {other}, which has another text; rename one of "
            f"the files, or `pincite remove {doc_id}` first"
        )


def _same_paragraphs(store: Store, parsed: ParsedDocument) -> bool:
    return store.paragraphs(parsed.document.doc_id) in {(), parsed.paragraphs}


def _same(store: Store, parsed: ParsedDocument) -> bool:
    before = store.document(parsed.document.doc_id)
    return (
        before is not None
        and (before.title, before.date, before.metadata)
        == (parsed.document.title, parsed.document.date, parsed.document.metadata)
        and store.paragraphs(before.doc_id) == parsed.paragraphs
    )


def _write(plan: _Plan, store: Store) -> None:
    for parsed in plan.documents.values():
        store.put(parsed, [_text_hash(text) for text in _encoded_texts(parsed)])
    for source in plan.sources:
        store.put_source(source)
    store.delete(plan.removed)


def publish(library: "Library", layout: Layout, store: Store, change: Callable[[], None]) -> None:
    """Make a change of the database visible, together with the search indexes for it."""
    with store.transaction():
        change()
        generation = store.raise_generation()
        dimension = int(store.setting("dimension") or 0)
        # A writer that was cut off before its commit left a folder of this number.
        shutil.rmtree(layout.generation(generation), ignore_errors=True)
        derived.build(layout, store, library.model_identity, dimension, generation)
    derived.sweep(layout, generation)


def encode_missing(library: "Library", store: Store) -> int:
    """Encode the paragraphs whose vectors are not there; returns how many texts those were."""
    texts = dict(store.texts_without_vectors(library.model_identity))
    _encode(library, store, texts, lambda _step, _done, _of: None)
    return len(texts)


def _encode(library: "Library", store: Store, texts: dict[bytes, str], tell: Progress) -> None:
    """Encode texts that have no vectors yet, keeping each batch as soon as it is made."""
    model = library.model_identity
    missing = [item for item in texts.items() if not store.has_vector(model, item[0])]
    missing.sort(key=lambda item: len(item[1]), reverse=True)
    if missing or store.setting("dimension") is None:
        with store.transaction():
            store.set_setting("dimension", str(library.encoder.dimension))
    n_done = 0
    tell("encoding", 0, len(missing))
    for batch in _batches(missing):
        pieces = library.encoder.windows([text for _, text in batch])
        vectors = library.encode_documents([piece for windows in pieces for piece in windows])
        rows, begin = [], 0
        for (text_hash, _), windows in zip(batch, pieces, strict=True):
            rows.append((text_hash, vectors[begin : begin + len(windows)].tobytes()))
            begin += len(windows)
        with store.transaction():
            store.put_vectors(model, rows)
        n_done += len(batch)
        tell("encoding", n_done, len(missing))


def _batches(items: Iterable[tuple[bytes, str]]) -> Iterator[list[tuple[bytes, str]]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _TEXTS_AT_ONCE)):
        yield batch


def _encoded_texts(parsed: ParsedDocument) -> list[str]:
    title, signed = parsed.document.title, parsed.document.metadata.get("signed", "")
    return [encoded_text(p.text, title=title, signed=signed) for p in parsed.paragraphs]


def _text_hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
