"""Whether a question leans on the turns before it, or stands alone."""

import re
from collections.abc import Sequence

from qa.conversation.model import Turn
from qa.words import PRONOUNS, content_words, names, plain, says_something

__all__ = ["OPENING", "free_pronoun", "goes_on", "leans", "segment"]

# Openings that only go on with what was said; what follows them is what changes.
OPENING = re.compile(
    r"\s*(?:and|but|so(?!\s+(?:far|many|much|called)\b)|or|also|then|well(?=\s*,)|ok|okay)\b(?!-)"
    r"[\s,]*(?:what\s+about|how\s+about)?\s*"
    r"|\s*(?:what|how)\s+about\s+",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:this|these|those|such|the\s+same|else|(?:an)?other|others|more|further|besides|"
    r"(?:about|after|before|by|of|from|for|to|with|do|does|did|is|was|with|like)\s+that|"
    r"that\s*(?:\?|$|time|day|year|one|way)|then\s*(?:\?|$)|(?:do|did|from|to|be|go|went)\s+there|"
    r"there\s*(?:\?|$)|former|latter|ones?\s*(?:\?|$)|both|either|neither|aforementioned)\b",
    re.IGNORECASE,
)
# An “it” that stands for nothing: “Is it true that…”, “Does it rain…”, “What time is it…”.
_EMPTY_IT = re.compile(
    r"\b(?:is|was|isn[’']t|wasn[’']t|be)\s+(?P<it>it)\s+(?:\w+\s+){0,2}?that\b"
    r"|\b(?P<at>it)\s+(?:is|was|be)\s+(?:\w+\s+){0,2}?that\b"
    r"|\b(?:is|was)\s+(?P<for>it)\s+(?:not\s+)?(?:possible|likely|necessary|legal|illegal|lawful|"
    r"allowed|permitted|forbidden|safe|common|usual|normal|easy|hard|difficult|important|better)"
    r"\s+(?:for|to)\b"
    r"|\b(?P<takes>it)\s+(?:takes?|costs?|took)\s+(?:[\w’']+\s+){0,3}?to\b"
    r"|\b(?P<rains>it)\s+(?:rain|snow)(?:s|ed)?\b|\b(?:time|day|year)\s+(?:is|was)\s+(?P<time>it)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
# So many words of its own, none of them said before, and a question without a name stands alone.
_ENOUGH = 3


def segment(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns that belong to the subject of the last one, in order."""
    kept: list[Turn] = []
    for turn in turns:
        follows = leans(turn.question, kept) if turn.follows is None else turn.follows
        if not follows:
            kept = []
        kept.append(turn)
    return tuple(kept)


def leans(question: str, turns: Sequence[Turn]) -> bool:
    """Whether a question cannot be understood without the turns before it.

    Args:
        question: The question.
        turns: The earlier turns, in order.
    """
    if not turns:
        return False
    if goes_on(question):
        return True
    said = {
        plain(word) for turn in turns for word in content_words(f"{turn.question} {turn.answer}")
    }
    own = {
        plain(word) for name in names(question) if name.sure for word in content_words(name.text)
    }
    if own:
        return bool(own & said)
    if _POINTS_BACK.search(question):
        return True
    words = {plain(word) for word in content_words(question)}
    return len(words) < _ENOUGH or bool(words & said)


def goes_on(question: str) -> bool:
    """Whether the form of a question says for certain that it goes on with what was said."""
    return bool(OPENING.match(question) or free_pronoun(question) or not says_something(question))


def free_pronoun(question: str) -> re.Match[str] | None:
    """The first pronoun that stands for nothing in the question itself; None if there is none.

    A pronoun that comes after a name is taken to stand for that name.
    """
    empty = {found.start(str(found.lastgroup)) for found in _EMPTY_IT.finditer(question)}
    for match in _WORD.finditer(question):
        if match[0].lower() in PRONOUNS and match.start() not in empty:
            return None if any(name.sure for name in names(question[: match.start()])) else match
    return None
