"""The library: documents on disk, searchable. The one door to everything that is stored.

It owns the folder, its locks, and which thread may use what. It knows nothing of questions
and answers; how files get in is `index.indexing`.
"""

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from index import derived
from index.derived import Derived, Layout, OutOfStep
from index.encoder import Encoder, Model, load_encoder, resolve_model
from index.errors import (
    InputError,
    LibraryBusy,
    LibraryError,
    LibraryNotFound,
    UnknownDocument,
    WrongModel,
)
from index.filters import Filter, admitted
from index.formats.cable_references import canonical_id, references
from index.indexing import (
    IndexReport,
    Progress,
    changed_texts,
    encode_missing,
    index_files,
    remove_documents,
)
from index.model import Document, Paragraph, plain_label
from index.parsers import Reading
from index.store import Store
from index.store.database import SCHEMA_VERSION
from index.store.documents import DocumentSummary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CheckReport", "Library", "Link", "Selection", "View", "default_folder"]

_ENVIRONMENT = "PINCITE_LIBRARY"
# How long a reader waits for a writer whose indexes are a generation ahead of its database.
_PATIENCE_SECONDS, _PAUSE_SECONDS = 10.0, 0.02


def default_folder() -> Path:
    """`$PINCITE_LIBRARY`, else Pincite's folder among the user's data on this platform."""
    if named := os.environ.get(_ENVIRONMENT):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("pincite") / "library"


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


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents and paragraphs that a search is narrowed to, by their keys."""

    documents: frozenset[int]
    paragraphs: tuple[int, ...]


class View:
    """One unchanging state of a library, for the length of a search."""

    def __init__(self, store: Store, indexes: Derived, model: str, repaired: str) -> None:
        self._store = store
        self._model = model
        self._indexes = indexes
        self.repaired = repaired

    def select(self, filters: Sequence[Filter]) -> Selection | None:
        """What a search is narrowed to; None, for everything, without filters.

        Raises:
            InputError: No document is left.
        """
        if not filters:
            return None
        documents = admitted(filters, self._store.documents.all())
        return Selection(documents, tuple(self._store.paragraphs.keys_of(documents)))

    def nearest(
        self, vector: "NDArray[np.float32]", k: int, within: Selection | None = None
    ) -> list[tuple[int, float]]:
        """Keys and cosines of the paragraphs nearest to a vector, best first."""
        chosen = within.paragraphs if within else None
        vectors, asked = self._indexes.vectors, k
        while True:
            found = vectors.search(vector, asked, chosen)
            kept = found
            if self._indexes.n_removed:
                living = self._store.paragraphs.existing([key for key, _ in found])
                kept = [(key, score) for key, score in found if key in living]
            if len(kept) >= k or len(found) < asked:
                break
            asked *= 2
        if vectors.approximate:
            rows = self._store.vectors.of(self._model, [key for key, _ in kept])
            kept = vectors.rescore(vector, rows)
        return kept[:k]

    def matching(
        self, text: str, k: int, within: Selection | None = None
    ) -> list[tuple[int, float]]:
        """Keys and BM25 scores of the paragraphs that match the words best, best first."""
        return self._indexes.lexical.search(text, k, within.documents if within else None)

    def rarity(self, stems: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency of stems: `ln(1 + (N - n + 0.5) / (n + 0.5))`, as in BM25."""
        import math

        lexical = self._indexes.lexical
        total = lexical.n_paragraphs
        return {
            stem: math.log(1 + (total - n + 0.5) / (n + 0.5))
            for stem in stems
            for n in (lexical.document_frequency(stem),)
        }

    def paragraphs(self, keys: Sequence[int]) -> Mapping[int, Paragraph]:
        """Paragraphs by key."""
        return self._store.paragraphs.by_key(list(keys))


class Library:
    """Documents and their paragraphs in a folder.

    An instance may be used by several threads. Any number of processes may read a library
    while one writes it; each sees a whole state.
    """

    def __init__(self, layout: Layout, store: Store, model: Model, encoder: Encoder | None) -> None:
        self._layout = layout
        self._store = store
        self._model = model
        self._encoder = encoder
        self._indexes: Derived | None = None
        self._reading = threading.RLock()
        self._encoding = threading.RLock()

    # Opening

    @classmethod
    def open(
        cls, folder: Path | None = None, *, model: str | None = None, encoder: Encoder | None = None
    ) -> Self:
        """Open a library.

        Args:
            folder: Its folder; None for `default_folder()`.
            model: The encoder it must have been made with; None for whichever it was.
            encoder: An encoder to use in place of the named one.

        Raises:
            LibraryNotFound: There is none in the folder.
            WrongModel: It was made with another encoder.
            LibraryDamaged: Its database cannot be read.
        """
        layout = Layout(folder or default_folder())
        if not layout.database.is_file():
            raise LibraryNotFound(
                f"{layout.folder}: there is no library here yet; make one with "
                f"`pincite index PATH`, or name another folder with --library"
            )
        store = Store(layout.database)
        try:
            if store.version < SCHEMA_VERSION:
                with _writer_lock(layout):
                    store.upgrade()
            with store.guarded():
                return cls(layout, store, _agreed_model(store, layout, model, encoder), encoder)
        except BaseException:
            store.close()
            raise

    @classmethod
    def create(
        cls, folder: Path | None = None, *, model: str | None = None, encoder: Encoder | None = None
    ) -> Self:
        """Open a library, making an empty one where there is none.

        Raises:
            LibraryError: The folder cannot be made or written, besides what `open` raises.
        """
        layout = Layout(folder or default_folder())
        if not layout.database.is_file():
            chosen = _given_model(model, encoder)
            try:
                layout.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LibraryError(
                    f"{layout.folder}: cannot be made ({error.strerror}); choose a folder that "
                    f"may be written with --library"
                ) from error
            with _writer_lock(layout):
                if not layout.database.is_file():
                    _make_database(layout, chosen)
        return cls.open(folder, model=model, encoder=encoder)

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Reading

    @property
    def folder(self) -> Path:
        """Where the library is."""
        return self._layout.folder

    @property
    def model(self) -> str:
        """Name of its encoder."""
        return self._model.name

    @property
    def encoder(self) -> Encoder:
        """Its encoder, loaded at the first use.

        Raises:
            ModelError: It cannot be loaded.
        """
        with self._encoding:
            if self._encoder is None:
                self._encoder = load_encoder(self._model, self._layout.encoders)
            return self._encoder

    def encode_query(self, text: str) -> "NDArray[np.float32]":
        """The vector of a question, shape (dimension,), length 1."""
        with self._encoding:
            return self.encoder.encode_query(text)

    def encode_documents(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Vectors of short texts, shape (len(texts), dimension), length 1 each."""
        with self._encoding:
            return self.encoder.encode_documents(texts)

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """For each text the pieces of it that fit the encoder's window, in order."""
        with self._encoding:
            return self.encoder.windows(texts)

    @property
    def n_documents(self) -> int:
        """How many documents it holds."""
        return self._counts()[0]

    @property
    def n_paragraphs(self) -> int:
        """How many paragraphs it holds."""
        return self._counts()[1]

    def _counts(self) -> tuple[int, int]:
        with self._reading, self._store.transaction(write=False):
            return self._store.counts()

    def documents(self) -> tuple[DocumentSummary, ...]:
        """All documents, in order of their ids."""
        with self._reading, self._store.transaction(write=False):
            return self._store.documents.summaries()

    def document(self, doc_id: str) -> Document:
        """A document.

        Raises:
            UnknownDocument: There is none of that id.
        """
        with self._reading, self._store.transaction(write=False):
            found = self._store.documents.get(doc_id)
        if found is None:
            raise UnknownDocument(
                f"no document {doc_id!r} in {self.folder}; `pincite list` names them all"
            )
        return found

    def links(self, doc_id: str) -> tuple[Link, ...]:
        """The documents that a document refers to, in the order in which it names them.

        Raises:
            UnknownDocument: There is no document of that id.
        """
        document = self.document(doc_id)
        named = references(
            document.metadata.get("references", ""), own_id=doc_id, date=document.date
        )
        if not named:
            return ()
        with self._reading, self._store.transaction(write=False):
            held = {
                canonical_id(known) or known: known for known in self._store.documents.doc_ids()
            }
        return tuple(
            Link(each.letter, held.get(each.doc_id, each.doc_id), each.doc_id in held)
            for each in named
        )

    def paragraphs(self, doc_id: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a document, in order.

        Raises:
            UnknownDocument: There is no document of that id.
        """
        self.document(doc_id)
        with self._reading, self._store.transaction(write=False):
            return self._store.paragraphs.of(doc_id)

    def paragraph(self, doc_id: str, label: str) -> Paragraph:
        """A paragraph by its label, or by what a citation prints in its place.

        Raises:
            UnknownDocument: There is no such document, or no such paragraph in it.
        """
        paragraphs = self.paragraphs(doc_id)
        wanted = plain_label(label)
        for paragraph in paragraphs:
            if paragraph.paragraph in {label, wanted}:
                return paragraph
        labels = ", ".join(p.paragraph for p in paragraphs[:40])
        raise UnknownDocument(f"{doc_id} has no paragraph {label!r}; it has {labels}")

    @contextmanager
    def view(self) -> Iterator[View]:
        """One state of the library, to search it.

        Raises:
            LibraryNotFound: It holds no documents.
            LibraryBusy: Its search indexes need mending, which another process seems to be at.
            LibraryDamaged: They are damaged and cannot be made again.
        """
        repaired = ""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        with self._reading:
            while True:
                try:
                    with self._store.transaction(write=False):
                        indexes = self._current_indexes()
                        yield View(self._store, indexes, self._model.identity, repaired)
                        return
                except OutOfStep as error:
                    # Either a writer is about to commit, or one has died before it could.
                    repaired = self._mended() or repaired
                    if time.monotonic() > deadline:
                        raise LibraryBusy(
                            f"{self.folder}: the search indexes cannot be used ({error}), and "
                            f"another process is writing the library; try again when it is done"
                        ) from error

    def _current_indexes(self) -> Derived:
        """The indexes of the generation that the reader's transaction sees."""
        generation = self._store.generation
        if self._indexes is None or self._indexes.generation != generation:
            dimension = self._dimension(self._store)
            self._indexes = Derived.open(self._layout, self._store, self._model.identity, dimension)
        return self._indexes

    def _dimension(self, store: Store) -> int:
        dimension = store.setting("dimension")
        if dimension is None:
            raise LibraryNotFound(
                f"{self.folder}: the library holds no documents yet; add some with "
                f"`pincite index PATH`"
            )
        return int(dimension)

    def _mended(self) -> str:
        """What had to be mended of the indexes; empty if a writer is at work, or nothing had."""
        try:
            with self._writing() as store:
                return derived.mend(
                    self._layout, store, self._model.identity, self._dimension(store)
                )
        except LibraryBusy:
            time.sleep(_PAUSE_SECONDS)
            return ""

    # Writing

    @contextmanager
    def _writing(self) -> Iterator[Store]:
        """A connection of its own for the one writer."""
        with _writer_lock(self._layout):
            store = Store(self._layout.database)
            try:
                with store.guarded():
                    yield store
            finally:
                store.close()

    def add(
        self,
        paths: Iterable[Path],
        *,
        format: str = "auto",  # noqa: A002 - the option's name
        columns: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> IndexReport:
        """Read files and folders into the library.

        A file that cannot be read is reported, and the others are kept. A file read before
        whose content is the same is skipped; otherwise its documents replace those that it
        held before. Documents become visible some thousand paragraphs at a time, each as a
        whole; a run that is cut off keeps those, and encodes nothing again when it is repeated.

        Args:
            paths: Files, and folders for all the files below them.
            format: `auto` or one of `index.parsers.FORMATS`.
            columns: For tables with a header row: what is in which column, such as
                `{"text": "Body", "doc_id": "Case"}`.
            progress: Told of each step.

        Raises:
            InputError: There is no such format.
            LibraryBusy: Another process is writing the library.
            LibraryError: Nothing could be written; the library is as it was.
        """
        reading = Reading(format, columns)
        with self._writing() as store:
            return index_files(self, self._layout, store, paths, reading=reading, progress=progress)

    def remove(self, doc_ids: Sequence[str]) -> tuple[str, ...]:
        """Remove documents: all of them, or none if one is not there.

        Returns:
            Their ids.

        Raises:
            UnknownDocument: One is not in the library.
            LibraryBusy: Another process is writing the library.
        """
        if not doc_ids:
            raise InputError("no document is named; `pincite list` shows their ids")
        for doc_id in doc_ids:
            self.document(doc_id)
        with self._writing() as store:
            remove_documents(self, self._layout, store, doc_ids)
        return tuple(dict.fromkeys(doc_ids))

    def check(self) -> CheckReport:
        """Look for damage, and mend what can be made again from the database.

        Raises:
            LibraryBusy: Another process is writing the library.
            LibraryDamaged: The database cannot be read at all.
        """
        repaired: list[str] = []
        with self._writing() as store:
            problems = store.problems() or changed_texts(store)
            documents, paragraphs = store.counts()
            if not problems and store.setting("dimension") is not None:
                n_missing = encode_missing(self, store)
                if n_missing:
                    derived.renew_vectors(self._layout, store, self._model.identity)
                    repaired.append(f"{n_missing} paragraph texts had no vectors and were encoded")
                mended = derived.mend(
                    self._layout, store, self._model.identity, self._dimension(store)
                )
                repaired += filter(None, [mended])
                self._indexes = None
                derived.sweep(self._layout, store)
        return CheckReport(documents, paragraphs, problems, tuple(repaired))

    @property
    def model_identity(self) -> str:
        """What its vectors are kept under."""
        return self._model.identity


@contextmanager
def _writer_lock(layout: Layout) -> Iterator[None]:
    lock = FileLock(layout.lock, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise LibraryBusy(
            f"{layout.folder}: another process is writing this library; wait until it has "
            f"finished and try again"
        ) from None
    except OSError as error:
        raise LibraryError(
            f"{layout.folder}: may not be written ({error.strerror}); make the folder writable or "
            f"choose another with --library"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _make_database(layout: Layout, model: Model) -> None:
    """Make an empty database; it has its name only when it is whole."""
    making = layout.database.with_suffix(".making")
    for suffix in ("", "-wal", "-shm", "-journal"):
        making.with_name(making.name + suffix).unlink(missing_ok=True)
    store = Store(making, create=True)
    store.upgrade()
    with store.transaction():
        store.set_setting("model", model.name)
        store.set_setting("model_identity", model.identity)
    store.close()
    making.replace(layout.database)


def _given_model(name: str | None, encoder: Encoder | None) -> Model:
    if encoder is None:
        return resolve_model(name)
    return Model(type(encoder).__name__, type(encoder).__name__, None)


def _agreed_model(store: Store, layout: Layout, name: str | None, encoder: Encoder | None) -> Model:
    """The model of a library, which must be the one asked for if one was."""
    made_with, identity = store.setting("model"), store.setting("model_identity")
    asked = _given_model(name or made_with, encoder)
    if asked.identity != identity:
        raise WrongModel(
            f"{layout.folder}: was made with the model {made_with!r} ({identity}), not with "
            f"{asked.name!r} ({asked.identity}), and their vectors cannot be compared; leave "
            f"--model out, or index into another folder with --library"
        )
    return asked
