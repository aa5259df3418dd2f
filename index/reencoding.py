"""Giving a library another encoder, from the texts that it keeps.

All texts are encoded first, while the library goes on with the encoder that it has; each batch
is kept at once, so that a run that is cut off encodes nothing again. Then one transaction puts
the other encoder, its vectors and the indexes of these in place of the former ones.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from index import derived
from index.encoder import Model
from index.layout import Layout
from index.store import Store
from index.text_vectors import encode_missing

if TYPE_CHECKING:
    from index.library import Library

__all__ = ["reencode"]


def reencode(
    target: "Library",
    layout: Layout,
    store: Store,
    model: Model,
    tell: Callable[[int, int], None],
) -> int:
    """Encode every text with another model, and switch to it; `Library.reencode` tells the rest.

    Args:
        target: The library as it will be; it encodes.
        layout: Where it is.
        store: The writer's connection.
        model: Its model.
        tell: Told how many texts have been encoded, and of how many.

    Returns:
        How many texts had to be encoded.
    """
    n_encoded = encode_missing(target, store, tell)

    def switch() -> None:
        store.set_setting("model", model.name)
        store.set_setting("model_identity", model.identity)
        if store.setting("dimension") is not None:  # else it holds no documents yet
            store.set_setting("dimension", str(target.encoder.dimension))
        store.vectors.keep_only(model.identity)
        store.tokens.keep_only(model.identity)
        derived.leave_vectors(store)

    derived.publish(layout, store, switch, model=model.identity, settle=True)
    derived.sweep(layout, store)
    return n_encoded
