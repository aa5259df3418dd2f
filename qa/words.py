"""Words of questions and answers: names, words that carry content, and words that point back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = [
    "PRONOUNS",
    "Name",
    "begins_with_date",
    "content_words",
    "is_office",
    "is_person",
    "names",
    "names_nobody",
    "names_person",
    "plain",
    "says_something",
    "seems_foreign",
]

# Pronouns of the third person, by what they stand for.
PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "man"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "woman"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "group"),
    **dict.fromkeys(("it", "its", "itself"), "thing"),
}
_EMPTY = frozenset(
    """
    a about after again all also am an and another any anybody anyone anything are article as ask
    aspects at be because been before being but by can could did do document does doing done else
    ever explain few first for from get give go got had happen happened has have having he her hers
    him his how i if in information interesting into is it its itself just kind know known let like
    made make many may me mean might more most much must my name no not now of off on one only or
    other others our out over please same say says shall she should show so some someone something
    still such tell than that the their them then there these they thing things this those through
    to too under until up us very was we well were what when where whether which while who whom
    whose why will with would yes you your
    """.split()  # noqa: SIM905 - a list would be a page long
)
# Hardly an English question of three words or more is without one of these; few of them are words
# of other languages.
_ENGLISH = frozenset(
    """
    the of is are were did does do has have had what who whom whose which when where why how and or
    to for with from by on at it that this they he she his their there about any can tell list show
    will would should could shall may might must been yes not under describe explain name give find
    """.split()  # noqa: SIM905 - as above
)
# Not at the beginning of a sentence: `the US`, `May`, `Q`.
_CAPITAL_INSIDE = re.compile(r"[^\W_],?\s+(?!I\b)[^\W\d_a-z]")
_TITLES = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Rev|St|Hon|Gov|Pres)\."
_PART = r"(?:(?:[^\W\d_a-z]\.\s?)*[^\W\d_a-z][\w’'-]*)"
_NAME = re.compile(
    rf"(?:{_TITLES}\s)?{_PART}"
    rf"(?:\s(?:(?:of|de|del|da|von|van|der|al|bin|the)\s){{0,2}}{_PART})*"
)
_YEAR = re.compile(r"\b[12]\d{3}\b")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;”\"]\s+)[\"“‘'(]*\Z")
# What a person does, after a name and before it.
_ACTS = re.compile(
    r"(?:\s+|,\s+(?=who\b|had\b))(?!named\b|called\b)(?:(?:also|later|then|once|never|first|again|himself|herself)\s+)?"
    r"(?:who|\w{2,}ed|said|says|told|claims|thought|kept|came|went|heads|led|won|wrote|made|met|took|"
    r"gave|got|left|held|knew|saw|sang|spoke|spent|began|became|grew|fell|lost|has|had|is|was)\b"
)
_AUXILIARY = re.compile(
    r"\b(?:did|does|do|was|is|has|had|can|could|would|will|by)\s+\Z", re.IGNORECASE
)
_NO_PERSON = re.compile(
    r"\b(?:ministry|government|university|college|school|party|commission|committee|office|bureau|"
    r"council|court|parliament|senate|congress|assembly|department|embassy|company|bank|union|"
    r"institute|club|association|agency|army|police|church|street|river|bay|island|republic|"
    r"states?|north|south|east|west|records|band|album|rules?|act|law|treaty|agreement|harbour|port|"
    r"province|city|awards?|medal|prize|constitution|amendments?|american?|show|news|times|tour|"
    r"high|house|national|world|series|games?|cup|league|war|authority|board|brothers|cent(?:er|re)|"
    r"compan(?:y|ies)|corporation|corp|dam|federation|foundation|fund|group|holdings?|inc|limited|"
    r"ltd|llc|plc|mission|organi[sz]ation|partners|point|prison|quay|region|services?|society|"
    r"systems|terminals?|trust|valley|wireless)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\((?:on|about) [^()]*\)\Z")
_MAJESTY = re.compile(r"\s+(?:Excellency|Highness|Honou?r|Majesty)\b")
_OFFICE = re.compile(
    r"(?:(?:Deputy|Foreign|Prime|Vice)\s)*(?:Ambassador|Chair(?:man|woman)|Governor|Mayor|Minister"
    r"|President|Secretary)\sof(?:\sthe)?\s\w+(?:\sAffairs)?"
)
_PLACED = re.compile(r"\b(?:in|at|near|across|the|into|throughout)\s+\Z", re.IGNORECASE)
_DATE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\Z"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text.

    Attributes:
        text: As it stands there, without a possessive ending.
        person: How much speaks for its being that of a person; above 1 is likely.
        sure: Whether it is a name for certain: not a single word that begins a sentence, no date.
    """

    text: str
    person: int
    sure: bool


def plain(word: str) -> str:
    """A word for comparing: lower case, without a possessive or plural ending."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def content_words(text: str) -> list[str]:
    """The words that carry content, each once, in order."""
    found = (match[0] for match in _WORD.finditer(text))
    return list(dict.fromkeys(word for word in found if _carries(word)))


def begins_with_date(text: str) -> bool:
    """Whether a text begins with a number, a month or a day of the week."""
    first = text.split(maxsplit=1)[0]
    return first[0].isdigit() or _DATE.match(first) is not None


def says_something(question: str) -> bool:
    """Whether a question names anything: a word that carries content, or one with a capital."""
    return bool(content_words(question) or _CAPITAL_INSIDE.search(question))


def names_person(text: str, name: str) -> bool:
    """Whether a text has a name that is just this one, or ends with it: `Editor Hedda Brisk`."""
    return any(
        each.sure and (each.text == name or each.text.endswith(f" {name}")) for each in names(text)
    )


def names_nobody(question: str) -> bool:
    """Whether a question asks of “he” or “she” and names nothing before: “When did she resign?”."""
    for word in _WORD.finditer(question):
        of_person = PRONOUNS.get(word[0].lower()) in {"man", "woman"}
        if of_person and not word[0].isupper() and not _MAJESTY.match(question, word.end()):
            beside = _BESIDE.search(question) is not None  # the question before, or its subject
            return not beside and not says_something(question[: word.start()])
    return False


def seems_foreign(question: str) -> bool:
    """Whether a question seems to be in another language than English.

    One that has no common English word, and letters that English lacks or three words and a
    question mark.
    """
    found = [match[0] for match in _WORD.finditer(question)]
    words = [word.lower().replace("’", "'").removesuffix("'s") for word in found]
    if not _ENGLISH.isdisjoint(words):
        return False
    if words[:1] == ["was"] and _CAPITAL_INSIDE.search(question):  # “Was Pérez dismissed?”
        return False
    # Names have letters that English lacks, too.
    foreign = any(not word.isascii() and word[:1].islower() for word in found)
    other_script = any(letter.isalpha() and letter > "\u024f" for letter in question)
    is_asked = len(words) >= 4 and question.rstrip().endswith("?")
    return is_asked or foreign or other_script


def _carries(word: str) -> bool:
    lower = word.lower().replace("’", "'").removesuffix("'s")
    return lower not in _EMPTY and not lower.endswith("n't") and (len(lower) > 1 or lower.isdigit())


def names(text: str) -> Iterator[Name]:
    """The names in a text, in order: words with a capital, then years."""
    for match in _NAME.finditer(text):
        start, words = match.start(), match[0].split()
        while words and not _carries(words[0].strip(".")) and not words[0].endswith("."):
            start += len(words[0]) + 1
            words = words[1:]
        if not words:
            continue
        name = re.sub(r"[’']s?\Z", "", " ".join(words))
        before, acts = text[:start], _ACTS.match(text, match.end()) is not None
        first = len(words) == 1 and _SENTENCE_START.search(before) is not None
        sure = not (first and not acts and text.count(name) < 2) and not _DATE.match(name)
        owns = name != " ".join(words)
        yield Name(name, _person(name, before, acts=acts or owns), sure)
    for match in _YEAR.finditer(text):
        yield Name(match[0], -9, sure=False)


def _person(name: str, before: str, *, acts: bool) -> int:
    if re.match(_TITLES, name):
        return 6
    office = is_office(name)
    value = 2 * office
    value += 2 * (acts or _AUXILIARY.search(before) is not None) + (2 <= len(name.split()) <= 4)
    value -= 8 * (_NO_PERSON.search(name) is not None)
    value -= 6 * (not office and _PLACED.search(before) is not None)
    value -= 4 * (name.isupper() and len(name) > 1)
    return value


def is_office(name: str) -> bool:
    """Whether a name is that of an office: `Minister of Interior`."""
    return _OFFICE.fullmatch(name) is not None


def is_person(name: Name) -> bool:
    """Whether it is likely that a person is named."""
    return name.sure and name.person > 1
