"""Statements about paragraphs, true ones and false ones, made of the paragraphs' own sentences.

A language model's sentence may be true in other words, or false by a word. Each function here makes
one such sentence of a true one, or gives None where it cannot. What it makes is true, or false, but
for a few that chance spoils: `bench/statement_checks.py --show` prints some of each kind.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.model import Paragraph
from index.sentences import sentence_spans

Chance = random.Random

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w-])|(?<![\w.,-])\d+(?:\.\d+)?(?![\w-])")
_YEAR = re.compile(r"(?<![\d.,-])(?:1[0-9]|20)\d\d(?![\d,-])")
_MONTHS = """
    January February March April May June July August September October November December
""".split()
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_MONTH_DAY = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d\d?)\b(?!,? \d)")
_DAY_MONTH = re.compile(rf"\b(\d\d?) ({'|'.join(_MONTHS)})\b(?! \d)")
_QUOTE = re.compile(r"([\"“])([^\"“”]{12,})([\"”])")
_AUXILIARY = re.compile(
    r"\b(was|were|is|are|had|has|have|could|can|will|would|may|must|shall|should|did|does|do)\b"
)
_DENIES = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|except|unless"
    r"|unlike|fail\w*|refus\w*|lack\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_SMALL = "two three four five six seven eight nine ten eleven twelve".split()
_TRAILING = re.compile(
    r",? (?:which|who|where|while|although|though|because|since|with|whose|in order to)\b"
    r"[^,;()]*\.\Z|, \w+ing [^,;()]*\.\Z"
)
_LEADING = re.compile(
    r"\A((?:In|On|At|By|During|After|From|Since|Until|Before|For|Throughout|Under|With) [^,;]{3,40}"
    r"), (\w[^;]+)\.\Z"
)
_PASSIVE = re.compile(
    r"\A((?:The |A |An )?[A-Z]?[\w’' -]{2,60}?) (?:was|were) ((?:\w+ly )?\w{3,}(?:ed|en|wn|nt|ld)) "
    r"by ((?:the |a |an )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
    r"((?:,| in| at| on| for| to| during) .*)?\.\Z"
)
_PRONOUN = re.compile(r"\A(He|She|They|It)\b(?! (?:is|was) (?:\w+ly )?(?:that|to|not|also)\b)")
_SUBJECT = re.compile(
    r"\A(?!(?:The|He|She|They|It|This|That|These|Those|There|Some|All|Most|Many|Each|Every|Both"
    r"|None) [a-z])((?:The )?[A-Z][a-z]+(?: [A-Z][a-z]+)*)"
    r" (?=(?:was|were|is|are|had|has|did|\w+ed|could)\b)"
)

# Pairs of which either may stand for the other.
_SYNONYMS = """
    began/started called/named large/big used/employed said/stated many/numerous often/frequently
    major/principal several/various built/constructed helped/assisted created/established
    became/turned-into led/guided rule/reign war/conflict attack/assault important/significant
    shows/demonstrates however/nevertheless about/approximately near/close-to famous/well-known
    people/persons allowed/permitted gave/granted needed/required wanted/wished ended/finished
    obtain/acquire shall/must prior-to/before purchase/buy notify/inform ensure/guarantee
    requirement/obligation business/enterprise person/individual apply/submit receive/get
    provide/supply appointed/chosen killed/slain money/funds paid/remunerated told/informed
    asked/requested sent/dispatched held/kept village/settlement house/dwelling law/statute
    promised/pledged declined/fell claimed/asserted caused/brought-about increase/growth
    reduce/lower region/area powers/authority main/chief developed/worked-out
    originally/at-first died/perished
""".split()
_OPPOSITES = """
    before/after increase/decrease increased/decreased first/last more/less north/south
    northern/southern east/west eastern/western largest/smallest large/small high/low
    higher/lower won/lost rose/fell risen/fallen all/few most/few always/never above/below
    more/fewer support/oppose supported/opposed accepted/rejected early/late earlier/later
    old/new open/closed opened/closed winter/summer success/failure successful/unsuccessful
    allowed/forbidden may/must-not minimum/maximum public/private victory/defeat strong/weak
    rich/poor up/down gained/lost began/ended inside/outside
""".split()
_TOPICS = ("Trade", "Fisheries", "Security", "Heritage", "Taxation", "Navigation", "Charities")


@dataclass(frozen=True)
class Made:
    """A statement that cites a paragraph.

    Attributes:
        kind: How it was made.
        true: Whether the paragraph says so.
        text: The statement.
        cited: The paragraph.
        group: The article or document that it is made of.
    """

    kind: str
    true: bool
    text: str
    cited: Paragraph
    group: str


@dataclass(frozen=True)
class Base:
    """A true sentence and what false ones are made with.

    Attributes:
        text: The sentence, as the paragraph has it.
        before: The sentence before it in the paragraph; empty for the first.
        paragraph: Where it stands.
        others: Sentences of other paragraphs of the same document.
        names: Names of other documents.
    """

    text: str
    before: str
    paragraph: Paragraph
    others: Sequence[str]
    names: Sequence[str]


Make = Callable[[Base, Chance], str | None]


def bases(
    documents: Mapping[str, Sequence[Paragraph]], n: int, seed: int
) -> Iterator[tuple[str, Base, Chance]]:
    """At most `n` sentences of each document, with its name and the chance that is its own.

    What is made of a document does not change with the others.
    """
    sentences = {
        name: [(each, *pair) for each in paragraphs for pair in _sentences(each.text)]
        for name, paragraphs in documents.items()
    }
    names = {
        name: sorted({found for _, text, _ in all_ for found in _NAME.findall(text)})
        for name, all_ in sentences.items()
    }
    for name, all_ in sentences.items():
        chance = Chance(f"{seed} {name}")
        elsewhere = [each for other in names if other != name for each in names[other]]
        for paragraph, text, before in chance.sample(all_, min(n, len(all_))):
            others = [other for where, other, _ in all_ if where is not paragraph]
            yield name, Base(text, before, paragraph, others, elsewhere), chance


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """The whole sentences of a paragraph of usual length, each with the one before it."""
    before = ""
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if 8 <= len(sentence.split()) <= 45 and sentence[0].isupper() and sentence.endswith("."):
            yield sentence, before
        before = sentence


# True ones.


def _as_it_stands(base: Base, _: Chance) -> str | None:
    return base.text


def _clause_left_out(base: Base, _: Chance) -> str | None:
    text = re.sub(r" \([^()]*\)", "", base.text)
    text = _TRAILING.sub(".", text)
    return _changed(base, text)


def _other_order(base: Base, _: Chance) -> str | None:
    match = _LEADING.match(base.text)
    if match is None:
        return None
    first, rest = match.groups()
    return f"{rest[0].upper()}{rest[1:]} {first[0].lower()}{first[1:]}."


def _written_otherwise(base: Base, _: Chance) -> str | None:
    """Numbers in words or digits, dates in another order, and other ways to write the same."""
    text = _MONTH_DAY.sub(r"\2 \1", base.text)
    if text == base.text:
        text = _DAY_MONTH.sub(r"\2 \1", text)
    for number, word in enumerate(_SMALL, start=2):
        if re.search(rf"\b{word}\b", text) and not re.search(
            rf"\b{word}[ -](?:hundred|thous)", text
        ):
            text = re.sub(rf"\b{word}\b(?![ -](?:third|fifth|sixth|of the))", str(number), text)
        else:
            text = re.sub(
                rf"(?<![\d.,/§¶-])\b{number}\b(?![\d.,:/%-]| (?:{'|'.join(_MONTHS)}))", word, text
            )
    text = re.sub(r"(?<=\d) percent\b", "%", text).replace("United States", "U.S.")
    text = re.sub(r"\bUSD (?=\d)", "$", text)
    return _changed(base, text)


def _other_words(base: Base, _: Chance) -> str | None:
    return _replaced_words(base, _both_ways(_SYNONYMS), 4)


def _name_for_pronoun(base: Base, _: Chance) -> str | None:
    subject = _SUBJECT.match(base.before)
    if subject is None or not _PRONOUN.match(base.text):
        return None
    return _PRONOUN.sub(subject[1], base.text)


def _pronoun_for_name(base: Base, _: Chance) -> str | None:
    subject = _SUBJECT.match(base.text)
    if subject is None:
        return None
    pronoun = "They " if re.match(r"(?:were|are|have)\b", base.text[subject.end() :]) else "It "
    return pronoun + base.text[subject.end() :]


def _active_for_passive(base: Base, _: Chance) -> str | None:
    match = _PASSIVE.match(base.text)
    if match is None:
        return None
    done_to, verb, actor, rest = match.groups()
    return f"{actor[0].upper()}{actor[1:]} {verb} {_inside(done_to)}{rest or ''}."


def _inside(text: str) -> str:
    """A phrase that began a sentence, as it is inside of one."""
    begins = re.match(
        r"(?:The|A|An|In|On|At|This|These|Some|His|Her|Its|Their|He|She|They|It)\b", text
    )
    return text[0].lower() + text[1:] if begins else text


def _two_in_one(base: Base, _: Chance) -> str | None:
    if len(base.before.split()) < 6 or not base.before.endswith("."):
        return None
    first = _TRAILING.sub(".", base.before)[:-1]
    second = _TRAILING.sub(".", base.text)
    return f"{first}, and {_inside(second)}"


# False ones.


def _number_changed(base: Base, chance: Chance) -> str | None:
    found = [each for each in _NUMBER.finditer(base.text) if not _YEAR.fullmatch(each[0])]
    return _other_number(base, found, chance, lambda: chance.randint(2, 97))


def _date_changed(base: Base, chance: Chance) -> str | None:
    months = list(_MONTH.finditer(base.text))
    if months and chance.random() < 0.5:
        match = chance.choice(months)
        other = chance.choice([each for each in _MONTHS if each not in base.paragraph.text])
        return _put(base.text, match, other)
    found = list(_YEAR.finditer(base.text))
    return _other_number(base, found, chance, lambda: chance.randint(-60, 60))


def _number_of_the_same_paragraph(base: Base, chance: Chance) -> str | None:
    here = [each[0] for each in _NUMBER.finditer(base.paragraph.text)]
    for match in _NUMBER.finditer(base.text):
        others = [
            each
            for each in here
            if each not in base.text
            and bool(_YEAR.fullmatch(each)) == bool(_YEAR.fullmatch(match[0]))
        ]
        if others:
            return _put(base.text, match, chance.choice(others))
    return None


def _number_of_the_same_sentence(base: Base, _: Chance) -> str | None:
    found = [each for each in _NUMBER.finditer(base.text) if not _YEAR.fullmatch(each[0])]
    for match in found:
        for other in found:
            if match[0] != other[0] and not _MONTH.search(base.text):
                return _put(base.text, match, other[0])
    return None


def _name_of_elsewhere(base: Base, chance: Chance) -> str | None:
    return _other_name(base, base.names, chance)


def _name_of_the_same_paragraph(base: Base, chance: Chance) -> str | None:
    return _other_name(base, _NAME.findall(base.paragraph.text), chance, there=True)


def _denied(base: Base, _: Chance) -> str | None:
    if _DENIES.search(base.text) or not (match := _AUXILIARY.search(base.text)):
        return None
    return _put(base.text, match, f"{match[0]} not")


def _negation_left_out(base: Base, _: Chance) -> str | None:
    text = re.sub(r"\b(not|never) (?!only\b)|n['’]t\b", "", base.text, count=1)
    if text == base.text:
        text = re.sub(
            r"\b(had|has|have|is|are|was|were|with|for|of) no\b", r"\1 some", text, count=1
        )
    return _changed(base, text)


def _law_invented(base: Base, chance: Chance) -> str | None:
    number, year = chance.randint(2, 300), chance.randint(1950, 2015)
    topic = chance.choice(_TOPICS)
    law = chance.choice(
        (
            f"as Article {number} of the {topic} Act requires",
            f"under Section {number} of the {topic} Act of {year}",
            f"in accordance with Regulation No. {number}/{year}",
            f"as the {topic} Convention of {year} provides",
            f"as section {number} of the law provides",
            f"as the {topic.lower()} act of that year required",
            "which was an offence under the criminal code",
        )
    )
    return f"{base.text[:-1]}, {law}."


def _quoted_words_altered(base: Base, chance: Chance) -> str | None:
    """A word in a quote replaced; a sentence without a quote gets one."""
    match = _QUOTE.search(base.text)
    words = base.text.split()
    if match is None:
        at = chance.randint(0, max(len(words) - 7, 0))
        inside = " ".join(words[at : at + 6])
        start = len(" ".join(words[:at])) + (at > 0)
        end = start + len(inside)
    else:
        inside, (start, end) = match[2], match.span()
    own = [each for each in _WORD.findall(inside) if len(each) > 3 and each.islower()]
    spare = [
        each for each in _WORD.findall(base.paragraph.text) if len(each) > 3 and each.islower()
    ]
    spare = [each for each in spare if each not in base.text]
    if not own or not spare:
        return None
    inside = inside.replace(chance.choice(own), chance.choice(spare), 1)
    return f"{base.text[:start]}“{inside.strip('.,;')}”{base.text[end:] or '.'}"


def _half_from_elsewhere(base: Base, chance: Chance) -> str | None:
    """The first half of the sentence, and the second half of another of the same document."""
    other = chance.choice(base.others).split() if base.others else []
    words = base.text.split()
    if len(other) < 10:
        return None
    return " ".join([*words[: len(words) // 2], *other[len(other) // 2 :]])


def _opposite(base: Base, _: Chance) -> str | None:
    return _replaced_words(base, _both_ways(_OPPOSITES), 1)


TRUE: Mapping[str, Make] = {
    "as it stands": _as_it_stands,
    "clause left out": _clause_left_out,
    "other order": _other_order,
    "numbers and dates written otherwise": _written_otherwise,
    "other words": _other_words,
    "name for pronoun": _name_for_pronoun,
    "pronoun for name": _pronoun_for_name,
    "active for passive": _active_for_passive,
    "two sentences in one": _two_in_one,
}
FALSE: Mapping[str, Make] = {
    "number changed": _number_changed,
    "date changed": _date_changed,
    "name from elsewhere": _name_of_elsewhere,
    "denied": _denied,
    "negation left out": _negation_left_out,
    "law invented": _law_invented,
    "quoted words altered": _quoted_words_altered,
    "half from elsewhere": _half_from_elsewhere,
    "number of the same paragraph": _number_of_the_same_paragraph,
    "number of the same sentence": _number_of_the_same_sentence,
    "name of the same paragraph": _name_of_the_same_paragraph,
    "opposite word": _opposite,
}


def _changed(base: Base, text: str) -> str | None:
    return text if text != base.text and len(text.split()) > 4 else None


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _both_ways(pairs: Sequence[str]) -> dict[str, str]:
    words = dict(pair.split("/") for pair in pairs)
    return words | {new: old for old, new in words.items()}


def _replaced_words(base: Base, words: Mapping[str, str], n: int) -> str | None:
    """At most `n` words of the sentence replaced, by a table."""
    text = base.text
    for match in list(_WORD.finditer(base.text))[::-1]:
        if match[0] in words and n:
            n -= 1
            text = _put(text, match, words[match[0]].replace("-", " "))
    return _changed(base, text)


def _other_number(
    base: Base, found: Sequence[re.Match[str]], chance: Chance, more: Callable[[], int]
) -> str | None:
    if not found:
        return None
    match = chance.choice(found)
    whole = match[0].replace(",", "").split(".")[0]
    number = int(whole) + (more() or 7)
    if str(number) in base.paragraph.text or number < 1:
        return None
    told = f"{number:,}" if "," in match[0] else str(number)
    return _put(base.text, match, told)


def _other_name(
    base: Base, names: Sequence[str], chance: Chance, *, there: bool = False
) -> str | None:
    """The sentence with a name of it replaced by one that is in the paragraph, or is not."""
    found = [each for each in _NAME.finditer(base.text) if each[0] not in _MONTHS]
    if not found:
        return None
    match = chance.choice(found)
    fit = [
        each
        for each in names
        if each.count(" ") == match[0].count(" ")
        and each not in _MONTHS
        and not set(each.split()) & set(base.text.split())
        and (there or not any(word in base.paragraph.text for word in re.split("[ -]", each)))
    ]
    return _put(base.text, match, chance.choice(fit)) if fit else None


# A question and its answer as one statement.

_LED = {"when": "in", "where": "in", "why": "because of", "how": "by"}
_DID = re.compile(
    r"\A(.*?)\b(who|whom|what|which|when|where|why|how many|how much|how)\b(.*?) ?\b(did|does|do)\b"
    r" (.+)\Z",
    re.IGNORECASE,
)
_SUBJECT_ASKED = re.compile(
    r"\A(?:who|what|(?:which|what|how many|how much) (?:\w+ ){1,3}?)"
    r" ?(?=(?:was|were|is|are|has|had|have|can|could|will|would|may|\w+ed|led|took|made|gave|became"
    r"|ruled|won|wrote|came|held|said|sent|met|paid|kept|found|lost|brought|began|fell|rose)\b)",
    re.IGNORECASE,
)
_STRANDED = re.compile(r"\b(?:of|in|to|from|by|for|with|on|at|as|about|into|what|who|which|when)\Z")


def as_statement(question: str, answer: str) -> str | None:
    """A question and its answer in one sentence; None for questions that are not of a usual form.

    The verb after “did” keeps its form (“Rollo sign the treaty in 911”), which no check looks at.
    """
    asked = question.strip().rstrip("?").strip()
    answer = answer.strip().rstrip(".")
    if _STRANDED.search(asked) or len(asked.split()) < 4 or len(answer.split()) > 12:
        return None
    match = _DID.match(asked)
    if match:
        before, asks, noun, _, rest = match.groups()
        return _sentence(f"{rest} {_led(asks.lower(), noun, before.strip(), answer)}")
    match = _SUBJECT_ASKED.match(asked)
    if match is None:
        return None
    noun = " ".join(match[0].split()[2:]) if match[0].lower().startswith("how ") else ""
    return _sentence(f"{answer} {noun} {asked[match.end() :]}")


def _led(asks: str, noun: str, before: str, answer: str) -> str:
    """The answer with what leads to it: “in 911”."""
    if asks.startswith("how "):
        return f"{answer}{noun}"
    lead = before.lower() or _LED.get(asks, "")
    begun = re.match(r"(?:in|on|at|by|to|from|because|for|around|after|before|until)\b", answer)
    return answer if begun else f"{lead} {answer}"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[0].upper()}{text[1:]}."
