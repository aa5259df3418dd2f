"""Which lines of a text begin a numbered paragraph.

A line that begins with a number may begin a paragraph, an item of a list inside one, or
be the middle of a sentence that happened to wrap there. Numbers are told apart by the whole
sequence: for each style of numbering the chain is chosen that counts on most plausibly
(`best_chain`), and the style whose chain is worth most is the document's. Compound numbers
(`3.4.2.(a)`) say their own place, so each is judged by its line and by the one before.

Two styles are used together only where numbers begin anew under others:

- `Article 5`, then `1. …`, `2. …`, and again from 1 under `Article 6`: the paragraphs are
  `Article 5(1)`, `Article 5(2)`, as lawyers cite them, so `§ 12` and `(1)` make `§ 12(1)`. What
  the article says before its first number stays `Article 5`; a title alone becomes a heading.
  Paragraphs numbered before the first article (recitals) keep their plain numbers, compound
  numbers (`5.1` under `Clause 5`) theirs.
- Chapters `I. FACTS` with paragraphs from 1 in each: `I.1`, `I.2`, `II.1`.
- Numbers that count on through the articles, sections or chapters are unique by themselves:
  they are the labels, and the lines between them headings.

Roman numerals and numbers alone (`1 The quay …`) number paragraphs only where they are not the
titles of chapters, and begin before any other numbering; letters only where nothing else does,
from A without a gap, each after a full sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from index.formats.compound_numbers import compound_starts, with_whole_numbers
from index.formats.lines import HEADING, Line, looks_like_heading
from index.formats.nested_numbers import nested_starts
from index.formats.number_chain import Start
from index.formats.number_places import Body, Numbering, Place, numbering_of
from index.formats.number_styles import (
    BARE,
    CABLE_NUMBER,
    LETTERS,
    PLAIN,
    ROMAN,
    WORDED,
    word_of,
)

__all__ = ["CABLE", "Start", "find_starts"]

CABLE = "cable"
_ENOUGH, _ENOUGH_LETTERS = 1.5, 2.5  # worth of a chain
_FULL_SENTENCE = 0.9  # worth of a place
_FEWEST_COMPOUND, _FEWEST_LETTERS, _FEWEST_BARE = 3, 3, 3
_MOSTLY_SENTENCES = 0.8  # worth of a place, on an average


def find_starts(lines: Sequence[Line], *, family: str | None = None) -> dict[int, Start]:
    """The lines that begin a numbered paragraph.

    Args:
        lines: The lines of the document's body, page furniture removed.
        family: `CABLE` for the numbers that cables use; None to find out which style of
            numbering the document uses.

    Returns:
        Index in `lines` to the paragraph's start, in order. Empty where nothing is numbered.
    """
    body = Body(lines, clauses=family != CABLE)
    if family == CABLE:
        return _cable_starts(body)
    articles = _articles(body)
    if articles:
        body.add_headings(articles.starts)
    plain = {name: numbering_of(body, body.places(style)) for name, style in PLAIN.items()}
    compound = compound_starts(body)
    if len(compound) < _FEWEST_COMPOUND and not any(lines[i].mark == HEADING for i in compound):
        compound = {}
    nested = nested_starts(body, articles, plain, compound, "({})") if articles else {}
    chapters = None if nested or compound else _chapters(body)
    if chapters:
        nested = nested_starts(body, chapters, plain, {}, ".{}")
    if nested:
        return nested
    whole = with_whole_numbers(body, compound, plain["full stop"].places) if compound else {}
    numberings = [*plain.values(), *([articles] if articles else [])]
    best, worth = _most(whole, numberings)
    if not best:
        best = next((n.starts for n in numberings if _is_excerpt(body, n)), {})
    return _roman(body, best, worth) or _bare(body, best, worth) or best or _letters(body)


def _cable_starts(body: Body) -> dict[int, Start]:
    """The numbers of a cable; `(1)` is one only where no other numbers come before it.

    Elsewhere it is an item of a paragraph.
    """
    plain = numbering_of(body, body.places(CABLE_NUMBER))
    inside = numbering_of(body, body.places(PLAIN["parentheses"]))
    if inside.worth < _ENOUGH and not _is_excerpt(body, inside):
        return plain.starts
    first = inside.chain[0]
    if first.worth < _FULL_SENTENCE or body.before[first.index].rstrip().endswith(":"):
        return plain.starts
    return plain.starts if plain.chain and plain.chain[0].index < first.index else inside.starts


def _most(
    compound: Mapping[int, Start], numberings: Sequence[Numbering]
) -> tuple[dict[int, Start], float]:
    """The starts that are worth most, and their worth."""
    best, worth = dict(compound), float(len(compound))
    for numbering in numberings:
        if numbering.worth > worth and numbering.worth >= _ENOUGH:
            best, worth = numbering.starts, numbering.worth
    return best, worth


def _is_excerpt(body: Body, numbering: Numbering) -> bool:
    """Whether a text of few numbers, too few for a chain, begins with them and counts on.

    `7. …` and `8. …`, or `1. …` alone, right at the beginning or under a title.
    """
    if not numbering.chain:
        return False
    before = body.before[numbering.chain[0].index]
    numbers = [candidate.value.number for candidate in numbering.chain]
    counts_on = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    enough = len(numbers) > 1 or numbers == [1]
    return counts_on and enough and (not before or looks_like_heading(before))


def _articles(body: Body) -> Numbering | None:
    """The numbering by a word or a section sign that is worth most, if any is enough."""
    families: dict[str, list[Place]] = {}
    for place in body.places(WORDED):
        families.setdefault(word_of(place.start.label), []).append(place)
    return _best((numbering_of(body, places) for places in families.values()), _ENOUGH)


def _best(numberings: Iterable[Numbering], enough: float) -> Numbering | None:
    best = max(numberings, key=lambda numbering: numbering.worth, default=None)
    return best if best and best.worth >= enough else None


def _chapters(body: Body) -> Numbering | None:
    """Numbering `I.` or `A.` of titles."""
    styles = (ROMAN["upper roman, full stop"], LETTERS["upper letter, full stop"])
    found = (numbering_of(body, body.places(style)) for style in styles)
    return _best((numbering for numbering in found if _is_titles(body, numbering)), _ENOUGH)


def _is_titles(body: Body, numbering: Numbering) -> bool:
    """Whether most of its numbers stand before a title rather than a paragraph."""
    titles = 0
    for candidate in numbering.chain:
        words = body.lines[candidate.index].text[candidate.start.offset :]
        after = body.lines[candidate.index + 1 : candidate.index + 2]
        titles += looks_like_heading(words) and all(line.blank for line in after)
    return titles * 2 > len(numbering.chain)


def _roman(body: Body, best: Mapping[int, Start], worth: float) -> dict[int, Start]:
    """Paragraphs with roman numerals, where they begin before others and are worth more."""
    found = (numbering_of(body, body.places(style)) for style in ROMAN.values())
    roman = _best((n for n in found if not _is_titles(body, n)), _ENOUGH)
    if not roman or roman.worth <= worth or any(c.indented for c in roman.chain):
        return {}
    return roman.starts if not best or roman.chain[0].index < min(best) else {}


def _bare(body: Body, best: Mapping[int, Start], worth: float) -> dict[int, Start]:
    """Paragraphs with numbers alone: from 1 on, at the beginning or under a title."""
    bare = numbering_of(body, body.places(BARE))
    numbers = [candidate.value.number for candidate in bare.chain]
    if numbers[:_FEWEST_BARE] != list(range(1, _FEWEST_BARE + 1)) or _is_titles(body, bare):
        return {}
    if any(after - before not in {1, 2} for before, after in pairwise(numbers)):
        return {}
    first = bare.chain[0].index
    before = body.before[first]
    if before and not looks_like_heading(before):
        return {}
    if bare.worth <= max(worth, _MOSTLY_SENTENCES * len(numbers)) or (best and first > min(best)):
        return {}
    return bare.starts


def _letters(body: Body) -> dict[int, Start]:
    """Paragraphs with letters: from A without a gap, each after a full sentence."""
    found = (numbering_of(body, body.places(style)) for style in LETTERS.values())
    letters = _best((n for n in found if not _is_titles(body, n)), _ENOUGH_LETTERS)
    if not letters or len(letters.chain) < _FEWEST_LETTERS:
        return {}
    numbers = [candidate.value.number for candidate in letters.chain]
    if numbers != list(range(1, len(numbers) + 1)):
        return {}
    if any(candidate.worth < _FULL_SENTENCE for candidate in letters.chain):
        return {}
    return letters.starts
