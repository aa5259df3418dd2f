"""One run of indexing: files to documents, texts to vectors, and both into the library.

Documents are read one after the other and published some thousand paragraphs at a time: their
texts are encoded, then they become visible all together, with the search indexes for them.
Vectors are kept as soon as they are made. So a run that is cut off loses no encoding, nobody
sees half a document, and no more than a batch is in memory.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from index import derived
from index.batch import Batch
from index.errors import InputError, UnreadableFile
from index.formats.question_sets import is_question_set
from index.formats.rows import RowFailure
from index.hashes import content_hash, file_hash, text_hash
from index.inputs import BadInput, Input, file_input, members
from index.layout import Layout
from index.model import Document, ParsedDocument
from index.parsers import Reading, collect_files, is_archive, read
from index.report import Failure, IndexReport, Progress, Stage
from index.searchable import encoded_texts
from index.store import Store
from index.text_vectors import encode

if TYPE_CHECKING:
    from index.library import Library

__all__ = ["index_files", "remove_documents"]

_PARAGRAPHS_AT_ONCE = 4_000


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
        self._batch = Batch()
        self._seen: set[str] = set()  # ids read from the present file
        self.stage = Stage()
        # What has become visible, in numbers of documents.
        self.added = self.updated = self.unchanged = self.removed = 0
        self.variants: dict[str, str] = {}  # ids given in this run, and those meant
        self.failed: list[Failure] = []
        self.left_aside: list[str] = []  # question sets in archives

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
                elif is_question_set(member.path, member.open):
                    self.left_aside.append(member.name)
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
        hash_now = file_hash(stream, self._reading)
        stream.seek(0)
        known = self._store.sources.get(name)
        if known and known.content_hash == hash_now:
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
        if len(self.failed) > n_failed:
            # What could not be read may be a document of before, which stays; and the next run
            # reads the file again, and tells of it again.
            return
        gone = [doc_id for doc_id in (known.doc_ids if known else ()) if doc_id not in self._seen]
        self._batch.dropped += [(doc_id, name) for doc_id in gone]
        self._batch.ended.append((name, hash_now))

    def _take(self, parsed: ParsedDocument, path: str) -> None:
        """Add a document to the batch, under an id that no other text has."""
        parsed, hash_now, before = self._placed(parsed, path)
        doc_id = parsed.document.doc_id
        self._seen.add(doc_id)
        self._batch.links.append((doc_id, path))
        if before == hash_now:
            self._batch.n_unchanged += 1
        else:
            self._batch.n_updated += before is not None
            self._batch.n_added += before is None
            self._batch.documents[doc_id] = (parsed, hash_now)
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
            hash_now = content_hash(parsed)
            before = self._hash_of(parsed.document.doc_id)
            if before in {None, hash_now} or self._replaces(parsed.document.doc_id, path):
                if number > 1 and before is None:
                    self.variants[parsed.document.doc_id] = doc_id
                return parsed, hash_now, before
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
        batch, self._batch = self._batch, Batch()
        if batch == Batch():
            return
        texts = {
            text_hash(text): text
            for parsed, _ in batch.documents.values()
            for text in encoded_texts(parsed)
        }
        encode(self._library, self._store, texts, self._encoding)
        if self._store.setting("dimension") is None:
            with self._store.transaction():
                self._store.set_setting("dimension", str(self._library.encoder.dimension))
        derived.publish(
            self._layout,
            self._store,
            lambda: batch.write(self._store, self.variants),
            model=self._library.model_identity,
            settle=settle,
        )
        self.added += batch.n_added
        self.updated += batch.n_updated
        self.unchanged += batch.n_unchanged
        self.removed += batch.n_removed

    def _encoding(self, n_done: int, n_left: int) -> None:
        self.told(encoded=self.stage.encoded + n_done, n_encoding=n_left)


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
        left_aside=(*map(str, found.question_sets), *run.left_aside),
        variants=tuple(run.variants),
        interrupted=interrupted,
        documents=documents,
        paragraphs=paragraphs,
        token_bytes=store.token_bytes,
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
    derived.publish(
        layout,
        store,
        lambda: store.documents.delete(doc_ids),
        model=library.model_identity,
        settle=True,
    )
    derived.sweep(layout, store)


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


def _renamed(parsed: ParsedDocument, doc_id: str, *, variant_of: str) -> ParsedDocument:
    document: Document = replace(
        parsed.document,
        doc_id=doc_id,
        metadata={**parsed.document.metadata, "variant_of": variant_of},
    )
    return ParsedDocument(document, tuple(replace(p, doc_id=doc_id) for p in parsed.paragraphs))
