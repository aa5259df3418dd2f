"""A cross-encoder of the user's own: the best paragraphs are scored once more, by another model.

An encoder reads the question and a paragraph apart from each other; a cross-encoder reads both at
once, which tells more and takes far longer (Nogueira and Cho 2019, "Passage Re-ranking with
BERT", arXiv:1901.04085). None comes with Pincite, and none is used unless it is named.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from index.encoder import Model, loading, resolve_model
from index.errors import ModelError
from index.windows import tokenized_windows
from qa.model import Hit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import CrossEncoder

    Vector = NDArray[np.floating]

__all__ = ["PairModel", "Reranker", "RerankerSettings", "rerank"]

# The time that a question takes grows with their number and with the model's size.
_N = 30
_BATCH = 32
# Models that read more at once would take more memory than a search should.
_MAX_TOKENS = 512
# Of a longer paragraph so much is read, some 2,600 words: one of a book's length must not stop it.
_MAX_CHARACTERS = 16_000


class PairModel(Protocol):
    """What a reranker needs of a model. It is used by one thread at a time."""

    def scores(self, question: str, texts: Sequence[str]) -> "Vector":
        """How well each text fits the question: shape (len(texts),), in any unit."""


@dataclass(frozen=True, slots=True)
class RerankerSettings:
    """Which paragraphs are scored once more, and by what.

    Attributes:
        name: Folder of a cross-encoder, or its name on a model hub.
        n: How many of the best paragraphs.
    """

    name: str
    n: int = _N

    def words(self) -> str:
        """The settings in a few words."""
        return f"{self.name}, of the best {self.n}"


class Reranker:
    """A cross-encoder, loaded at the first use.

    An instance may be used by several threads.
    """

    def __init__(
        self,
        name: str,
        *,
        n: int = _N,
        model: PairModel | None = None,
    ) -> None:
        """A reranker.

        Args:
            name: Folder of a cross-encoder, or its name on a model hub.
            n: How many of the best paragraphs it scores, from 1.
            model: A model to use in place of the named one.

        Raises:
            ModelError: The folder is not there or holds no weights.
            ValueError: `n` is below 1.
        """
        if n < 1:
            raise ValueError(f"a reranker scores 1 paragraph or more, not {n}")
        self.settings = RerankerSettings(name, n)
        self._model: PairModel | Model = resolve_model(name) if model is None else model
        self._scoring = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> "Vector":
        """How well each text fits a question: shape (len(texts),); the higher, the better.

        Raises:
            ModelError: The model cannot be loaded, is no cross-encoder, or gives no numbers.
        """
        import numpy as np

        with self._scoring:
            if isinstance(self._model, Model):
                self._model = _CrossEncoder(self._model)
            scores = self._model.scores(question, texts)
        if not np.isfinite(scores).all():
            raise ModelError(
                f"the reranker {self.settings.name!r} gives scores that are no numbers; its "
                f"weights are damaged, or made for another program: name another one"
            )
        return scores


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker) -> tuple[Hit, ...]:
    """Put hits in the order of a reranker.

    Args:
        question: What was searched for.
        hits: What was found, best first.
        reranker: Scores the first `n` of them.

    Returns:
        The hits, best first: those that were scored, then the others in their order. The scores
        of the first, min-max normalised, are in [0.5, 1]; those of the others are brought below
        0.5. Of equal ones the better hit before comes first.
    """
    import numpy as np

    if not hits:
        return ()
    looked, rest = hits[: reranker.settings.n], hits[reranker.settings.n :]
    scores = reranker.scores(question, [hit.paragraph.text for hit in looked])
    share = (scores - scores.min()) / (float(np.ptp(scores)) or 1.0)
    order = np.argsort(-scores, kind="stable").tolist()
    placed = [
        *(replace(looked[at], score=0.5 + float(share[at]) / 2) for at in order),
        *(replace(hit, score=0.49 * hit.score) for hit in rest),
    ]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(placed, start=1))


class _CrossEncoder:
    """A model of sentence-transformers, as `PairModel` describes."""

    def __init__(self, named: Model) -> None:
        with loading(named) as here:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(str(named.path or named.name), local_files_only=here)
        _require_cross_encoder(self._model, named.name)
        # What it reads at once; some say no number, or one without meaning.
        self._max_tokens = min(getattr(self._model, "max_seq_length", None) or 512, _MAX_TOKENS)

    def scores(self, question: str, texts: Sequence[str]) -> "Vector":
        """As `PairModel.scores`: of a text that is too long, the score of its best window."""
        import numpy as np
        import torch

        pieces = self._windows(question, [text[:_MAX_CHARACTERS] for text in texts])
        scores = self._model.predict(
            [(question, piece) for each in pieces for piece in each],
            batch_size=_BATCH,
            show_progress_bar=False,
            # The usual one maps all high scores to 1, where they are equal.
            activation_fn=torch.nn.Identity(),
        )
        begins = [0, *accumulate(map(len, pieces))][:-1]
        best: Vector = np.maximum.reduceat(np.asarray(scores, np.float64), begins)
        return best

    def _windows(self, question: str, texts: Sequence[str]) -> list[tuple[str, ...]]:
        tokenizer = self._model.tokenizer
        taken = len(tokenizer.tokenize(question)) + tokenizer.num_special_tokens_to_add(pair=True)
        # Of a question that leaves less than half to the text, the model itself cuts the end off.
        room = max(self._max_tokens - taken, self._max_tokens // 2)
        return tokenized_windows(tokenizer, texts, room)


def _require_cross_encoder(model: "CrossEncoder", name: str) -> None:
    """Refuse what sentence-transformers turns into a cross-encoder by adding random weights.

    Raises:
        ModelError: It was not made to give one score for two texts.
    """
    architectures = model.config.architectures if model.config is not None else None
    (architecture,) = (architectures or ["model of an unknown kind"])[:1]
    # One of several modules was saved as a cross-encoder: the first alone gives no score.
    trained = len(list(model.children())) > 1 or "ForSequenceClassification" in architecture
    if not trained:
        raise ModelError(
            f"{name}: is no cross-encoder but a {architecture}, which gives no score for a "
            f"question and a text; name a cross-encoder, or encode with this model by `pincite "
            f"index --model`"
        )
    if model.num_labels != 1:
        raise ModelError(
            f"{name}: tells {model.num_labels} kinds of texts apart, and a reranker gives one "
            f"score for a question and a text; name a cross-encoder with one label"
        )
