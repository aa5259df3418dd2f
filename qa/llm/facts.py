"""What can be looked up word by word in a sentence: numbers, names, quoted words, negations.

Everything here is a pure function of two texts. Each errs on the side of doubt: a sentence that
says the same in other figures or names may be refused, and is then shown as such.
"""

import calendar
import re
from collections.abc import Collection, Iterator

from index.lexical import text_stems, word_stems

__all__ = ["addresses_models", "covered", "lower_case_words", "misplaced_negation", "missing"]

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,]\d+)*%?")
_SCALED = re.compile(r"(\d[\d.,]*)[ -](1000|1000000|1000000000|1000000000000)\b")
_PERCENT = re.compile(r"(?<=\d)\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_ORDINAL = re.compile(r"\A(\d+)(?:st|nd|rd|th)\Z", re.IGNORECASE)
# Where "one" counts nothing.
_NO_COUNT = re.compile(
    r"\b(?:no|any|every|some|each|this|that|another|the|last)[ -]one\b"
    r"|\bone(?=\s+(?:of|another)\b|['’]s\b)",
    re.IGNORECASE,
)
_QUANTITIES = re.compile(
    r"dozens?|half|twice|doubled?|tripled?|quarters?|(?:hundred|thousand|million|billion)s"
)
_CURRENCIES = {"$": {"usd", "dollar"}, "€": {"eur", "euro"}, "£": {"gbp", "pound"}}
_QUOTED = re.compile(r"[\"“„]([^\"“”„]+)[\"”]")
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}")
_MONTHS = tuple(month.lower() for month in calendar.month_name[1:])
# What makes another name of a name: Montarza, Montarzan.
_DERIVED = re.compile(r"(?:ia|a)?ns?|is?|ese|s")
# Words that begin sentences and are no names. Others that do are taken for names where they stand
# in none of the passages: better an ordinary word doubted than a name believed.
_OPENERS = frozenset(
    """
    a about above according accordingly across after afterwards again all also although among an
    and another any around as at because before between beyond both but by consequently currently
    despite due during each earlier either even every finally first following for from further
    furthermore given hence her here his how however i if in indeed instead into it its just later
    like many meanwhile more moreover most much neither nevertheless next no nobody none nor not
    nothing now of on once one only or other others otherwise our out over overall particularly
    perhaps previously rather regarding she he since so some soon still subsequently such than
    that the their them then there therefore these they this those though through throughout thus
    to together too under unlike until up upon we what when where whereas whether which while who
    whose why with within without yes yet you your
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly)\b|n['’]t\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:ignore|disregard|forget|override|follow)\b(?:\W+\w+){0,6}?\W+(?:instructions?|prompts?|passages)"
    r"|\b(?:you are|as) an? (?:\w+ )?(?:language model|ai|assistant|chatbot)\b|\bsystem prompt\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.!?]|\bbut\b")
_NEGATED_WORDS = 3


def missing(sentence: str, source: str, ordinary: Collection[str] = ()) -> tuple[str, ...]:
    """What a sentence says that its source does not have.

    Args:
        sentence: One sentence, without markers.
        source: The text that it cites.
        ordinary: Words that are known not to be names, in lower case.

    Returns:
        Its numbers, amounts, names and quoted words that are not there, as they stand in it.
    """
    return (
        *_missing_quotes(sentence, source),
        *_missing_numbers(sentence, source),
        *_missing_names(sentence, source, ordinary),
    )


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


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """The numbers in a text, in words or figures: as one compares them, and as they stand."""
    from text_to_num import alpha2digit

    text = alpha2digit(_NO_COUNT.sub(" ", text), "en", 0)
    text = _SCALED.sub(_multiplied, _PERCENT.sub("%", text))
    for found in _NUMBER.findall(text):
        number = _ORDINAL.sub(r"\1", re.sub(r",(?=\d{3}(?!\d))", "", found))
        yield re.sub(r"\A0+(?=\d)", "", number.lower()), found


def _multiplied(match: re.Match[str]) -> str:
    try:
        return f"{float(match[1].rstrip('.,').replace(',', '')) * int(match[2]):.0f}"
    except ValueError:  # such as 1.2.3 million
        return match[0]


def _missing_names(sentence: str, source: str, ordinary: Collection[str]) -> Iterator[str]:
    sentence, source = _joined(sentence), _joined(source)
    words = set(map(str.lower, _WORD.findall(source)))
    stems = set(text_stems(source))
    starts = _starts(sentence)
    for match in _WORD.finditer(sentence):
        word = match[0]
        if word == "I" or not any(map(str.isupper, word)) or any(map(str.isdigit, word)):
            continue
        plain = word.lower()
        opener = match.start() in starts and word[1:].islower()
        if opener and (plain in _OPENERS or plain in ordinary or plain.endswith("ly")):
            continue
        if not (_month(plain) in map(_month, words) or _held(plain, words, stems)):
            yield word


def _starts(sentence: str) -> set[int]:
    """Where words stand that are capitalised for their place."""
    return {match.end() for match in re.finditer(r"\A\W*|[:“\"(]\s*", sentence)}


def _joined(text: str) -> str:
    """A text with U.S. as US, and without the s of possessives."""
    return re.sub(r"['’]s\b", "", _ACRONYM.sub(lambda match: match[0].replace(".", ""), text))


def _month(word: str) -> str:
    """The name of the month that a word abbreviates; else the word."""
    if len(word) < 3:
        return word
    return next((month for month in _MONTHS if month.startswith(word)), word)


def _held(name: str, words: Collection[str], stems: Collection[str]) -> bool:
    if name in words or set(text_stems(name)) <= set(stems):
        return True
    return any(
        len(shorter) > 3 and longer.startswith(shorter) and _DERIVED.fullmatch(longer, len(shorter))
        for word in words
        for shorter, longer in [sorted((name, word), key=len)]
    )


def _missing_quotes(sentence: str, source: str) -> Iterator[str]:
    held = _plain(source)
    for quoted in _QUOTED.findall(sentence):
        parts = [part for part in map(_plain, re.split(r"…|\.\.\.", quoted)) if part]
        if not all(part in held for part in parts):
            yield f"“{quoted}”"


def _plain(text: str) -> str:
    """A text as quotes of it are compared: without case, marks of quotation and brackets."""
    words = re.sub(r"[\"“”„‘’'()\[\]<>‹›]", "", text.casefold()).split()
    return " ".join(words).strip(".,;:!? ")


def misplaced_negation(sentence: str, counterpart: str) -> str:
    """Where a sentence denies what its counterpart affirms, or affirms what that denies.

    Args:
        sentence: One sentence, without markers.
        counterpart: The sentences of its source that are nearest to it in meaning.

    Returns:
        What is wrong, to go before “in” and the source's name; empty where nothing is.
    """
    denied, affirmed = _polarity(sentence)
    source_denied, source_affirmed = _polarity(counterpart)
    if _NEGATION.search(sentence) and not _NEGATION.search(counterpart):
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
    for match in _NEGATION.finditer(text):
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


def covered(sentence: str, source: str) -> float:
    """Share of the stems of a sentence's words that its source has too, in [0, 1]."""
    stems = set(word_stems(sentence))
    return len(stems & set(word_stems(source))) / len(stems) if stems else 0.0


def lower_case_words(text: str) -> set[str]:
    """The words of a text that stand in it in lower case."""
    return {word for word in _WORD.findall(text) if word.islower()}


def addresses_models(text: str) -> bool:
    """Whether a text tells language models what to do, in one of the usual ways."""
    return _ADDRESS.search(text) is not None
