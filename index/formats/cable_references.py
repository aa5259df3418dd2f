"""The telegrams that a telegram refers to: `REF: A. 08STATE12345 B. ASTANA 0251`.

A reference names a post and a number, and a year only if it is not the telegram's own.
"""

import re
from dataclasses import dataclass

from index.formats.cable_fields import CABLE_ID

__all__ = ["Reference", "canonical_id", "is_reference_line", "references", "short_id"]

# `A.`, `(A)`, `A)`, `A:` and `1.` before a reference; no letter of a word, no end of a number.
_LETTER = re.compile(r"(?<![A-Z0-9.&/'-])\(?(?P<letter>[A-Z]|\d{1,2})(?:[.:]\)?|\))\s*(?=[(\dA-Z])")
_POST = r"[A-Z][A-Z.'’]+(?:[ -][A-Z][A-Z.'’]+){0,4}"
_TELEGRAM = re.compile(
    rf"(?<![A-Z0-9-])(?:(?P<year>(?:19|20)\d{{2}}|\d{{2}})\s?)?(?P<post>{_POST})\s*"
    r"(?P<number>\d{1,8})(?![\dA-Z]*[A-Z:/-]\d|\.\d)(?P<more>(?:\s?(?:,|AND|&)\s?\d{3,8}\b(?!\s[A-Z]{4}))*)"
)
_BARE = re.compile(r"\s*(?P<number>\d{3,8})\s*\Z")
# Words that may stand before the name of a post, and words after which a number is no telegram's.
_BEFORE = re.compile(
    r"\A(?:(?:SEE|ALSO|AND|OUR|YOUR|MY|REFS?|REFTELS?|CABLES?|TELEGRAMS?|PREVIOUS|IN|BY|AS|THE|OF|TO"
    r"|AMEMBASSY|EMBASSY|NOTAL|OR|FROM)[ .]+)+"
)
_NO_POST = re.compile(
    r"(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?|DTD|DATED|OF|ON|PARAS?|PARAGRAPHS?"
    r"|PAGES?|PP?|NO|NR|SECTIONS?|ITEMS?|PARTS?|CFR|FAM|FAH|NOTE|ANNEX|USC|E\.O|EO|AND|TO|CIRCA)\.?\Z"
)
_LINE = re.compile(
    rf"\s*(?:\(?(?:[A-Z]|\d{{1,2}})[.):]\)?\s*)?(?:(?:19|20)?\d{{2}}\s?)?(?:{_POST}\s*)?\d{{2,8}}"
    r"(?:\s?(?:,|;|AND|&)\s?\d{3,8})*[.,;]?"
    r"(?:\s*\((?:NOTAL|[A-Z ]{1,12})\)|\s+(?:NOTAL|ET AL))?[.,;]?\s*\Z"
)
_LONGEST_LINE = 90
_SHORT = re.compile(r"(?<=\d)([A-Z]{6})[A-Z]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """A telegram that is referred to.

    Attributes:
        letter: What the text calls it (`A` in `REF A`); empty where it has no letter.
        doc_id: Two digits of the year, post without spaces, number without leading zeros.
    """

    letter: str
    doc_id: str


def canonical_id(doc_id: str) -> str | None:
    """An id in the form that references have: `1973ABIDJA00073` is `73ABIDJA73`.

    Returns:
        None if it is no id of a telegram.
    """
    match = CABLE_ID.match(doc_id)
    if match is None:
        return None
    return f"{match['year'][-2:]}{match['post']}{int(match['number'])}"


def short_id(canonical: str) -> str:
    """A canonical id with at most six letters of its post, as archives of the 1970s keep."""
    return _SHORT.sub(r"\1", canonical)


def is_reference_line(text: str) -> bool:
    """Whether a line holds one reference and nothing else, such as `1. 75STATE012345`."""
    return len(text) <= _LONGEST_LINE and _LINE.match(text) is not None


def references(text: str, *, own_id: str, date: str | None) -> tuple[Reference, ...]:
    """The telegrams that the words after `REF:` name.

    Args:
        text: Those words, `A. ASTANA 0251  B. 06 PORT VESPER 318`, or ids joined by `|`.
        own_id: Id of the telegram that refers; a number without a post is of its post.
        date: ISO date of the telegram that refers, whose year a reference without a year
            has. Without a date it is the year of `own_id`.

    Returns:
        Each reference once, in order. Letters, memoranda and telegrams whose year cannot
        be told are left out.
    """
    own = CABLE_ID.match(own_id)
    year = date[2:4] if date else own["year"][-2:] if own else ""
    post = own["post"] if own else ""
    found: dict[Reference, None] = {}
    for letter, words in _lettered(text):
        for doc_id in _named(words, year, post):
            found[Reference(letter, doc_id)] = None
    return tuple(found)


def _lettered(text: str) -> list[tuple[str, str]]:
    """The letters and the words after each; words before the first letter have none."""
    pieces, begin, letter, expected = [], 0, "", 1
    for match in _LETTER.finditer(text):
        if match["letter"].isdigit():
            # A plain number is one only in its order; else it ends the reference before.
            if int(match["letter"]) != expected:
                continue
            expected += 1
        pieces.append((letter, text[begin : match.start()]))
        begin, letter = match.end(), match["letter"]
    pieces.append((letter, text[begin:]))
    return pieces


def _named(words: str, year: str, post: str) -> list[str]:
    """Ids of the telegrams in the words of one letter."""
    found: list[str] = []
    for part in re.split(r"[|;\n]", words):
        if bare := _BARE.match(part):
            found += _ids(year, post, bare["number"])
            continue
        for match in _TELEGRAM.finditer(part):
            name = _BEFORE.sub("", match["post"])
            if _NO_POST.match(name.rpartition(" ")[2]) or len(re.sub("[^A-Z]", "", name)) < 2:
                continue
            stated = (match["year"] or year)[-2:]
            numbers = [match["number"], *re.findall(r"\d+", match["more"])]
            found += [each for number in numbers for each in _ids(stated, name, number)]
    return found


def _ids(year: str, post: str, number: str) -> list[str]:
    letters = re.sub("[^A-Z]", "", post)
    return [f"{year}{letters}{int(number)}"] if year and letters and int(number) else []
