"""How near the meaning of a sentence is to what it cites: by the encoder, or by entailment."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from index.model import Paragraph
from index.sentences import sentence_spans
from index.shared_encoder import SharedEncoder
from qa.llm.facts import verbatim

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

__all__ = ["Nearest", "Source"]


@dataclass(frozen=True, slots=True)
class Nearest:
    """What of a paragraph is nearest to a claim: sentences that follow one another.

    Attributes:
        paragraph: Where it stands.
        start: Offset of its first character in the paragraph's text.
        end: Offset after its last one.
        cosine: Of the claim and that.
    """

    paragraph: Paragraph
    start: int
    end: int
    cosine: float

    @property
    def text(self) -> str:
        """The words."""
        return self.paragraph.text[self.start : self.end]

    def up_to(self, start: int, end: int) -> Self:
        """The same, widened to take in another span of the paragraph."""
        return replace(self, start=min(self.start, start), end=max(self.end, end))


class Source:
    """A paragraph that claims are compared with; it is encoded once."""

    def __init__(self, paragraph: Paragraph, encoder: SharedEncoder) -> None:
        """Encode a paragraph's sentences, alone and by twos; a prompt has room for few."""
        text = paragraph.text
        self.paragraph = paragraph
        (self.windows,) = encoder.windows([text])
        sentences = sentence_spans(text) or ((0, len(text)),)
        pairs = pairwise(sentences)
        self._spans = (*sentences, *((start, end) for (start, _), (_, end) in pairs))
        self._vectors = encoder.encode_documents([text[start:end] for start, end in self._spans])

    def nearest(self, vector: "Vector", claim: str) -> Nearest:
        """What of it is nearest to a claim.

        Args:
            vector: The claim's.
            claim: Its words; a sentence that has them all in a row is the nearest.
        """
        cosines = (self._vectors @ vector).tolist()
        texts = (self.paragraph.text[start:end] for start, end in self._spans)
        holding = (at for at, text in enumerate(texts) if verbatim(claim, text))
        at = next(holding, max(range(len(self._spans)), key=cosines.__getitem__))
        return Nearest(self.paragraph, *self._spans[at], cosines[at])
