"""Who a sentence says it of, where what it cites says the same of another."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import word_stems
from index.sentences import sentence_spans
from qa.attribution import SAYS
from qa.judgments import has_court_hold, is_dissent, speaks_of_dissent, where_party_argues
from qa.llm.facts import is_month, joined, names_same

__all__ = ["leaves_out_speaker", "misnamed", "not_the_courts", "said_by_another"]

_SPEAKER = 6  # words after “according to” in which the one is named who says it
_BEFORE = 800  # characters before “said” in which it is looked for who says it
_SUBJECT = 8  # words at the beginning of a sentence in which the one is named who acts in it
_NEAR = 80  # characters on each side in which they are looked for
_BESIDE = 3  # words on each side that tell what a name does
_ENOUGH = 2  # of them that stand beside another name
_CLAUSE = re.compile(r"[;:!?()“”\"]\s*|\.\s|,\s")
_CAPITALISED = r"[^\W\d_a-z][\w’'-]*"
_NAME = re.compile(
    rf"{_CAPITALISED}(?:\.?\s+(?:(?:of|de|del|da|von|van|der|al|bin|the)\s+){{0,2}}{_CAPITALISED})*"
)
_IS_TOLD = re.compile(r"\b(?:am|are|been|being|is|was|were)\s+(?:\w+\s+)?\Z")
_SHE = re.compile(r"\b(?:he|she|they|it)\s+(?:\w+\s+)?\Z", re.IGNORECASE)
# What somebody says that another may dispute; and any sign that somebody says it.
_CLAIMS = re.compile(
    r"\b(?:alleg(?:ed|es)|argu(?:ed|es)|assert(?:ed|s)|claim(?:ed|s)|contend(?:ed|s)|insist(?:ed|s)"
    r"|maintain(?:ed|s)|submitted)\s+(?:that|to|the|he|she|it|they|his|her)\b"
    r"|\b(?:tried|sought)\s+to\s+show\s+that\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:accus|alleg|answer|argu|assert|believ|blam|claim|complain|contend|den(?:y|ied)|fear|insist"
    r"|maintain|regard|sa(?:id|ys?)|submi|suspect|tell|think|thought|tried|told|view)\w*"
    r"|\b(?:case|position) (?:is|was)\b"
    r"|\baccording to\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\b[^\W\d_a-z]\w*\b|\b(?:also|been|both|could|did|do|does|had|has|have|having|he|her|him|his|she|then|who|whom"
    r"|whose|would)\b"
)
_VERB = re.compile(
    r"\s+(?:(?:had|has|have|also|then|later)\s+)*(?P<be>(?:was|were|is|are|been)\s+)?"
    r"(?P<verb>\w+(?:ed|ght|ent|ound|ook|ave|aid|ept|eft|ame|oke|ote|aw|et|old|ade))\b"
)
_A_COURT = re.compile(r"\b(?:court|majority|panel|tribunal|judge|justice)s?\b", re.IGNORECASE)
# Of headings such as `DISSENTING OPINION OF THE CHIEF JUSTICE`.
_NO_NAMES = frozenset(
    """
    and by chief dissent dissenting for in judge judgment justice lady lord of opinion sir the with
    """.split()  # noqa: SIM905 - a list would be longer than what it lists
)
# Stems of what is alike whoever does it.
_MUTUAL = frozenset({"agre", "argu", "marri", "meet", "met", "talk"})
# Where the one who does it stands after it.
_PASSIVE = re.compile(r"\b(?:am|are|be|been|being|is|was|were)\b.*\bby\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a text.

    Attributes:
        shown: As it stands there.
        words: Its words, in lower case.
        left: Stems of the words before it in its clause, the nearest first.
        right: Stems of the words after it.
        passive: Whether the clause has the one who does it after “by”.
        does: Stem of the verb right after it; empty where none is known for one.
        undergoes: The same after “was” and the like.
    """

    shown: str
    words: frozenset[str]
    left: Sequence[str]
    right: Sequence[str]
    passive: bool
    does: str
    undergoes: str

    def is_like(self, other: "_Named") -> bool:
        return any(names_same(one, word) for one in self.words for word in other.words)


def misnamed(
    sentence: str, counterpart: str, source: str, ordinary: Collection[str]
) -> tuple[str, ...]:
    """The names of a sentence about which it says what its counterpart says of another.

    Where “Threll dismissed it” and “Ostrander signed it”, the Ostrander of “Ostrander dismissed
    it” is one; so is each of two who change places.

    Args:
        sentence: One sentence, without markers.
        counterpart: What of its source is nearest to it in meaning, with who speaks in it.
        source: The text that it cites; two names that stand side by side in it are one's.
        ordinary: Words that are known not to be names, in lower case.

    Returns:
        As they stand in the sentence.
    """
    own, there = list(_named(sentence, ordinary)), list(_named(counterpart, ordinary))
    return tuple(
        each.shown
        for each in own
        if _turned(each, there) or _moved(each, there) or _in_place_of(each, own, there, source)
    )


def said_by_another(sentence: str, counterpart: str, source: str, ordinary: Collection[str]) -> str:
    """Who is said to say what another says in the counterpart; empty where it may be.

    Args:
        sentence: One sentence, without markers.
        counterpart: What of its source is nearest to it in meaning, with who speaks in it.
        source: The text that it cites; two names that stand side by side in it are one's.
        ordinary: Words that are known not to be names, in lower case.
    """
    there = [name for names in _speakers(counterpart, ordinary) for name in names]
    for names in _speakers(sentence, ordinary) if there else ():
        if not any(
            name.is_like(each) or _one(name, each, source) for name in names for each in there
        ):
            return names[-1].shown
    return ""


def leaves_out_speaker(sentence: str, counterpart: str) -> bool:
    """Whether a sentence states what somebody only claims in the sentence that is most like it.

    Args:
        sentence: One sentence, without markers.
        counterpart: What of its source is nearest to it in meaning: sentences.
    """
    return not _tells(sentence) and _follows(_CLAIMS.search, sentence, counterpart)


def _tells(sentence: str) -> bool:
    """Whether a sentence says that somebody says it."""
    return bool(_TELLS.search(sentence) or SAYS.search(sentence))


def _follows(find: Callable[[str], re.Match[str] | None], sentence: str, counterpart: str) -> bool:
    """Whether most of a sentence stands after some words in the sentence that is most like it."""
    stems, most_like = set(word_stems(sentence)), _most_like(sentence, counterpart)
    found = find(most_like)
    if found is None:
        return False
    after = stems & set(word_stems(most_like[found.end() :]))
    return len(after) > len(stems & set(word_stems(most_like[: found.start()])))


def _most_like(sentence: str, counterpart: str) -> str:
    """The sentence of the counterpart that has most words of a sentence."""
    stems = set(word_stems(sentence))
    spans = (counterpart[start:end] for start, end in sentence_spans(counterpart))
    return max(spans, key=lambda text: len(stems & set(word_stems(text))), default="")


def not_the_courts(sentence: str, counterpart: str, under: Collection[str]) -> str:
    """Why what a sentence says, or has a court hold, is not the court's; empty where it may be.

    What a dissent holds must be told as its judge's, and what a party argues as the party's.

    Args:
        sentence: One sentence, without markers.
        counterpart: What of its source is nearest to it in meaning, with who speaks in it.
        under: What each paragraph that it cites stands under, such as `DISSENT OF MARR J`.
    """
    court = has_court_hold(sentence, by_name=True)
    if under and all(map(is_dissent, under)):
        known = speaks_of_dissent(sentence) or _names_one_of(sentence, under)
        return "" if known and not court else f"it stands under “{next(iter(under))}”"
    if has_court_hold(counterpart):
        return ""
    most_like = _most_like(sentence, counterpart)
    if not court and not _tells(sentence):
        argued = _follows(where_party_argues, sentence, counterpart)
        return "it leaves out who argues so" if argued else ""
    if court and not _A_COURT.search(most_like):
        other = where_party_argues(most_like) or SAYS.search(most_like)
        return "another says so" if other else ""
    return ""


def _names_one_of(sentence: str, headings: Collection[str]) -> bool:
    """Whether a sentence has the name of a judge from a heading, whatever its case there."""
    named = set(re.findall(r"[^\W\d_]{3,}", " ".join(headings).casefold())) - _NO_NAMES
    capitalised = re.findall(r"\b[^\W\d_a-z]\w{2,}", sentence)
    return any(word.casefold() in named for word in capitalised)


def _speakers(text: str, ordinary: Collection[str]) -> Iterator[list[_Named]]:
    """The names before each “said”, or near after “according to”, where any are.

    Those of its sentence; before “she said”, those that the sentences before begin with.
    """
    for match in SAYS.finditer(text):
        *before, where = re.split(
            r"[.;!?]\s", text[max(0, match.start() - _BEFORE) : match.start()]
        )
        if _SHE.search(where):
            where = " . ".join(" ".join(each.split()[:_SUBJECT]) for each in before)
        after = " ".join(text[match.end() :].split()[:_SPEAKER])
        if match[0].lower() == "according to":
            where = after
        elif _IS_TOLD.search(where):  # “was told by Threll that”
            where = after.removeprefix("by ") if after.startswith("by ") else ""
        if names := list(_named(where, ordinary)):
            yield names


def _turned(name: _Named, there: Sequence[_Named]) -> bool:
    """Whether it does what is done to it there, or does what only another does."""
    same = [each for each in there if name.is_like(each)]
    if name.does in _MUTUAL:
        return False
    if name.undergoes and name.undergoes in {each.does for each in same}:
        return name.undergoes not in {each.undergoes for each in same}
    if not name.does or not same:
        return False
    beside = {stem for each in same for stem in (*each.left, *each.right)}
    others = [each for each in there if not name.is_like(each) and each.does == name.does]
    return bool(others) and name.does not in beside


def _moved(name: _Named, there: Sequence[_Named]) -> bool:
    """Whether it stands there beside other words, and another name beside these."""
    same = [each for each in there if name.is_like(each)]
    others = [each for each in there if each.passive == name.passive and not name.is_like(each)]
    if _MUTUAL.intersection((*name.left[:1], *name.right[:1])):
        return False
    sides = [(name.left, "left"), (name.right, "right")]
    if not same or any(set(own) & set(getattr(each, side)) for own, side in sides for each in same):
        return False
    return any(_fits([(own, getattr(each, side)) for own, side in sides]) for each in others)


def _fits(sides: Iterable[tuple[Sequence[str], Collection[str]]]) -> bool:
    """Whether enough of the words beside a name stand beside another, the nearest among them."""
    shared = [(own[:1], {*own} & {*other}) for own, other in sides]
    return sum(len(both) for _, both in shared) >= _ENOUGH and any(
        set(nearest) & both for nearest, both in shared
    )


def _in_place_of(name: _Named, own: Sequence[_Named], there: Sequence[_Named], source: str) -> bool:
    """Whether another name, which the sentence lacks, stands there beside the same words."""
    if any(map(name.is_like, there)):
        return False
    return any(
        _fits((own_side, {*each.left, *each.right}) for own_side in (name.left, name.right))
        for each in there
        if not any(map(each.is_like, own)) and not _one(name, each, source)
    )


def _one(name: _Named, other: _Named, source: str) -> bool:
    """Whether two names stand side by side: `Minister Quintasol`, `Quintasol, the Minister,`."""
    return any(run & name.words and run & other.words for run in _runs(source))


@lru_cache(maxsize=32)  # it is asked for each pair of names
def _runs(source: str) -> tuple[frozenset[str], ...]:
    """The words of each run of names that stand side by side in a text, in lower case."""
    runs = re.split(r"[.;:!?]\s|\s[^\W\d_A-Z]\w*(?<!\bthe)(?<!\bof)(?=\s)", source)
    return tuple({frozenset(re.findall(r"\w+", run.lower())) for run in runs})


def _named(text: str, ordinary: Collection[str]) -> Iterator[_Named]:
    for clause in _CLAUSE.split(joined(text)):
        passive = _PASSIVE.search(clause) is not None
        for match in _NAME.finditer(clause):
            words = frozenset(re.findall(r"[^\W_]+", match[0].lower())).difference(ordinary)
            if words and not any(map(is_month, words)):
                left = _stems(clause[max(0, match.start() - _NEAR) : match.start()])[::-1][:_BESIDE]
                right = _stems(clause[match.end() : match.end() + _NEAR])[:_BESIDE]
                verb = _VERB.match(clause, match.end())
                stem = "".join(_stems(verb["verb"])[:1]) if verb else ""
                done = verb is not None and verb["be"] is not None
                yield _Named(
                    match[0],
                    words,
                    left,
                    right,
                    passive=passive,
                    does="" if done else stem,
                    undergoes=stem if done else "",
                )


def _stems(text: str) -> list[str]:
    """The stems of the words that carry content and are no names, in order."""
    return word_stems(_EMPTY.sub(" ", text))
