"""What a language model wrote, as sentences with the markers that each cites."""

import re
from dataclasses import dataclass

from index.sentences import sentence_spans

__all__ = ["Claim", "cut_claims"]

# Whatever stands in square brackets with a number in it is meant to cite something: passages have
# no square brackets when a model reads them.
_MARKER = r"\[[^\[\]\n]{0,60}\d[^\[\]\n]{0,60}\]"
_MARKERS = re.compile(_MARKER)
_AFTER_THE_END = re.compile(rf"([.!?…]+[\"”’*_]*)((?:\s*{_MARKER})+)")
_GIVEN = re.compile(r"p\d+")
_BEFORE_A_SIGN = re.compile(r"\s+(?=[.,;:!?…])")
_LEFT_EMPTY = re.compile(r"\s*\([\s,;]*\)")
_LIST_SIGN = re.compile(r"\A(?:[-*•#>]+\s+|\d{1,2}[.)]\s+)+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a language model.

    Attributes:
        text: Its words, without markers.
        markers: What it cites, as `[p123]`, or as it stands where that is no marker of a prompt.
    """

    text: str
    markers: tuple[str, ...]


def cut_claims(text: str) -> tuple[Claim, ...]:
    """The sentences of a text that a language model wrote, in order.

    Markers belong to the sentence that they stand in, or that they directly follow.
    """
    text = _AFTER_THE_END.sub(lambda match: f" {match[2].strip()}{match[1]}", text)
    claims: list[Claim] = []
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        markers = tuple(dict.fromkeys(_cited(sentence)))
        words = _LIST_SIGN.sub("", _MARKERS.sub("", sentence).replace("**", ""))
        words = _LEFT_EMPTY.sub("", _BEFORE_A_SIGN.sub("", " ".join(words.split())))
        if re.search(r"\w", words):
            claims.append(Claim(words, markers))
        elif markers and claims:  # they stand on a line of their own
            before = claims[-1]
            claims[-1] = Claim(before.text, tuple(dict.fromkeys((*before.markers, *markers))))
    return tuple(claims)


def _cited(sentence: str) -> list[str]:
    """What a sentence cites; `[p1, p2]` and `[p1][p2]` are the same."""
    cited: list[str] = []
    for marker in _MARKERS.findall(sentence):
        inside = [part for part in re.split(r"[,;\s]+", marker[1:-1]) if part]
        given = all(_GIVEN.fullmatch(part) for part in inside)
        cited += [f"[{part}]" for part in inside] if given else [marker]
    return cited
