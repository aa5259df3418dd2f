"""The encoder of a library: loaded at the first use, and used by one thread at a time."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder import Encoder, Model, load_encoder
from index.tokens import Tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["SharedEncoder"]


class SharedEncoder:
    """An `Encoder` that several threads may use.

    Each method raises ModelError if the model cannot be loaded.
    """

    def __init__(self, model: Model, folder: Path, encoder: Encoder | None = None) -> None:
        """An encoder that is not loaded yet.

        Args:
            model: What it is loaded from.
            folder: Where converted encoders are kept.
            encoder: One to use in place of the model's.
        """
        self._model, self._folder, self._encoder = model, folder, encoder
        self._using = threading.RLock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        with self._using:
            return self.loaded.dimension

    @property
    def loaded(self) -> Encoder:
        """The encoder itself, for one thread."""
        with self._using:
            if self._encoder is None:
                self._encoder = load_encoder(self._model, self._folder)
            return self._encoder

    def encode_query(self, text: str) -> "Matrix":
        """As `Encoder.encode_query`."""
        with self._using:
            return self.loaded.encode_query(text)

    def encode_documents(self, texts: Sequence[str]) -> "Matrix":
        """As `Encoder.encode_documents`."""
        with self._using:
            return self.loaded.encode_documents(texts)

    def encode_query_tokens(self, text: str) -> "tuple[Matrix, Tokens]":
        """As `Encoder.encode_query_tokens`."""
        with self._using:
            return self.loaded.encode_query_tokens(text)

    def encode_document_tokens(self, texts: Sequence[str]) -> "tuple[Matrix, list[Tokens]]":
        """As `Encoder.encode_document_tokens`."""
        with self._using:
            return self.loaded.encode_document_tokens(texts)

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """As `Encoder.windows`."""
        with self._using:
            return self.loaded.windows(texts)
