"""The library: documents on disk, searchable. The one door to everything that is stored.

It owns the folder, its locks, and which thread may use what. It knows nothing of questions
and answers; how files get in is `index.indexing`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, get_args

from index import derived
from index.conversations import KeptConversations
from index.encoder import Encoder, Model
from index.errors import InputError, LibraryError, LibraryNotFound, UnknownDocument
from index.facets import Facet, Facets
from index.health import CheckReport, check
from index.indexing import index_files, remove_documents
from index.layout import Layout, default_folder
from index.links import Link, links, other_copies
from index.marking import mark, unmark
from index.model import Document, Mark, Paragraph, bare_label, plain_label
from index.opening import (
    agreed_model,
    given_model,
    make_database,
    require_tokens,
    writer_lock,
    writing,
)
from index.parsers import Reading
from index.reencoding import reencode
from index.report import IndexReport, Progress
from index.shared_encoder import SharedEncoder
from index.storage import SourceFiles, Storage, source_files, storage
from index.store import Store
from index.store.documents import Column, DocumentSummary
from index.store.schema import SCHEMA_VERSION
from index.uploads import drop_uploads, keep_upload
from index.view import View, Views

__all__ = ["Library"]


_N_TOLD = 16  # labels that are told where one is not there


class Library:
    """Documents and their paragraphs in a folder.

    An instance may be used by several threads. Any number of processes may read a library
    while one writes it; each sees a whole state.

    Attributes:
        encoder: Its encoder, loaded at the first use.
        conversations: What people asked of it and were answered.
    """

    def __init__(self, layout: Layout, store: Store, model: Model, encoder: Encoder | None) -> None:
        self._layout = layout
        self._store = store
        self._model = model
        self.encoder = SharedEncoder(model, layout.encoders, encoder)
        self._views = Views(layout, store, model.identity)
        self._facets = Facets(store)
        self.conversations = KeptConversations(layout)
        self._reading = threading.RLock()

    # Opening

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        *,
        model: str | None = None,
        encoder: Encoder | None = None,
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
        layout = Layout(Path(folder or default_folder()))
        if not layout.database.exists():
            raise LibraryNotFound(
                f"{layout.folder}: there is no library here yet; make one with "
                f"`pincite index PATH`, or name another folder with --library"
            )
        store = Store(layout.database)
        try:
            if store.version < SCHEMA_VERSION:
                with writer_lock(layout):
                    store.upgrade()
                    derived.adopt(layout, store)
            with store.guarded():
                return cls(layout, store, agreed_model(store, layout, model, encoder), encoder)
        except BaseException:
            store.close()
            raise

    @classmethod
    def create(
        cls,
        folder: Path | str | None = None,
        *,
        model: str | None = None,
        encoder: Encoder | None = None,
        token_vectors: bool | None = None,
    ) -> Self:
        """Open a library, making an empty one where there is none.

        Args:
            folder: Its folder; None for `default_folder()`.
            model: The encoder; None for the default, or the one it was made with.
            encoder: An encoder to use in place of the named one.
            token_vectors: Whether it keeps the vectors of single tokens, which make searches
                better and take some kilobytes a paragraph; None for a new one that does, or
                for what it was made with.

        Raises:
            LibraryError: The folder cannot be made or written, or the library was made
                otherwise than `token_vectors` says; besides what `open` raises.
        """
        layout = Layout(Path(folder or default_folder()))
        if not layout.database.exists():
            chosen = given_model(model, encoder)
            try:
                layout.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LibraryError(
                    f"{layout.folder}: cannot be made ({error.strerror}); choose a folder that "
                    f"may be written with --library"
                ) from error
            with writer_lock(layout):
                if not layout.database.exists():
                    make_database(layout, chosen, token_vectors=token_vectors is not False)
        opened = cls.open(folder, model=model, encoder=encoder)
        try:
            require_tokens(opened._store, layout, wanted=token_vectors)
        except BaseException:
            opened.close()
            raise
        return opened

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

    def documents_page(
        self,
        *,
        containing: str = "",
        by: Column = "doc_id",
        descending: bool = False,
        first: int = 0,
        n: int = 50,
    ) -> tuple[int, tuple[DocumentSummary, ...]]:
        """Some of the documents, in an order.

        Args:
            containing: What stands in the id or the title, in whatever case; empty for all.
            by: What they are put in order by; those without a date come last.
            descending: Whether the last in that order comes first.
            first: 0-based place of the first of them.
            n: How many at most.

        Returns:
            How many there are in all, and those from the first on.

        Raises:
            InputError: There is no such order.
        """
        if by not in get_args(Column):
            raise InputError(f"documents have no {by!r}; choose {', '.join(get_args(Column))}")
        with self._reading, self._store.transaction(write=False):
            return self._store.documents.page(
                containing=containing, by=by, descending=descending, first=first, n=n
            )

    def source_files(self) -> SourceFiles:
        """The files that the documents came from, and whether they are still there."""
        with self._reading, self._store.transaction(write=False):
            paths = self._store.sources.paths()
        return source_files(paths)

    def storage(self) -> Storage:
        """How much room it takes."""
        return storage(self._layout)

    def document(self, doc_id: str) -> Document:
        """A document.

        Raises:
            UnknownDocument: There is none of that id.
        """
        with self._reading, self._store.transaction(write=False):
            found = self._store.documents.get(doc_id)
            alike = None if found else self._store.documents.alike(doc_id)
        if found is None:
            meant = f"did you mean {alike!r}? " if alike else ""
            raise UnknownDocument(
                f"no document {doc_id!r} in {self.folder}; {meant}`pincite list` names them all"
            )
        return found

    def links(self, doc_id: str) -> tuple[Link, ...]:
        """The documents that a document refers to, in the order in which it names them.

        Raises:
            UnknownDocument: There is no document of that id.
        """
        document = self.document(doc_id)
        with self._reading, self._store.transaction(write=False):
            return links(document, self._store.documents.doc_ids())

    def other_copies(self, doc_id: str) -> tuple[Document, ...]:
        """The other texts of a document: under the same id, and a cable's corrected copies.

        Raises:
            UnknownDocument: There is no document of that id.
        """
        self.document(doc_id)
        with self._reading, self._store.transaction(write=False):
            copies = other_copies(doc_id, self._store.documents.doc_ids())
            return tuple(filter(None, map(self._store.documents.get, copies)))

    def paragraphs(self, doc_id: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a document, in order.

        Raises:
            UnknownDocument: There is no document of that id.
        """
        self.document(doc_id)
        with self._reading, self._store.transaction(write=False):
            return self._store.paragraphs.of(doc_id)

    def paragraph(self, doc_id: str, label: str) -> Paragraph:
        """A paragraph by its label, or by what a citation or a document prints in its place.

        Raises:
            UnknownDocument: There is no such document, or no such paragraph in it.
        """
        paragraphs = self.paragraphs(doc_id)
        by_label = {paragraph.paragraph: paragraph for paragraph in paragraphs}
        for wanted in (label, plain_label(label), bare_label(label)):
            if wanted in by_label:
                return by_label[wanted]
        labels = ", ".join(p.label.removeprefix(doc_id).strip() for p in paragraphs[:_N_TOLD])
        more = f" and {len(paragraphs) - _N_TOLD} more" if len(paragraphs) > _N_TOLD else ""
        raise UnknownDocument(f"{doc_id} has no paragraph {label!r}; it has {labels}{more}")

    def facets(self, keys: Sequence[str]) -> Mapping[str, tuple[Facet, ...]]:
        """The values by which the documents can be filtered.

        Args:
            keys: Keys of their metadata.

        Returns:
            For each key the 200 most frequent values, and of `tags` the single tags, with the
            number of documents that a filter by each admits, the largest first.
        """
        with self._reading, self._store.transaction(write=False):
            return self._facets.of(keys)

    def marks(self, question: str | None = None) -> tuple[Mark, ...]:
        """What people said of paragraphs, for a question or for all, oldest first.

        A mark stays when its document leaves.
        """
        asked = question if question is None else question.strip()
        with self._reading, self._store.transaction(write=False):
            return self._store.marks.of(asked)

    @contextmanager
    def view(self) -> Iterator[View]:
        """One state of the library, to search it.

        Raises:
            LibraryNotFound: It holds no documents.
            LibraryBusy: Its search indexes need mending, which another process seems to be at.
            LibraryDamaged: They are damaged and cannot be made again.
        """
        with self._reading, self._views.one() as view:
            yield view

    # Writing

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
        with writing(self._layout, self.model_identity) as store:
            return index_files(self, self._layout, store, paths, reading=reading, progress=progress)

    def keep_upload(self, path: Path, name: str) -> Path:
        """Move a file into the library's own folder, to be added from there.

        It goes with the last document that comes from it; `drop_upload` deletes one of which none
        came.

        Args:
            path: The file.
            name: What it is called; a file of that name that was kept before is replaced.

        Returns:
            Where it is now.

        Raises:
            InputError: That is no name for a file.
            LibraryError: It cannot be kept.
        """
        return keep_upload(self._layout, path, name)

    def drop_upload(self, path: Path) -> None:
        """Delete a file that `keep_upload` kept, unless a document comes from it."""
        with self._reading, self._store.transaction(write=False):
            sources = self._store.sources.paths()
        drop_uploads(self._layout, [str(path.resolve())], sources)

    def remove(self, doc_ids: Sequence[str]) -> tuple[str, ...]:
        """Remove documents: all of them, or none if one is not there.

        An upload that only they came from is deleted; other files stay.

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
        with writing(self._layout, self.model_identity) as store:
            with store.transaction(write=False):
                named = [path for doc_id in doc_ids for path in store.sources.of(doc_id)]
            remove_documents(self, self._layout, store, doc_ids)
            with store.transaction(write=False):
                drop_uploads(self._layout, named, store.sources.paths())
        return tuple(dict.fromkeys(doc_ids))

    def mark(self, question: str, doc_id: str, paragraph: str, relevant: bool) -> Mark:
        """Keep that a paragraph answers a question or does not, in place of what was said before.

        Another process may be indexing meanwhile.

        Args:
            question: The question as it was asked.
            doc_id: The document.
            paragraph: The paragraph's label, or what a citation prints in its place.
            relevant: Whether it answers the question.

        Raises:
            InputError: The question is empty.
            UnknownDocument: There is no such document, or no such paragraph in it.
            LibraryBusy: Another process has been writing for ten seconds.
            LibraryError: The library may only be read.
        """
        label = self.paragraph(doc_id, paragraph).paragraph
        return mark(self._layout, question, doc_id, label, relevant)

    def unmark(self, question: str, doc_id: str, paragraph: str) -> bool:
        """Take a mark back, of a paragraph that may have left the library.

        Takes what `mark` does, the label as it stands in the mark, and raises what it does.

        Returns:
            Whether there was one.
        """
        return unmark(self._layout, question, doc_id, paragraph)

    def reencode(
        self,
        model: str | None = None,
        *,
        encoder: Encoder | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Give the library another encoder: encode all its texts anew, then switch to it.

        The files that the texts came from are not needed. Until the switch everybody goes on
        with the former encoder, and what is encoded is kept, so that a run that is cut off
        goes on from there. The vectors of the former encoder go with it. Who has the library
        open elsewhere must open it again.

        Args:
            model: Name or folder of the encoder; None for the default.
            encoder: An encoder to use in place of the named one.
            progress: Told how many texts have been encoded, and of how many.

        Returns:
            How many texts had to be encoded.

        Raises:
            ModelError: It cannot be loaded.
            LibraryBusy: Another process is writing the library.
            LibraryError: Nothing could be written; the library is as it was.
        """
        chosen = given_model(model, encoder)
        with writing(self._layout, self.model_identity) as store:
            target = type(self)(self._layout, store, chosen, encoder)
            tell = progress or (lambda _done, _of: None)
            n_encoded = reencode(target, self._layout, store, chosen, tell)
        with self._reading:
            self._model, self.encoder = chosen, target.encoder
            self._views = Views(self._layout, self._store, chosen.identity)
        return n_encoded

    def copy(self, folder: Path) -> None:
        """Copy its present state into a folder that is empty or not there yet.

        Raises:
            LibraryError: The folder holds something, or cannot be written.
        """
        layout = Layout(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise LibraryError(f"{folder}: holds something already; name a new folder")
        except OSError as error:
            raise LibraryError(f"{folder}: cannot be made ({error.strerror})") from error
        with self._reading:
            self._store.copy(layout.database)

    def check(self) -> CheckReport:
        """Look for damage, and mend what can be made again from the database.

        Raises:
            LibraryBusy: Another process is writing the library.
            LibraryDamaged: The database cannot be read at all.
        """
        report = check(self, self._layout)
        with self._reading:
            self._views.forget_indexes()
        return report

    @property
    def tuned(self) -> str | None:
        """What was kept by `keep_tuned`; None for nothing."""
        with self._reading, self._store.transaction(write=False):
            return self._store.setting("tuned")

    def require_writable(self) -> None:
        """Make sure that settings can be kept, before the work that they come of.

        Raises:
            LibraryError: The library may not be written.
        """
        with self._reading, self._store.transaction():
            self._store.drop_setting("")  # there is none; SQLite refuses where it cannot write

    def keep_tuned(self, text: str | None) -> None:
        """Keep settings that were fitted for this library, as those who use it write them.

        Args:
            text: In place of what was kept before; None for nothing.

        Raises:
            LibraryError: The library may not be written.
        """
        with self._reading, self._store.transaction():
            if text is None:
                self._store.drop_setting("tuned")
            else:
                self._store.set_setting("tuned", text)

    @property
    def model_identity(self) -> str:
        """What its vectors are kept under."""
        return self._model.identity
