"""Who speaks or acts: the sentence before a quote that says whom its “she” means.

“She added that the vote was bought” is not the author's own view, and without the sentence that
names her nobody knows whose it is. Such a sentence goes into the quote.
"""

import re
from collections.abc import Sequence

__all__ = ["SAYS", "attributed_from"]

_FARTHEST = 5  # sentences that are taken along at most
_SUBJECT = 3  # words before the name of one who acts, at most: “The next day Threll left”
_VERBS = (
    r"(?:sa(?:id|ys)|stat(?:ed|es)|claim(?:ed|s)|told|tells|argu(?:ed|es)|alleg(?:ed|es)"
    r"|assert(?:ed|s)|add(?:ed|s)|not(?:ed|es)|complain(?:ed|s)|believ(?:ed|es)|stress(?:ed|es)"
    r"|explain(?:ed|s)|suggest(?:ed|s)|predict(?:ed|s)|warn(?:ed|s)|insist(?:ed|s)|den(?:ied|ies)"
    r"|admit(?:ted|s)|repl(?:ied|ies)|report(?:ed|s)|acknowledg(?:ed|es)|confirm(?:ed|s)"
    r"|contend(?:ed|s)|maintain(?:ed|s)|observ(?:ed|es)|remark(?:ed|s)|comment(?:ed|s)"
    r"|according to|criticiz(?:ed|es)|criticis(?:ed|es)|opin(?:ed|es)|conced(?:ed|es)"
    r"|testif(?:ied|ies)|held|submit(?:ted|s)|emphasi[sz](?:ed|es)|point(?:ed|s) out)\b"
)
# A company or a court speaks so; “it was said” and “it held” (the roof) do not.
_IT_SAYS = rf"it\s+(?:also\s+|then\s+|further\s+)?(?!held\b){_VERBS}"
SAYS = re.compile(rf"\b{_VERBS}", re.IGNORECASE)
_ROLES = (
    r"(?:activist|ambassador|captain|chair(?:man|woman)|chief|commissioner|contact|deputy|director"
    r"|editor|governor|interlocutor|journalist|judge|lawyer|leader|man|mayor|minister|officer|official"
    r"|politician|president|professor|secretary|spokes(?:man|woman|person)|witness|woman)"
)
# The same inside or after what is said: “The vote was bought, she said.” Or whose account it is.
_SPEAKER_INSIDE = re.compile(
    rf"[,”\"’']\s*(?:(?:he|she|they)\s+(?:\w+\s+)?{_VERBS}|{_IT_SAYS})"
    r"|\baccording to (?:him|her|them)\b"
    r"|\b(?:by|in) (?:his|her|their) (?:own )?(?:account|opinion|telling|view|words)\b"
    # After a few words: “In 2007 he said”, “While she admitted”.
    rf"|\A[\w ]{{1,30}}?,?\s(?:he|she|they)\s+(?:\w+\s+)?{_VERBS}"
    rf"|\A(?:the|this|that)\s+(?:\w+\s+)?{_ROLES}\s+(?:\w+\s+)?{_VERBS}",
    re.IGNORECASE,
)
# The one who is meant is named before the sentence: “She left”, “Its chairman, Osk, said”.
_OPENS = (
    r"(?:However|Moreover|Furthermore|In addition|Also|But|And|Nevertheless|Nonetheless|Instead"
    r"|Therefore|Finally|Then)?,?\s*"
)
_MEANT_BEFORE = re.compile(
    # “In the alternative he took”, “According to a cellmate he is kept”.
    r"(?:In|On|At|By|For|From|According\s+to)\s[a-z0-9 ]{1,40}?,?\s(?:he|she|they)\b"
    rf"|{_OPENS}(?:(?:he|she|they|his|her|their|both|the former|the latter)\b"
    rf"|its\s+{_ROLES}\b|{_IT_SAYS})",
    re.IGNORECASE,
)
_NAMES_ONE = re.compile(
    r"(?<!^)\b[^\W\d_a-z]\w+|^(?!(?:He|She|They|It|His|Her|Their|Its)\b)[^\W\d_a-z]\w+"
)

_NAME_INSIDE = re.compile(r"(?<=\s)[^\W\d_a-z]\w+")
_NO_NAME = re.compile(
    r"(?:The|A|An|This|That|These|Those|There|In|On|At|By|For|From|No|Some|Most|All|Many)\b"
)


def attributed_from(text: str, sentences: Sequence[tuple[int, int]], place: int) -> int:
    """The first sentence that a quote must begin with so that it shows who speaks or acts.

    Args:
        text: The paragraph's text.
        sentences: Spans of its sentences, in order.
        place: The sentence that is to be quoted.

    Returns:
        The place of a sentence: `place` itself, or one of the five before it. The one before is
        taken along where this one begins with “she” or “they”, whom that one names or has speak,
        or goes on with what somebody says (“…, he said”); and so on, until one stands alone.
    """
    first = place
    while first > 0 and _leans(text, sentences, first, leans_on=first < place):
        if place - first == _FARTHEST:  # as many would not say who it is
            return place
        first -= 1
    while first < place and not _stands_alone(text[slice(*sentences[first])]):
        first += 1
    return first


def _names_another(text: str, sentences: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a sentence names somebody only farther on, as one whom something is done to.

    After “The log supports Quist” it is not Quist who is “he”.
    """
    sentence = text[slice(*sentences[place])]
    if SAYS.search(sentence) or _MEANT_BEFORE.match(sentence) or not _NO_NAME.match(sentence):
        return False
    named = _NAME_INSIDE.search(sentence)
    return named is not None and len(sentence[: named.start()].split()) > _SUBJECT


def _stands_alone(sentence: str) -> bool:
    """Whether a sentence itself names the one whom it means."""
    return not _MEANT_BEFORE.match(sentence) or _NAMES_ONE.search(sentence) is not None


def _leans(text: str, sentences: Sequence[tuple[int, int]], place: int, *, leans_on: bool) -> bool:
    """Whether a sentence needs the one before it to show who is meant."""
    start, end = sentences[place]
    before = text[slice(*sentences[place - 1])]
    if "\n" in text[sentences[place - 1][1] : start]:
        return False
    sentence = text[start:end]
    if leans_on and _names_another(text, sentences, place):
        return True
    if _SPEAKER_INSIDE.search(sentence) or _is_between(text, sentences, place):
        return True
    if not _MEANT_BEFORE.match(sentence):
        return False
    # It names somebody, or has somebody speak; or who is meant there is named still farther before.
    found = (SAYS.search(before), _NAMES_ONE.search(before), _MEANT_BEFORE.match(before))
    return any(found)


def _is_between(text: str, sentences: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether the sentences before and after give what one person says: “…, she said”."""
    if place + 1 == len(sentences) or "\n" in text[sentences[place][1] : sentences[place + 1][0]]:
        return False
    before, after = (text[slice(*sentences[n])] for n in (place - 1, place + 1))
    return bool(SAYS.search(before) and _SPEAKER_INSIDE.search(after))
