"""What it takes to get at a library: the one writer's lock, its database, its model."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from filelock import FileLock, Timeout

from index.encoder import Encoder, Model, resolve_model
from index.errors import LibraryBusy, LibraryError, LibraryNotFound, ModelError, WrongModel
from index.layout import Layout
from index.store import Store

__all__ = [
    "agreed_model",
    "dimension_of",
    "given_model",
    "make_database",
    "require_model",
    "require_tokens",
    "writer_lock",
    "writing",
    "writing_aside",
]


@contextmanager
def writer_lock(layout: Layout) -> Iterator[None]:
    """Be the one writer.

    Raises:
        LibraryBusy: Another process is.
        LibraryError: The folder may not be written.
    """
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
            f"{layout.lock}: cannot be locked ({error.strerror}); make the folder writable, or "
            f"choose another with --library"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(layout: Layout, model: str) -> Iterator[Store]:
    """A connection of its own for the one writer.

    Args:
        layout: Where the library is.
        model: Identity of the encoder that the writer takes it to have.

    Raises:
        LibraryBusy: Another process is writing.
        WrongModel: It has another encoder by now.
    """
    with writer_lock(layout):
        store = Store(layout.database)
        try:
            with store.guarded():
                require_model(layout, store, model)
                yield store
        finally:
            store.close()


@contextmanager
def writing_aside(layout: Layout) -> Iterator[Store]:
    """A transaction beside the one writer's, for what changes nothing that is searched.

    On a connection of its own: waiting for another writer keeps no reader of this process waiting.
    """
    with closing(Store(layout.database)) as store, store.transaction():
        yield store


def require_model(layout: Layout, store: Store, model: str) -> None:
    """Make sure that a library has still the encoder that it was opened with.

    Raises:
        WrongModel: It has another by now.
    """
    if store.setting("model_identity") != model:
        raise WrongModel(
            f"{layout.folder}: has been given another model, {store.setting('model')!r}, since it "
            f"was opened; start again what has it open"
        )


def dimension_of(layout: Layout, store: Store) -> int:
    """Length of the vectors of a library.

    Raises:
        LibraryNotFound: It holds no documents.
    """
    dimension = store.number("dimension")
    if dimension is None:
        raise LibraryNotFound(
            f"{layout.folder}: the library holds no documents yet; add some with "
            f"`pincite index PATH`"
        )
    return dimension


def make_database(layout: Layout, model: Model, *, token_vectors: bool) -> None:
    """Make an empty database; it has its name only when it is whole."""
    making = layout.database.with_suffix(".making")
    for suffix in ("", "-wal", "-shm", "-journal"):
        making.with_name(making.name + suffix).unlink(missing_ok=True)
    store = Store(making, create=True)
    store.upgrade()
    with store.transaction():
        store.set_setting("model", model.name)
        store.set_setting("model_identity", model.identity)
        store.set_setting("token_vectors", "yes" if token_vectors else "no")
    store.close()
    making.replace(layout.database)


def given_model(name: str | None, encoder: Encoder | None) -> Model:
    """The model that a name means, or that stands for an encoder which is passed in."""
    if encoder is None:
        return resolve_model(name)
    return Model(type(encoder).__name__, type(encoder).__name__, None)


def agreed_model(store: Store, layout: Layout, name: str | None, encoder: Encoder | None) -> Model:
    """The model of a library, which must be the one asked for if one was."""
    made_with, identity = store.setting("model"), store.setting("model_identity")
    try:
        asked = given_model(name or made_with, encoder)
    except ModelError as error:
        if name is not None:
            raise
        raise ModelError(
            f"{layout.folder}: the model that the library was made with cannot be used ({error}); "
            f"put its folder back where it was, under the same name"
        ) from error
    if asked.identity != identity:
        raise WrongModel(
            f"{layout.folder}: was made with the model {made_with!r} ({identity}), not with "
            f"{asked.name!r} ({asked.identity}), and their vectors cannot be compared; leave "
            f"--model out, or index into another folder with --library"
        )
    return asked


def require_tokens(store: Store, layout: Layout, *, wanted: bool | None) -> None:
    """Make sure that a library keeps the vectors of tokens, or none, as is wanted of it.

    Raises:
        LibraryError: It was made otherwise.
    """
    if wanted is None or wanted == store.keeps_tokens:
        return
    made, option = (
        ("with", "--no-token-vectors") if store.keeps_tokens else ("without", "--token-vectors")
    )
    raise LibraryError(
        f"{layout.folder}: was made {made} the vectors of single words, and stays as it is; leave "
        f"{option} out, or index into another folder with --library"
    )
