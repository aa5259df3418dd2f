"""Words that mean the opposite of each other: `before` and `after`, `legal` and `illegal`.

An encoder hardly tells them apart, since they stand in the same places. Left out are words that
more often mean something else: under an amendment, over 86 powers.
"""

import re
from functools import cache

from index.lexical import text_stems

__all__ = ["opposed"]

_WORD = re.compile(r"\w+")
_OPPOSITES = """
able/unable above/below accept/refuse accept/reject active/passive add/remove admit/deny
alive/dead all/none allow/forbid allow/prevent allow/prohibit ally/enemy always/never
ancient/modern appear/vanish approve/reject arrive/depart arrive/leave ascend/descend
attack/defend bad/good before/after began/ended begin/end best/worst better/worse
big/small bigger/smaller biggest/smallest birth/death born/died bottom/top bought/sold
build/destroy built/destroyed buy/sell cause/prevent civilian/military cold/hot common/rare
complex/simple conservative/liberal create/destroy cheap/expensive deep/shallow decrease/increase
difficult/easy difficult/simple difference/similarity different/same different/similar
domestic/foreign earlier/later earliest/latest early/late east/west eastern/western
empty/full encourage/discourage enemy/friend enter/leave ever/never exclude/include expand/shrink
export/import external/internal fail/succeed failure/success fall/rise false/true far/near
fast/slow fast/slowly female/male few/many fewer/more fewest/most final/first finish/start
first/last forbid/permit formal/informal friend/foe gain/lose gained/lost gave/took
give/take global/local greater/lesser greatest/least hard/soft hate/love heavy/light high/low
higher/lower highest/lowest inside/outside international/national join/leave joined/left
large/small larger/smaller largest/smallest least/most less/more lifted/imposed
long/short longer/shorter longest/shortest lose/win lost/won lower/raise lower/upper major/minor
majority/minority man/woman maximum/minimum men/women narrow/wide negative/positive new/old
newer/older newest/oldest north/south northern/southern old/young older/younger oldest/youngest
open/closed open/shut oppose/support peace/war permit/prohibit plural/singular
poor/rich poorest/richest poverty/wealth private/public profit/loss push/pull quick/slow
remember/forget rise/sink rising/falling rose/fell rural/urban seek/avoid start/stop
strengthen/weaken strong/weak stronger/weaker strongest/weakest thick/thin victory/defeat
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
    table: dict[str, set[str]] = {}
    for pair in _OPPOSITES:
        one, other = (text_stems(word)[0] for word in pair.split("/"))
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return table
