"""The check that each sentence of a language model goes through before it counts as supported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.model import Paragraph
from index.sentences import sentence_spans
from index.shared_encoder import SharedEncoder
from qa.llm.entailment import Entailment
from qa.llm.facts import (
    OPENERS,
    addresses_models,
    least_covered,
    lower_case_words,
    misplaced,
    missing,
    swapped,
    verbatim,
)
from qa.llm.meaning import Nearest, Source
from qa.llm.polarity import contrary
from qa.llm.roles import leaves_out_speaker, misnamed, not_the_courts, said_by_another
from qa.llm.sentences import Claim
from qa.llm.tables import off_row
from qa.surroundings import sentences_around

if TYPE_CHECKING:
    from qa.llm.meaning import Vector

__all__ = ["Checked", "Checker", "Thresholds"]

# How probable an entailment model must find it that a claim follows: more than all else together.
_FOLLOWS = 0.5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much of a claim must be found again; `bench/statement_checks.py` chooses them.

    Attributes:
        cosine: How near it must be to what of its paragraphs is nearest to it.
        words: Which share of any few of its words in a row must stand in its paragraphs.
    """

    cosine: float = 0.6
    words: float = 0.4


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim and what the check found.

    Attributes:
        claim: What a language model says.
        reason: Why the paragraphs that it cites do not support it; empty where they do.
        nearest: What of each of them is nearest to it, with the sentences up to those that hold
            its numbers, names and quoted words; empty where it cites none.
        cosine: Of the claim and the nearest, of all together where that is more.
        words: The least share of some words in a row that stand there.
    """

    claim: Claim
    reason: str
    nearest: tuple[Nearest, ...] = ()
    cosine: float = 0.0
    words: float = 0.0

    @property
    def supported(self) -> bool:
        """Whether what it cites says so."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class _Compared:
    """A claim beside what it cites.

    Attributes:
        text: What is claimed.
        sources: The paragraphs.
        nearest: What of each is nearest to it.
        under: What each stands under.
    """

    text: str
    sources: Sequence[Source]
    nearest: Sequence[Nearest]
    under: Sequence[str]

    @property
    def headed(self) -> str:
        """The texts with what they stand under, which names the judge who says “I”."""
        return "\n".join((*self.under, _text(self.sources)))


class Checker:
    """Checks claims against the paragraphs that were given to a language model."""

    def __init__(
        self,
        passages: Mapping[str, Paragraph],
        encoder: SharedEncoder,
        entailment: Entailment | None = None,
        *,
        under: Mapping[str, str] | None = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        """A checker for one answer.

        Args:
            passages: The paragraphs, by marker.
            encoder: Tells how near meanings are.
            entailment: Tells it in the encoder's place; None where there is none.
            under: What each paragraph stands under, by marker, such as `DISSENT OF MARR J`.
            thresholds: How much of a claim must be found again; None for the usual.
        """
        self._under = under or {}
        self._thresholds = thresholds or Thresholds()
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
            return Checked(claim, "none is cited")
        if unknown := [marker for marker in claim.markers if marker not in self._passages]:
            return Checked(claim, f"“{unknown[0]}” is none that it was given")
        checked = self._against(claim, claim.markers)
        if checked.supported and (idle := self._idle(claim)):
            return replace(checked, reason=f"{_cited([self._source(idle)])} does not say so")
        return checked

    def _idle(self, claim: Claim) -> str:
        """A marker whose paragraph neither says it nor adds to what the others say; else empty."""
        for marker in claim.markers if len(claim.markers) > 1 else ():
            others = tuple(each for each in claim.markers if each != marker)
            alone = self._against(claim, (marker,))
            if not alone.supported and self._against(claim, others).supported:
                return marker
        return ""

    def _against(self, claim: Claim, markers: Sequence[str]) -> Checked:
        sources = [self._source(marker) for marker in markers]
        (vector,) = self._encoder.encode_documents([claim.text])
        nearest = tuple(source.nearest(vector, claim.text) for source in sources)
        under = [self._under.get(marker, "") for marker in markers]
        compared = _Compared(claim.text, sources, nearest, under)
        checked = Checked(
            claim,
            _wrong_row(claim.text, sources)
            or _wrong_facts(compared, self._ordinary)
            or _wrong_voice(compared, {*self._ordinary, *OPENERS}),
            nearest,
            self._cosine(vector, nearest),
            least_covered(claim.text, compared.headed),
        )
        if not checked.reason:
            checked = replace(checked, reason=self._other(checked, sources))
        return checked if checked.reason else replace(checked, nearest=self._with_facts(checked))

    def _source(self, marker: str) -> Source:
        if marker not in self._sources:
            self._sources[marker] = Source(self._passages[marker], self._encoder)
        return self._sources[marker]

    def _cosine(self, vector: "Vector", nearest: Sequence[Nearest]) -> float:
        cosine = max(each.cosine for each in nearest)
        if len(nearest) > 1:  # which may say it together
            (together,) = self._encoder.encode_documents([" ".join(_texts(nearest))])
            cosine = max(cosine, float(together @ vector))
        return cosine

    def _with_facts(self, checked: Checked) -> tuple[Nearest, ...]:
        """What is nearest to a claim, widened up to the sentences that have its facts as well."""
        quoted = checked.nearest

        def lacking(*texts: str) -> set[str]:
            return set(missing(checked.claim.text, "\n".join(texts), self._ordinary))

        lacks = lacking(*_texts(quoted))
        having = [
            (at, start, end, lacks - lacking(near.paragraph.text[start:end]))
            for at, near in enumerate(quoted if lacks else ())
            for start, end in sentence_spans(near.paragraph.text)
        ]
        while lacks:
            wider = [
                (*quoted[:at], quoted[at].up_to(start, end), *quoted[at + 1 :])
                for at, start, end, held in having
                if held & lacks
            ]
            if not wider:  # two sentences have it together, and neither alone
                break
            quoted = min(wider, key=lambda spans: sum(map(len, _texts(spans))))
            left = lacking(*_texts(quoted))
            if left == lacks:
                break
            lacks = left
        return tuple(map(_with_speaker, quoted))

    def _other(self, checked: Checked, sources: Sequence[Source]) -> str:
        """Why a claim means something else than its sources; empty where it does not."""
        if self._entailment is not None:
            texts = [*(window for source in sources for window in source.windows), _text(sources)]
            share = self._entailment.follows(texts, checked.claim.text)
            return "" if share >= _FOLLOWS else f"it does not follow from {_cited(sources)}"
        if any(verbatim(checked.claim.text, each.text) for each in checked.nearest):
            return ""
        if checked.cosine < self._thresholds.cosine or checked.words < self._thresholds.words:
            return f"it says something else than {_cited(sources)}"
        return ""


def _wrong_row(text: str, sources: Sequence[Source]) -> str:
    cells = [cell for source in sources for cell in off_row(text, source.paragraph.text)]
    return f"{_cited(sources)} has this in another row: {', '.join(cells)}" if cells else ""


def _wrong_facts(compared: _Compared, ordinary: Collection[str]) -> str:
    """What a claim says that can be looked up in its sources, and is not there."""
    text, whole, near = compared.text, _text(compared.sources), " ".join(_texts(compared.nearest))
    cited = _cited(compared.sources)
    if addresses_models(whole):
        return f"nothing is taken from what tells language models what to say: {cited}"
    if absent := missing(text, compared.headed, ordinary):
        return f"not in {cited}: {', '.join(dict.fromkeys(absent))}"
    if elsewhere := misplaced(text, near, whole):
        return f"another number stands in {cited}: not {', '.join(elsewhere)}"
    if turned := swapped(text, near):
        return f"{cited} says this of another number: not {', '.join(turned)}"
    if wrong := contrary(text, near):
        return f"{wrong} in {cited}"
    return ""


def _wrong_voice(compared: _Compared, ordinary: Collection[str]) -> str:
    """Why it is another who says so, or of whom it is said; empty where it is not."""
    text, whole, cited = compared.text, _text(compared.sources), _cited(compared.sources)
    spoken = " ".join(_texts([_with_speaker(each) for each in compared.nearest]))
    if doubt := not_the_courts(text, spoken, compared.under):
        return doubt
    if leaves_out_speaker(text, " ".join(_texts(compared.nearest))):
        return f"it leaves out who claims so in {cited}"
    if speaker := said_by_another(text, spoken, whole, ordinary):
        return f"it is not {speaker} who says so in {cited}"
    if others := misnamed(text, spoken, whole, ordinary):
        return f"{cited} says this of another: not of {', '.join(others)}"
    return ""


def _with_speaker(near: Nearest) -> Nearest:
    """The same, with the sentences before that say who speaks in it or introduce it."""
    text = near.paragraph.text
    spans = sentence_spans(text)
    place = next((place for place, (start, _) in enumerate(spans) if start >= near.start), 0)
    return (
        near.up_to(spans[sentences_around(text, spans, place)[0]][0], near.end) if spans else near
    )


def _texts(spans: Sequence[Nearest]) -> list[str]:
    return [each.text for each in spans]


def _text(sources: Sequence[Source]) -> str:
    return "\n".join(source.paragraph.text for source in sources)


def _cited(sources: Sequence[Source]) -> str:
    return " and ".join(source.paragraph.label for source in sources)
