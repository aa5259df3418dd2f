"""Whether a sentence follows from a text, by a model of the user's own.

It reads both at once and knows a paraphrase from a contradiction, which cosines do not (Bowman et
al. 2015, "A large annotated corpus for learning natural language inference", arXiv:1508.05326).
"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.encoder import Model, loading, resolve_model
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

__all__ = ["Entailment"]


class Entailment:
    """A cross-encoder that tells entailment from all else, loaded at the first use.

    An instance may be used by several threads.
    """

    def __init__(self, name: str) -> None:
        """A model that is not loaded yet.

        Args:
            name: Its folder, or its name on a model hub.

        Raises:
            ModelError: The folder is not there or holds no weights.
        """
        self._named = resolve_model(name)
        self._model: _Labelled | None = None
        self._using = threading.Lock()

    def follows(self, texts: Sequence[str], claim: str) -> float:
        """The probability in [0, 1] that a claim follows from one of some texts.

        Raises:
            ModelError: The model cannot be loaded, or knows no entailment.
        """
        with self._using:
            return self._loaded().follows(texts, claim)

    def load(self) -> None:
        """Load the model, so that it is known to be one before anything else is done.

        Raises:
            ModelError: It cannot be loaded, or knows no entailment.
        """
        with self._using:
            self._loaded()

    def _loaded(self) -> "_Labelled":
        if self._model is None:
            self._model = _Labelled(self._named)
        return self._model


class _Labelled:
    """A cross-encoder of sentence-transformers, and which of its labels is entailment."""

    def __init__(self, named: Model) -> None:
        with loading(named) as here:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(str(named.path or named.name), local_files_only=here)
        self._label = _entailment_label(self._model, named.name)

    def follows(self, texts: Sequence[str], claim: str) -> float:
        shares = self._model.predict(
            [(text, claim) for text in texts], apply_softmax=True, show_progress_bar=False
        )
        return float(shares[:, self._label].max())


def _entailment_label(model: "CrossEncoder", name: str) -> int:
    labels = getattr(model.config, "id2label", None) or {}
    (label,) = [at for at, label in labels.items() if label.lower() == "entailment"][:1] or [None]
    if label is None:
        raise ModelError(
            f"{name}: does not tell entailment, but {', '.join(labels.values())}; name a "
            f"cross-encoder that was trained on natural language inference"
        )
    return int(label)
