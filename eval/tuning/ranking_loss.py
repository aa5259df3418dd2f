"""What training makes small: how little a question's own paragraph stands out among others.

Two comparisons are trained at once, since both are used to search: that of the vectors of whole
texts, and that of the vectors of tokens (late interaction). In each, the paragraph that answers
competes with those of the batch's other questions and with paragraphs that share words with the
question and do not answer it (Henderson and others 2017, "Efficient Natural Language Response
Suggestion for Smart Reply", arXiv:1705.00652; Karpukhin and others 2020, "Dense Passage Retrieval
for Open-Domain Question Answering", EMNLP; Khattab and Zaharia 2020, "ColBERT", SIGIR).

It is imported only where a model is trained, since it needs torch.
"""

from collections.abc import Iterable, Mapping

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

__all__ = ["RankingLoss"]

_LEAST = -1e4  # for tokens that are none


class RankingLoss(nn.Module):
    """Cross entropy of finding each question's paragraph, by whole texts and by tokens.

    Late interaction is compared only with the paragraphs that are nearest by their whole texts:
    it looks at no others when it is used, and comparing all tokens of a batch takes as long as
    encoding them.
    """

    def __init__(
        self, model: SentenceTransformer, *, scale: float, token_weight: float, n_nearest: int
    ) -> None:
        """A loss for one model.

        Args:
            model: What is trained.
            scale: What cosines are multiplied by; the higher, the more the nearest ones count.
            token_weight: Share of late interaction beside that of whole texts; 0 for none.
            n_nearest: With how many paragraphs it compares each question.
        """
        super().__init__()
        self.model = model
        self._scale, self._token_weight, self._n_nearest = scale, token_weight, n_nearest

    def forward(self, sentence_features: Iterable[Mapping[str, Tensor]], _labels: Tensor) -> Tensor:
        """The loss of a batch.

        Args:
            sentence_features: Tokens of the n questions, of their n paragraphs, and of n or more
                others.
            _labels: Not used: a question's place is its paragraph's.
        """
        questions, *texts = [self.model(dict(each)) for each in sentence_features]
        vectors = torch.cat([_unit(each["sentence_embedding"]) for each in texts])
        cosines = _unit(questions["sentence_embedding"]) @ vectors.T
        own = torch.arange(len(cosines), device=cosines.device)
        loss = cross_entropy(self._scale * cosines, own)
        if self._token_weight:
            late = self._late(questions, texts, _nearest(cosines, self._n_nearest))
            loss = loss + self._token_weight * cross_entropy(
                self._scale * late, torch.zeros_like(own)
            )
        return loss

    def _late(
        self, questions: Mapping[str, Tensor], texts: list[dict[str, Tensor]], places: Tensor
    ) -> Tensor:
        """Mean over a question's tokens of the best cosine in each of k texts; (n, k)."""
        longest = max(each["token_embeddings"].shape[1] for each in texts)
        tokens = torch.cat([_padded(each["token_embeddings"], longest) for each in texts])
        kept = torch.cat([_padded(self._counted(each), longest) for each in texts])
        asked = _unit(questions["token_embeddings"])
        chosen = _unit(tokens[places])  # (n, k, longest, dimension)
        cosines = torch.einsum("nqd,nktd->nkqt", asked, chosen.to(asked.dtype)).float()
        best = cosines.masked_fill(~kept[places][:, :, None, :], _LEAST).amax(3)
        counted = self._counted(questions)[:, None, :]
        return (best * counted).sum(2) / counted.sum(2).clamp(min=1)

    def _counted(self, features: Mapping[str, Tensor]) -> Tensor:
        """Which tokens stand for something in the text, not for its ends."""
        special = torch.tensor(
            self.model.tokenizer.all_special_ids, device=features["input_ids"].device
        )
        return features["attention_mask"].bool() & ~torch.isin(features["input_ids"], special)


def _unit(vectors: Tensor) -> Tensor:
    return normalize(vectors.float(), dim=-1)


def _padded(values: Tensor, length: int) -> Tensor:
    missing = values.new_zeros((len(values), length - values.shape[1], *values.shape[2:]))
    return torch.cat([values, missing], dim=1)


def _nearest(cosines: Tensor, k: int) -> Tensor:
    """Places of each question's own paragraph, then of the k - 1 nearest others; (n, k)."""
    own = torch.arange(len(cosines), device=cosines.device)
    others = cosines.detach().clone()
    others[own, own] = -2  # less than any cosine
    return torch.cat([own[:, None], others.topk(min(k, others.shape[1]) - 1).indices], dim=1)
