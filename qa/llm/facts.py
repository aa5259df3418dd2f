"""What can be looked up word by word in a sentence: numbers, names, laws, quoted words.

Everything here is a pure function of two texts. Each errs on the side of doubt: a sentence that
says the same in other figures or names may be refused, and is then shown as such.
"""

import calendar
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache

from index.lexical import text_stems, word_stems
from index.sentences import sentence_spans
from qa.negations import NEGATION

__all__ = [
    "OPENERS",
    "addresses_models",
    "is_month",
    "joined",
    "least_covered",
    "lower_case_words",
    "misplaced",
    "missing",
    "names_same",
    "swapped",
    "verbatim",
]

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,]\d+)*%?")
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SCALED = re.compile(rf"(\d[\d.,]*)[ -]({'|'.join(_SCALES)})\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?<=\d)\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_ORDINAL = re.compile(r"\A(\d+)(?:st|nd|rd|th)\Z", re.IGNORECASE)
# Where "one" counts nothing.
_NO_COUNT = re.compile(
    r"\b(?:no|any|every|some|each|this|that|another|the|last)[ -]one\b"
    r"|\bone(?=\s+(?:of|another|that|which|who|to|in|for|is|was)\b|['’]s\b|\s*(?:[.,;:!?]|\Z))",
    re.IGNORECASE,
)
_QUANTITIES = re.compile(
    r"dozens?|half|twice|doubled?|tripled?|quarters?|(?:hundred|thousand|million|billion)s"
)
_CURRENCIES = {"$": {"usd", "dollar"}, "€": {"eur", "euro"}, "£": {"gbp", "pound"}}
# A quote that is not closed goes on to the end. A ’ inside of ‘…’ may be an apostrophe.
_QUOTED = re.compile(
    r"[\"“„]([^\"“”„]+)(?:[\"”]|\Z)|«([^«»]+)(?:»|\Z)|‘([^‘’]{3,})|(?<!\w)'([^']{3,})'(?!\w)"
)
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]\.[A-Z]\b")
_COUNTRIES = (
    (re.compile(r"\bUnited States(?: of America)?\b|\bUSA\b"), "US"),
    (re.compile(r"\bUnited Kingdom\b"), "UK"),
    (re.compile(r"\bSoviet Union\b"), "USSR"),
)
_MONTHS = tuple(month.lower() for month in calendar.month_name[1:])
_CLAUSE = re.compile(r"[,;:!?()]\s|\.\s")
# What makes another name of a name: Montarza, Montarzan; Kazakhstan, Kazakhstani.
_DERIVED = re.compile(r"(?:ia|a)?ns?|is?|ese|s|isms?|ists?")
# And where no ending does.
_PEOPLES = dict(
    pair.split("/")
    for pair in """
    american/us belgian/belgium brazilian/brazil british/britain canadian/canada chilean/chile
    danish/denmark dutch/netherlands egyptian/egypt english/england european/europe
    finnish/finland french/france
    georgian/georgia greek/greece hungarian/hungary irish/ireland norwegian/norway polish/poland
    portuguese/portugal scottish/scotland spanish/spain swedish/sweden swiss/switzerland
    turkish/turkey ukrainian/ukraine welsh/wales
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
# A law is a claim of its own, however it is named.
_LAW = re.compile(
    r"\b(?:(\w+) )?(?:laws?|statutes?|decrees?|treat(?:y|ies)|conventions?|constitutions?|codes?"
    r"|ordinances?|regulations?|rules|directives?|provisions?|legislation|acts?(?= of\b)"
    r"|(?:(?<=\ban )|(?<=\bthe )|(?<=\bthis ))act|(?:articles?|sections?|clauses?)(?= \d))\b",
    re.IGNORECASE,
)
_RUN = 5
_BESIDE = 3  # words on each side that tell what a number counts
_MISPLACED = 0.5
_VERBATIM = 5  # words in a row that are a statement of their own
_ASIDE = re.compile(r",[^,;:.]*,(?=\s)|\s\([^()]*\)")
# What takes back the words beside it.
_TAKES_BACK = re.compile(
    rf"{NEGATION.pattern}|\b(?:den(?:y|ied|ies|ying)|disput\w+|reject\w*|false\w*|if|whether|unless)\b",
    re.IGNORECASE,
)
# Of “ten of the eleven computers” either counts computers.
_PARTS = re.compile(r"\b\d[\d.,]*\s+(?:out\s+)?of\s+(?:the\s+|its\s+|their\s+)?\d[\d.,]*\b")
# Words that begin sentences and are no names. Others that do are taken for names where they stand
# in none of the passages: better an ordinary word doubted than a name believed.
OPENERS = frozenset(
    """
    a about above according accordingly across after afterwards again all also although among an
    and another any around as at because before besides between beyond both but by children
    companies consequently currently despite due during each earlier either even every families
    finally first following for from further furthermore given he hence her here his how however i
    if in indeed instead into it its just later like many meanwhile members men more moreover most
    much neither nevertheless next no nobody none nor not nothing now of officials on once one only
    or other others otherwise our out over overall particularly parties people perhaps police
    previously rather regarding residents she ships since so soldiers some soon still subsequently
    such than that the their them then there therefore these they this those though through
    throughout thus to together too troops under unlike until up upon vessels villagers voters we
    what when where whereas whether which while who whose why with within without witnesses women
    workers yes yet you your
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
# Of a judgment, in which the court is “I”; whether it holds what is said is another check.
_GENERIC = frozenset({"court", "tribunal", "majority"})
_MODEL = r"(?:ai|(?:language )?models?|llms?|chatbots?)\b"
_ADDRESS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b(?:\W+\w+){0,6}?\W+"
    r"(?:instructions?|prompts?|passages?|guidance|above|(?:this|the) question)\b"
    r"|\bfollow (?:only )?(?:these|my|the following) (?:\w+ )?instructions\b"
    rf"|\b(?:notes?|messages?|attention|instructions?|memo|dear)\W+(?:(?:to|for)\W+)?"
    rf"(?:(?:the|any|all|whatever) )?(?:\w+ )?{_MODEL}"
    rf"|\bto (?:the|any) {_MODEL} (?:that )?(?:reading|reads|processing|processes)\b"
    rf"|\byou are an? (?:\w+ )?(?:assistant\b|{_MODEL})|\bas an? (?:\w+ )?(?:ai|llm|language model|"
    r"chatbot)\b|\bsystem prompt\b",
    re.IGNORECASE,
)


def missing(sentence: str, source: str, ordinary: Collection[str] = ()) -> tuple[str, ...]:
    """What a sentence says that its source does not have.

    Args:
        sentence: One sentence, without markers.
        source: The text that it cites.
        ordinary: Words that are known not to be names, in lower case.

    Returns:
        Its numbers, amounts, names, laws and quoted words that are not there, as they stand in it.
    """
    return (
        *_missing_quotes(sentence, source),
        *_missing_numbers(sentence, source),
        *_missing_names(sentence, source, ordinary),
        *_missing_laws(sentence, source),
    )


def misplaced(sentence: str, counterpart: str, source: str) -> tuple[str, ...]:
    """The numbers of a sentence in whose place its counterpart has another.

    Args:
        sentence: One sentence, without markers.
        counterpart: What of its source is nearest to it in meaning.
        source: The text that it cites. A number that stands in a sentence of it which shares half
            as many words with the claim as the counterpart does is taken to be that sentence's.

    Returns:
        As they stand in the sentence.
    """
    own, there = dict(_numbers(sentence)), dict(_numbers(counterpart))
    if not there.keys() - own.keys():
        return ()
    words = set(word_stems(sentence))
    enough = _MISPLACED * len(words & set(word_stems(counterpart)))
    near = {
        number
        for start, end in sentence_spans(source)
        if len(words & set(word_stems(source[start:end]))) >= enough
        for number, _ in _numbers(source[start:end])
    }
    return tuple(shown for number, shown in own.items() if number not in {*there, *near})


def swapped(sentence: str, counterpart: str) -> tuple[str, ...]:
    """The numbers of a sentence about which it says what its counterpart says about another.

    Where “12 were arrested and 7 released”, the 7 of “7 were arrested” is one.

    Args:
        sentence: One sentence, without markers.
        counterpart: What of its source is nearest to it in meaning.

    Returns:
        As they stand in the sentence.
    """
    there = list(_with_neighbours(counterpart))
    count = Counter(word for words in {n: w for n, _, w in there}.values() for word in words)
    there = [(n, shown, {w for w in words if count[w] == 1}) for n, shown, words in there]
    found = _wholes(sentence, counterpart)
    for number, shown, beside in _with_neighbours(sentence):
        own = [words for other, _, words in there if other == number]
        others = [words for other, _, words in there if other != number]
        if (
            own
            and all(words and beside.isdisjoint(words) for words in own)
            and not all(map(beside.isdisjoint, others))
        ):
            found.append(shown)
    return tuple(found)


def _wholes(sentence: str, counterpart: str) -> list[str]:
    """The 14 of “all 14 counts”, or of “ten of 14”, where it has “nine of fourteen counts”."""
    said, there = _parts(sentence), _parts(counterpart)
    own = {number for number, _ in _numbers(sentence)}
    found = [whole for part, whole in said if there and (part, whole) not in there]
    whole_alone = re.compile(r"\bof\s[^.;]*\b(\d[\d.,]*)").findall(_in_figures(sentence))
    return found + [
        whole
        for part, whole in there
        if whole in own and part not in own and whole not in whole_alone
    ]


def _parts(text: str) -> list[tuple[str, str]]:
    """The numbers of “nine of fourteen” in a text, each with that of the whole."""
    pairs = (re.findall(r"\d[\d.,]*", match[0]) for match in _PARTS.finditer(_in_figures(text)))
    return [(part, whole) for part, whole in pairs]


def _with_neighbours(text: str) -> Iterator[tuple[str, str, set[str]]]:
    """The numbers in a text, as `_numbers` has them, with the stems of the words beside each.

    Dates are left aside: what happened on a day stands anywhere in the sentence.
    """
    for clause in _CLAUSE.split(_PARTS.sub(" ", _in_figures(text))):
        words = clause.split()
        for place, word in enumerate(words):
            around = words[max(place - _BESIDE, 0) : place] + words[place + 1 :][:_BESIDE]
            if (match := _NUMBER.search(word)) and not any(map(is_month, around)):
                beside = {each for each in word_stems(" ".join(around)) if not each.isdigit()}
                yield _plain_number(match[0]), match[0], beside


def _missing_numbers(sentence: str, source: str) -> Iterator[str]:
    held = dict(_numbers(source))
    yield from (shown for number, shown in _numbers(sentence) if number not in held)
    words = set(map(str.lower, _WORD.findall(source)))
    for word in _WORD.findall(sentence):
        if _QUANTITIES.fullmatch(word.lower()) and word.lower() not in words:
            yield word
    for sign, names in _CURRENCIES.items():
        if sign in sentence and sign not in source and not names & {*words, *text_stems(source)}:
            yield sign


@lru_cache(maxsize=4096)  # each sentence of a paragraph is looked at for each claim
def _numbers(text: str) -> tuple[tuple[str, str], ...]:
    """The numbers in a text, in words or figures: as one compares them, and as they stand."""
    return tuple((_plain_number(found), found) for found in _NUMBER.findall(_in_figures(text)))


def _in_figures(text: str) -> str:
    """A text with its numbers in figures."""
    from text_to_num import alpha2digit

    text = re.sub(r"(?<=[^\W_])-(?=[^\W_])", " ", re.sub(r"(?<=\d0)['’]s\b", "s", text))
    text = _SCALED.sub(_multiplied, _NO_COUNT.sub(" ", text))
    return _PERCENT.sub("%", alpha2digit(text, "en", 0))


def _plain_number(number: str) -> str:
    number = _ORDINAL.sub(r"\1", re.sub(r",(?=\d{3}(?!\d))", "", number))
    return re.sub(r"\A0+(?=\d)", "", number.lower())


def _multiplied(match: re.Match[str]) -> str:
    try:
        number = float(match[1].rstrip(".,").replace(",", ""))
    except ValueError:  # such as 1.2.3 million
        return match[0]
    return f"{number * _SCALES[match[2].lower()]:.0f}"


def _missing_names(sentence: str, source: str, ordinary: Collection[str]) -> Iterator[str]:
    sentence, source = joined(sentence), joined(source)
    words = set(map(str.lower, _WORD.findall(source)))
    stems = set(text_stems(source))
    starts = _starts(sentence)
    for match in _WORD.finditer(sentence):
        word = match[0]
        if word == "I" or not any(map(str.isupper, word)) or any(map(str.isdigit, word)):
            continue
        plain = word.lower()
        if match.start() in starts and word[1:].islower() and _begins(plain, ordinary):
            continue
        if plain in _GENERIC:
            continue
        if not (_month(plain) in map(_month, words) or _held(plain, words, stems)):
            yield word


def _begins(word: str, ordinary: Collection[str]) -> bool:
    """Whether a word is capitalised because it begins a sentence, and is no name."""
    if word in OPENERS or word in ordinary or word.endswith("ly"):
        return True
    return any(number.isdigit() for number, _ in _numbers(word))


def _starts(sentence: str) -> set[int]:
    """Where words stand that are capitalised for their place."""
    return {match.end() for match in re.finditer(r"\A\W*|[:“\"(]\s*", sentence)}


def _missing_laws(sentence: str, source: str) -> Iterator[str]:
    """The laws, and what kind of law it is where the source has none of that kind."""
    told, stems = _LAW.search(source), set(text_stems(source))
    for match in _LAW.finditer(sentence):
        if not told or not set(word_stems(match[1] or "")) <= stems:
            yield match[0] if word_stems(match[1] or "") else match[0].split()[-1]


def joined(text: str) -> str:
    """A text with U.S. and United States as US, and without the s of possessives."""
    text = re.sub(r"['’]s\b", "", _ACRONYM.sub(lambda match: match[0].replace(".", ""), text))
    for country, short in _COUNTRIES:
        text = country.sub(short, text)
    return text


def _month(word: str) -> str:
    """The name of the month that a word abbreviates; else the word."""
    if len(word) < 3:
        return word
    return next((month for month in _MONTHS if month.startswith(word)), word)


def is_month(word: str) -> bool:
    """Whether a word is the name of a month, or short for one."""
    return _month(word.strip(".,;:").lower()) in _MONTHS


def _held(name: str, words: Collection[str], stems: Collection[str]) -> bool:
    if name in words or set(text_stems(name)) <= set(stems):
        return True
    return any(names_same(name, word) for word in words)


def names_same(name: str, other: str) -> bool:
    """Whether two words are forms of one name: Scotland, Scottish; both in lower case."""
    if name == other or _PEOPLES.get(name) == other or _PEOPLES.get(other) == name:
        return True
    shorter, longer = sorted((name, other), key=len)
    return (
        len(shorter) > 3
        and longer.startswith(shorter)
        and _DERIVED.fullmatch(longer, len(shorter)) is not None
    )


def _missing_quotes(sentence: str, source: str) -> Iterator[str]:
    held = _plain(source)
    for match in _QUOTED.finditer(sentence):
        quoted = str(match[match.lastindex or 0])
        parts = [part for part in map(_plain, re.split(r"…|\.\.\.", quoted)) if part]
        if not all(part in held for part in parts):
            yield f"“{quoted}”"


def _plain(text: str) -> str:
    """A text as quotes of it are compared: without case, marks of quotation and brackets."""
    words = re.sub(r"[\"“”„«»‘’'()\[\]<>‹›]", "", text.casefold()).split()
    return " ".join(words).strip(".,;:!? ")


def least_covered(sentence: str, source: str) -> float:
    """Of each few words in a row of a sentence, the share that its source has, too: the least.

    A sentence half of which is true has a part that stands nowhere; the share of all its words
    would not tell.

    Returns:
        The share in [0, 1] of the stems of `_RUN` words in a row; of all where they are fewer.
    """
    there = set(word_stems(source))
    held = [stem in there for stem in word_stems(sentence)]
    runs = [held[at : at + _RUN] for at in range(max(len(held) - _RUN, 0) + 1)]
    return min(sum(run) / len(run) if run else 0.0 for run in runs)


def verbatim(sentence: str, text: str) -> bool:
    """Whether a text has the words of a sentence in a row, and nothing beside them takes them back.

    Args:
        sentence: One sentence, without markers; of fewer than `_VERBATIM` words, none is.
        text: What it may be taken from; asides between commas or in brackets may be left out.
    """
    said = _plain(sentence)
    if len(said.split()) < _VERBATIM:
        return False
    for clause in re.split(r"(?<=[.;:!?])\s", text):
        for held in (_plain(clause), _plain(_ASIDE.sub("", clause))):
            before, found, after = f" {held} ".partition(f" {said} ")
            if found and not _TAKES_BACK.search(f"{before} {after}"):
                return True
    return False


def lower_case_words(text: str) -> set[str]:
    """The words of a text that stand in it in lower case."""
    return {word for word in _WORD.findall(text) if word.islower()}


def addresses_models(text: str) -> bool:
    """Whether a text tells language models what to do, in one of the usual ways."""
    return _ADDRESS.search(text) is not None
