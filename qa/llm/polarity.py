"""Whether a sentence says the contrary of what it cites: by a negation, or by an opposite word."""

import re

from index.lexical import text_stems, word_stems
from qa.negations import NEGATION
from qa.opposites import CONTRARIES

__all__ = ["contrary"]

_CLAUSE_END = re.compile(r"[,;:.!?]|\bbut\b")
_NEGATED_WORDS = 2


def contrary(sentence: str, counterpart: str) -> str:
    """What in a sentence is the contrary of its counterpart.

    Args:
        sentence: One sentence, without markers.
        counterpart: What of its source is nearest to it in meaning.

    Returns:
        What is wrong, to go before “in” and the source's name; empty where nothing is.
    """
    return _misplaced_negation(sentence, counterpart) or _opposed_word(sentence, counterpart)


def _misplaced_negation(sentence: str, counterpart: str) -> str:
    denied, affirmed = _polarity(sentence)
    source_denied, source_affirmed = _polarity(counterpart)
    if NEGATION.search(sentence) and not NEGATION.search(counterpart):
        return "it denies what is not denied"
    if (affirmed & source_denied) - source_affirmed - denied:
        return "it leaves out a “not” that stands"
    if denied and (denied & source_affirmed) and not denied & source_denied:
        return "its “not” stands elsewhere"
    return ""


def _polarity(text: str) -> tuple[set[str], set[str]]:
    """The stems of a text that a negation stands before in its clause, and all the others."""
    denied: set[str] = set()
    affirmed: list[str] = []
    at = 0
    for match in NEGATION.finditer(text):
        if match.start() < at:
            continue
        affirmed += word_stems(text[at : match.start()])
        clause = _CLAUSE_END.search(text, match.end())
        end = clause.start() if clause else len(text)
        stems = word_stems(text[match.end() : end])
        denied.update(stems[:_NEGATED_WORDS])
        affirmed += stems[_NEGATED_WORDS:]
        at = end
    affirmed += word_stems(text[at:])
    return denied, set(affirmed)


def _opposed_word(sentence: str, counterpart: str) -> str:
    """A word of the sentence in whose place its counterpart has an opposite one."""
    words = re.findall(r"\w+", sentence.lower())
    there = set(re.findall(r"\w+", counterpart.lower()))
    stems = set(text_stems(counterpart))
    for word in words:
        opposed = (CONTRARIES.get(word, set()) & there) - set(words)
        if opposed and word not in there and not stems & set(text_stems(word)):
            return f"it says “{word}”, and “{min(opposed)}” stands"
    return ""
