"""Words that mean the opposite of each other: `before` and `after`, `legal` and `illegal`.

An encoder hardly tells them apart, since they stand in the same places. Left out are words that
more often mean something else: under an amendment, over 86 powers.
"""

import re
from collections.abc import Iterable
from functools import cache

from index.lexical import text_stems

__all__ = ["CONTRARIES", "opposed"]

_WORD = re.compile(r"\w+")
# One of a pair cannot stand for the other, however the sentence is turned.
_CONTRARY = """
abolish/establish absent/present accept/refuse accept/reject accepted/refused accepted/rejected
accused/defended acquittal/conviction acquitted/convicted acquitted/guilty admitted/denied
agree/disagree alive/dead allow/forbid allow/prohibit allowed/forbidden allowed/prohibited
always/never approve/reject
approved/rejected arrested/released arrival/departure best/worst closed/opened confirm/deny
confirmed/denied decline/growth decrease/increase dismissed/appointed dismissed/upheld drop/rise
dropped/rose east/west eastern/western empty/full enemy/ally expand/shrink expanded/shrank
expensive/cheap exports/imports fall/rise fallen/risen fell/rose first/last gain/loss gained/lost
guilty/innocent heavy/light high/low higher/lower highest/lowest hired/dismissed illegal/legal
inside/outside internal/external joined/left keep/lose kept/lost kept/returned large/small
larger/smaller largest/smallest lawful/unlawful legal/unlawful long/short longer/shorter major/minor
majority/minority mandatory/optional maximum/minimum north/south northern/southern oppose/support
opposed/supported opposition/support peace/war permitted/prohibited poor/rich praised/criticized
private/public raise/lower raised/lowered rural/urban safe/dangerous slow/fast slower/faster
strengthened/weakened strong/weak stronger/weaker succeed/fail succeeded/failed success/failure
unanimous/divided victory/defeat won/lost young/old younger/older
""".split()  # noqa: SIM905 - a list of them would fill a page
# Looked for in questions alone: a sentence that is turned may say one for the other, as what was
# before is what the other was after, or a pair was not tried on what language models write.
_OF_QUESTIONS = """
able/unable above/below active/passive add/remove all/none allow/prevent ancient/modern
appear/vanish arrive/depart arrive/leave ascend/descend attack/defend bad/good before/after
began/ended begin/end better/worse big/small bigger/smaller biggest/smallest birth/death born/died
bottom/top bought/sold build/destroy built/destroyed buy/sell cause/prevent civilian/military
cold/hot common/rare complex/simple conservative/liberal create/destroy deep/shallow
difference/similarity different/same different/similar difficult/easy difficult/simple
domestic/foreign earlier/later earliest/latest early/late encourage/discourage enemy/friend
enter/leave ever/never exclude/include false/true far/near fast/slowly female/male few/many
fewer/more fewest/most final/first finish/start forbid/permit formal/informal friend/foe gain/lose
gave/took give/take global/local greater/lesser greatest/least hard/soft hate/love
international/national join/leave least/most less/more lifted/imposed longest/shortest lose/win
lower/upper man/woman men/women narrow/wide negative/positive new/old newer/older newest/oldest
oldest/youngest open/shut plural/singular poorest/richest poverty/wealth profit/loss push/pull
quick/slow remember/forget rise/sink seek/avoid start/stop strongest/weakest thick/thin
""".split()  # noqa: SIM905 - a list of them would fill a page
# Before these, a word of four letters or more is denied: happy, unhappy.
_DENYING = ("un", "in", "im", "ir", "il", "dis", "non")
_SHORTEST = 4


def opposed(question: str, sentence: str) -> bool:
    """Whether a sentence says the opposite of a word of a question, and does not say that word.

    Args:
        question: The question.
        sentence: What might answer it.
    """
    asked, said = _words(question), _words(sentence)
    only_asked = asked.keys() - said.keys()
    only_said = said.keys() - asked.keys()
    return (
        any(_table().get(stem, set()) & only_said for stem in only_asked)
        or any(_denied(asked[stem]) & said.keys() for stem in only_asked)
        or any(_denied(said[stem]) & asked.keys() for stem in only_said)
    )


def _words(text: str) -> dict[str, str]:
    """The words of a text by their stems."""
    return {stem: word for word in _WORD.findall(text.lower()) for stem in text_stems(word)}


def _denied(word: str) -> set[str]:
    """The stems of what a word denies by the syllable that it begins with."""
    return {
        stem
        for prefix in _DENYING
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST
        for stem in text_stems(word.removeprefix(prefix))
    }


@cache
def _table() -> dict[str, set[str]]:
    """Stems with those of the words that mean the opposite."""
    pairs = (pair.split("/") for pair in (*_CONTRARY, *_OF_QUESTIONS))
    return _both_ways((text_stems(one)[0], text_stems(other)[0]) for one, other in pairs)


def _both_ways(pairs: Iterable[Iterable[str]]) -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for one, other in pairs:
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return table


CONTRARIES = _both_ways(pair.split("/") for pair in _CONTRARY)
"""Words, in lower case and as they are inflected, with those of which none can stand for them."""
