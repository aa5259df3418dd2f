"""One run of indexing: files to documents, texts to vectors, and both into the library.

Documents are read one after the other and published some thousand paragraphs at a time: their
texts are encoded, then they become visible all together, with the search indexes for them.
Vectors are kept as soon as they are made. So a run that is cut off loses no encoding, nobody
sees half a document, and no more than a batch is in memory.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from index import derived
from index.derived import Layout
from index.errors import InputError, UnreadableFile
from index.formats.rows import RowFailure
from index.inputs import BadInput, Input, file_input, members
from index.model import Document, ParsedDocument
from index.parsers import Reading, collect_files, is_archive, read
from index.searchable import encoded_text
from index.store import Store

if TYPE_CHECKING:
    from index.library import Library

__all__ = [
    "Failure",
    "IndexReport",
    "Progress",
    "Stage",
    "changed_texts",
    "encode_missing",
    "index_files",
    "remove_documents",
]

_PARAGRAPHS_AT_ONCE = 4_000
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
        variants: Ids under which documents were kept whose own id another text has.
        interrupted: Whether the run was told to stop before it had read everything.
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
    variants: tuple[str, ...]
    interrupted: bool
    documents: int
    paragraphs: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a run of indexing has come.

    Attributes:
        bytes_read: Bytes of the files that have been read.
        bytes_found: Bytes of all files to read.
        documents: Documents read so far.
        paragraphs: Paragraphs in them.
        encoded: Texts encoded so far.
        n_encoding: Texts of the present batch that are still to be encoded.
    """

    bytes_read: int = 0
    bytes_found: int = 0
    documents: int = 0
    paragraphs: int = 0
    encoded: int = 0
    n_encoding: int = 0


Progress = Callable[[Stage], None]
"""Told how far a run has come, several times a second at most."""


@dataclass(slots=True)
class _Batch:
    """What will become visible next."""

    documents: dict[str, tuple[ParsedDocument, bytes]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)  # document, file
    begun: list[str] = field(default_factory=list)  # files
    ended: list[tuple[str, str]] = field(default_factory=list)  # file, hash of its content
    dropped: list[tuple[str, str]] = field(default_factory=list)  # document, file
    left: set[str] = field(default_factory=set)  # members that have left their archive
    n_paragraphs: int = 0


class _Run:
    """The state of one run."""

    def __init__(
        self,
        library: "Library",
        layout: Layout,
        store: Store,
        reading: Reading,
        progress: Progress | None,
    ) -> None:
        self._library, self._layout, self._store = library, layout, store
        self._reading = reading
        self._tell = progress or (lambda _stage: None)
        self._batch = _Batch()
        self._seen: set[str] = set()  # ids read from the present file
        self.stage = Stage()
        self.added = self.updated = self.unchanged = self.removed = 0
        self.variants: list[str] = []
        self.failed: list[Failure] = []

    def told(self, **changes: int) -> None:
        """Note how far the run has come, and tell it."""
        self.stage = replace(self.stage, **changes)
        self._tell(self.stage)

    def read_file(self, path: Path) -> None:
        """Read a file, or the members of an archive; what cannot be read is noted."""
        try:
            _require_unicode(path)
            if not is_archive(path):
                self._read(file_input(path))
                return
            read = set()
            for member in members(path):
                read.add(member.name)
                if isinstance(member, BadInput):
                    self.failed.append(Failure(member.name, member.error))
                else:
                    self._read(member)
            self._batch.left |= self._store.sources.paths_below(str(path)) - read
        except InputError as error:
            self.failed.append(Failure(_printable(path), str(error)))

    def _read(self, source: Input) -> None:
        """Read a file unless the library has it with the same content, read in the same way."""
        bytes_before = self.stage.bytes_read
        try:
            with source.open() as stream:
                self._read_stream(source, stream)
        except InputError as error:
            self.failed.append(Failure(source.name, str(error)))
        self.told(bytes_read=bytes_before + source.size)

    def _read_stream(self, source: Input, stream: BinaryIO) -> None:
        name, bytes_before, n_failed = source.name, self.stage.bytes_read, len(self.failed)
        content_hash = _file_hash(stream, self._reading)
        stream.seek(0)
        known = self._store.sources.get(name)
        if known and known.content_hash == content_hash:
            self.unchanged += len(known.doc_ids)
            return
        self._seen = set()
        self._batch.begun.append(name)
        for found in read(stream, source, self._reading):
            if isinstance(found, RowFailure):
                self.failed.append(Failure(name, found.error))
            else:
                self._take(found, name)
            self.told(bytes_read=bytes_before + min(stream.tell(), source.size))
        gone = [doc_id for doc_id in (known.doc_ids if known else ()) if doc_id not in self._seen]
        self._batch.dropped += [(doc_id, name) for doc_id in gone]
        if len(self.failed) == n_failed:
            # A file with a fault is read again by the next run, which tells of it again.
            self._batch.ended.append((name, content_hash))

    def _take(self, parsed: ParsedDocument, path: str) -> None:
        """Add a document to the batch, under an id that no other text has."""
        parsed, content_hash, before = self._placed(parsed, path)
        doc_id = parsed.document.doc_id
        self._seen.add(doc_id)
        self._batch.links.append((doc_id, path))
        if before == content_hash:
            self.unchanged += 1
        else:
            self.updated += before is not None
            self.added += before is None
            self._batch.documents[doc_id] = (parsed, content_hash)
            self._batch.n_paragraphs += len(parsed.paragraphs)
        self.told(
            documents=self.stage.documents + 1,
            paragraphs=self.stage.paragraphs + len(parsed.paragraphs),
        )
        if self._batch.n_paragraphs >= _PARAGRAPHS_AT_ONCE:
            self.publish(settle=False)

    def _placed(
        self, parsed: ParsedDocument, path: str
    ) -> tuple[ParsedDocument, bytes, bytes | None]:
        """The document, the hash of its content, and that of the one it replaces.

        Where another file (or another place of this one) has another text under its id, both
        are kept: this one as `ID#2`, and its metadata say so.
        """
        doc_id = parsed.document.doc_id
        number = 1
        while True:
            content_hash = _content_hash(parsed)
            before = self._hash_of(parsed.document.doc_id)
            if before in {None, content_hash} or self._replaces(parsed.document.doc_id, path):
                if number > 1 and before is None:
                    self.variants.append(parsed.document.doc_id)
                return parsed, content_hash, before
            number += 1
            parsed = _renamed(parsed, f"{doc_id}#{number}", variant_of=doc_id)

    def _hash_of(self, doc_id: str) -> bytes | None:
        if doc_id in self._batch.documents:
            return self._batch.documents[doc_id][1]
        return self._store.documents.content_hash(doc_id)

    def _replaces(self, doc_id: str, path: str) -> bool:
        """Whether a changed text of this file takes the place of the one that is kept."""
        if doc_id in self._seen:
            return False
        others = {source for source in self._store.sources.of(doc_id) if source != path}
        others |= {source for linked, source in self._batch.links if linked == doc_id} - {path}
        return not any(map(_exists, others))

    def publish(self, *, settle: bool) -> None:
        """Make the batch visible."""
        batch, self._batch = self._batch, _Batch()
        if batch == _Batch():
            return
        texts = {
            _text_hash(text): text
            for parsed, _ in batch.documents.values()
            for text in _encoded_texts(parsed)
        }
        _encode(self._library, self._store, texts, self._encoding)
        _publish(
            self._library, self._layout, self._store, lambda: self._write(batch), settle=settle
        )

    def _encoding(self, n_done: int, n_left: int) -> None:
        self.told(encoded=self.stage.encoded + n_done, n_encoding=n_left)

    def _write(self, batch: _Batch) -> None:
        for path in batch.begun:
            self._store.sources.begin(path)
        for parsed, content_hash in batch.documents.values():
            hashes = [_text_hash(text) for text in _encoded_texts(parsed)]
            self._store.documents.put(parsed, content_hash, hashes)
        for doc_id, path in batch.links:
            self._store.sources.link(doc_id, path)
        for doc_id, path in batch.dropped:
            self.removed += self._store.sources.unlink(doc_id, path)
        for path, file_hash in batch.ended:
            self._store.sources.end(path, file_hash)
        for path in batch.left:
            gone = self._store.sources.get(path)
            for doc_id in gone.doc_ids if gone else ():
                self.removed += self._store.sources.unlink(doc_id, path)
            self._store.sources.forget(path)


def index_files(
    library: "Library",
    layout: Layout,
    store: Store,
    paths: Iterable[Path],
    *,
    reading: Reading,
    progress: Progress | None,
) -> IndexReport:
    """Read files into a library; `Library.add` tells the rest.

    Args:
        library: Gives the encoder.
        layout: Where the library is.
        store: The writer's connection.
        paths: Files and folders.
        reading: How to read them.
        progress: Told how far it has come.
    """
    began = time.monotonic()
    found = collect_files(paths, library=layout.folder)
    run = _Run(library, layout, store, reading, progress)
    for folder in found.empty:
        message = f"{folder}: holds no documents; name a folder or a file that does"
        run.failed.append(Failure(str(folder), message))
    interrupted = False
    try:
        _read_all(run, found.files)
        run.publish(settle=True)
    except KeyboardInterrupt:
        interrupted = True
    derived.sweep(layout, store)
    documents, paragraphs = store.counts()
    return IndexReport(
        added=run.added,
        updated=run.updated,
        unchanged=run.unchanged,
        removed=run.removed,
        failed=tuple(run.failed),
        left_aside=tuple(map(str, found.question_sets)),
        variants=tuple(run.variants),
        interrupted=interrupted,
        documents=documents,
        paragraphs=paragraphs,
        seconds=round(time.monotonic() - began, 3),
    )


def _read_all(run: _Run, files: Sequence[Path]) -> None:
    run.told(bytes_found=sum(path.stat().st_size for path in files if path.is_file()))
    for path in files:
        run.read_file(path)


def remove_documents(
    library: "Library", layout: Layout, store: Store, doc_ids: Sequence[str]
) -> None:
    """Remove documents from a library."""
    _publish(library, layout, store, lambda: store.documents.delete(doc_ids), settle=True)
    derived.sweep(layout, store)


def _publish(
    library: "Library", layout: Layout, store: Store, change: Callable[[], None], *, settle: bool
) -> None:
    """Make a change of the database visible, together with the search indexes for it."""
    derived.prepare(layout, store)
    store.paragraphs.track_removed()
    with store.transaction():
        after = store.paragraphs.last_key()
        change()
        derived.publish(
            layout,
            store,
            model=library.model_identity,
            after=after,
            removed=store.paragraphs.take_removed(),
            settle=settle,
        )


def changed_texts(store: Store) -> tuple[str, ...]:
    """Paragraphs whose words are not those that were indexed, as the database has changed."""
    return tuple(
        f"the words of {doc_id}, paragraph {label}, are not those that were indexed; remove the "
        f"document and index it again"
        for doc_id, label, text_hash, text in store.paragraphs.encoded_texts()
        if _text_hash(text) != text_hash
    )


def encode_missing(library: "Library", store: Store) -> int:
    """Encode the paragraphs whose vectors are not there; returns how many texts those were."""
    texts = dict(store.vectors.texts_without(library.model_identity))
    _encode(library, store, texts, lambda _done, _left: None)
    return len(texts)


def _encode(
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


def _encoded_texts(parsed: ParsedDocument) -> list[str]:
    title, signed = parsed.document.title, parsed.document.metadata.get("signed", "")
    return [encoded_text(p.text, title=title, signed=signed) for p in parsed.paragraphs]


def _text_hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _file_hash(stream: BinaryIO, reading: Reading) -> str:
    """Hash of a file's content and of how it is read."""
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    columns = sorted((reading.columns or {}).items())
    digest.update(json.dumps([reading.format, columns]).encode())
    return digest.hexdigest()


def _printable(path: Path) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode()


def _require_unicode(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise UnreadableFile(
            f"{_printable(path)}: its name is not UTF-8, so it cannot be kept; rename the file"
        ) from None


def _exists(source: str) -> bool:
    """Whether a file is there, or the archive that it was a member of."""
    path = Path(source)
    return path.exists() or any(parent.is_file() for parent in path.parents)


def _content_hash(parsed: ParsedDocument) -> bytes:
    """Hash of all that a document says; not of where it was read from, nor on which lines."""
    document = parsed.document
    said = (
        (document.title, document.date, document.format, sorted(document.metadata.items())),
        [(p.paragraph, p.heading, p.marking, p.text) for p in parsed.paragraphs],
    )
    return hashlib.sha256(json.dumps(said).encode()).digest()


def _renamed(parsed: ParsedDocument, doc_id: str, *, variant_of: str) -> ParsedDocument:
    document: Document = replace(
        parsed.document,
        doc_id=doc_id,
        metadata={**parsed.document.metadata, "variant_of": variant_of},
    )
    return ParsedDocument(document, tuple(replace(p, doc_id=doc_id) for p in parsed.paragraphs))
