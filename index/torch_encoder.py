"""Any model as sentence-transformers runs it: on a GPU, and wherever OpenVINO cannot be used."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.tokens import Tokens, spans_of
from index.windows import tokenized_windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    Matrix = NDArray[np.float32]

__all__ = ["SentenceTransformerEncoder", "document_prompt"]

_BATCH = 32


def document_prompt(model: "SentenceTransformer") -> str:
    """What a model wants before each document."""
    return model.prompts.get("document") or model.prompts.get("passage") or ""


class SentenceTransformerEncoder:
    """Any sentence-transformers model, as `index.encoder.Encoder` describes."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model
        self._max_tokens = model.max_seq_length or 512
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelError("the model does not tell the length of its vectors")
        self._dimension = int(dimension)

    @property
    def dimension(self) -> int:
        """As `Encoder.dimension`."""
        return self._dimension

    def encode_query(self, text: str) -> "Matrix":
        """As `Encoder.encode_query`."""
        return self._float32(
            self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        )

    def encode_documents(self, texts: Sequence[str]) -> "Matrix":
        """As `Encoder.encode_documents`."""
        vectors = self._float32(
            self._model.encode_document(
                list(texts),
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        )
        return vectors.reshape(-1, self._dimension)

    def encode_query_tokens(self, text: str) -> "tuple[Matrix, Tokens]":
        """As `Encoder.encode_query_tokens`."""
        vectors, tokens = self._tokens([text], self._model.prompts.get("query") or "")
        return vectors[0], tokens[0]

    def encode_document_tokens(self, texts: Sequence[str]) -> "tuple[Matrix, list[Tokens]]":
        """As `Encoder.encode_document_tokens`."""
        return self._tokens(texts, document_prompt(self._model))

    def _tokens(self, texts: Sequence[str], prompt: str) -> "tuple[Matrix, list[Tokens]]":
        import numpy as np

        vectors = np.zeros((len(texts), self._dimension), np.float32)
        tokens: list[Tokens] = []
        for begin in range(0, len(texts), _BATCH):
            batch = texts[begin : begin + _BATCH]
            vectors[begin : begin + len(batch)], found = self._tokens_of_batch(batch, prompt)
            tokens += found
        return vectors, tokens

    def _tokens_of_batch(self, texts: Sequence[str], prompt: str) -> "tuple[Matrix, list[Tokens]]":
        import torch

        tokenized = self._model.tokenizer(
            [prompt + text for text in texts],
            padding=True,
            truncation=True,
            max_length=self._max_tokens,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = tokenized["offset_mapping"].tolist()
        features = {
            name: tokenized[name].to(self._model.device) for name in ("input_ids", "attention_mask")
        }
        with torch.inference_mode():
            found = self._model(features)
            vectors = torch.nn.functional.normalize(found["sentence_embedding"], p=2, dim=1)
        each = self._float32(found["token_embeddings"].float().cpu().numpy())
        tokens = []
        for row, text in enumerate(texts):
            places, spans = spans_of(text, offsets[row], len(prompt))
            tokens.append(Tokens(spans, each[row, places]))
        return self._float32(vectors.float().cpu().numpy()), tokens

    @staticmethod
    def _float32(vectors: object) -> "Matrix":
        import numpy as np

        return np.ascontiguousarray(vectors, dtype=np.float32)

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """As `Encoder.windows`."""
        prompt = self._model.tokenizer.tokenize(document_prompt(self._model))
        room = self._max_tokens - self._model.tokenizer.num_special_tokens_to_add() - len(prompt)
        return tokenized_windows(self._model.tokenizer, texts, room)
