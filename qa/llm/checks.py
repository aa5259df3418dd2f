"""The check that each sentence of a language model goes through before it counts as supported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.model import Paragraph
from index.shared_encoder import SharedEncoder
from qa.llm.entailment import Entailment
from qa.llm.facts import addresses_models, covered, lower_case_words, misplaced_negation, missing
from qa.llm.meaning import Nearest, Source
from qa.llm.sentences import Claim

if TYPE_CHECKING:
    from qa.llm.meaning import Vector

__all__ = ["Checked", "Checker"]

# How near a claim must be to what it cites, and which share of its words must stand there. Of the
# sentences of the sample documents, 0.4 % are so near to another paragraph of the same document
# (14,984 pairs; 1.5 % by the cosine alone); claims in words of their own are refused too.
_COSINE = 0.55
_COVERAGE = 0.5
# How probable an entailment model must find it that a claim follows: more than all else together.
_FOLLOWS = 0.5


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim and what the check found.

    Attributes:
        claim: What a language model says.
        reason: Why the paragraphs that it cites do not support it; empty where they do.
        nearest: Of each of them the sentence that is nearest to it; empty where it cites none.
    """

    claim: Claim
    reason: str
    nearest: tuple[Nearest, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether what it cites says so."""
        return not self.reason


class Checker:
    """Checks claims against the paragraphs that were given to a language model."""

    def __init__(
        self,
        passages: Mapping[str, Paragraph],
        encoder: SharedEncoder,
        entailment: Entailment | None = None,
    ) -> None:
        """A checker for one answer.

        Args:
            passages: The paragraphs, by marker.
            encoder: Tells how near meanings are.
            entailment: Tells it in the encoder's place; None where there is none.
        """
        self._passages, self._encoder, self._entailment = passages, encoder, entailment
        self._ordinary = lower_case_words(" ".join(each.text for each in passages.values()))
        self._sources: dict[str, Source] = {}
        self._known: dict[Claim, Checked] = {}

    def check(self, claim: Claim) -> Checked:
        """Check a claim; the same one is checked once.

        Raises:
            ModelError: The encoder or the entailment model cannot be loaded.
        """
        if claim not in self._known:
            self._known[claim] = self._checked(claim)
        return self._known[claim]

    def _checked(self, claim: Claim) -> Checked:
        if not claim.markers:
            return Checked(claim, "it cites no paragraph")
        if unknown := [marker for marker in claim.markers if marker not in self._passages]:
            return Checked(claim, f"it cites {unknown[0]}, which is no paragraph that was found")
        sources = [self._source(marker) for marker in claim.markers]
        (vector,) = self._encoder.encode_documents([claim.text])
        nearest = tuple(source.nearest(vector) for source in sources)
        reason = _wrong_facts(claim.text, sources, nearest, self._ordinary)
        return Checked(
            claim, reason or self._meaning(claim.text, vector, sources, nearest), nearest
        )

    def _source(self, marker: str) -> Source:
        if marker not in self._sources:
            self._sources[marker] = Source(self._passages[marker], self._encoder)
        return self._sources[marker]

    def _meaning(
        self, text: str, vector: "Vector", sources: Sequence[Source], nearest: Sequence[Nearest]
    ) -> str:
        """Why the meaning of a claim is not that of its sources; empty where it is."""
        whole = _text(sources)
        if self._entailment is not None:
            texts = [*(window for source in sources for window in source.windows), whole]
            share = self._entailment.follows(texts, text)
            return "" if share >= _FOLLOWS else f"it does not follow from {_cited(sources)}"
        cosine = max(each.cosine for each in nearest)
        if len(nearest) > 1:  # which may say it together
            (together,) = self._encoder.encode_documents([" ".join(each.text for each in nearest)])
            cosine = max(cosine, float(together @ vector))
        if cosine < _COSINE or covered(text, whole) < _COVERAGE:
            return f"it says something else than {_cited(sources)}"
        return ""


def _wrong_facts(
    text: str, sources: Sequence[Source], nearest: Sequence[Nearest], ordinary: Collection[str]
) -> str:
    """What a claim says that can be looked up in its sources, and is not there."""
    whole = _text(sources)
    if addresses_models(whole):
        return f"nothing is taken from what tells language models what to say: {_cited(sources)}"
    if absent := missing(text, whole, ordinary):
        return f"not in {_cited(sources)}: {', '.join(dict.fromkeys(absent))}"
    if wrong := misplaced_negation(text, " ".join(each.text for each in nearest)):
        return f"{wrong} in {_cited(sources)}"
    return ""


def _text(sources: Sequence[Source]) -> str:
    return "\n".join(source.paragraph.text for source in sources)


def _cited(sources: Sequence[Source]) -> str:
    return " and ".join(source.paragraph.label for source in sources)
