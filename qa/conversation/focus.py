"""What a conversation is about: the names in its turns, and which of them a pronoun means."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from qa.conversation.model import Turn
from qa.words import PRONOUNS, Name, is_office, is_person, names

__all__ = ["Focus"]

_WHO = re.compile(r"\s*(?:and\s+)?who", re.IGNORECASE)
_WHO_IS = re.compile(r"\s*(?:[Aa]nd\s+)?[Ww]ho(?:[’']s|\s+(?:is|was|are|were))\s+[^\W\d_a-z]")
_WORD = re.compile(r"[^\W\d_]+")
_TITLES = (
    ("man", re.compile(r"(?:Mr\.?|Sir|King|Prince|Lord|Father|Brother)\s")),
    ("woman", re.compile(r"(?:Mrs\.?|Ms\.?|Miss|Queen|Princess|Lady|Madame?|Sister)\s")),
)
# What stands before a person's name: `Deputy Foreign Minister Raul Quintasol`.
_OFFICE = re.compile(
    r"\A.*\b(?:Ambassador|Captain|Chair(?:man|woman)|Chief|Colonel|Commissioner|Consul|Director"
    r"|General|Governor|Judge|Justice|Mayor|Minister|Officer|President|Professor|Representative"
    r"|Secretary|Senator|Spokes(?:man|woman))\s+"
)
_FADES = 0.8
_IN_QUESTION = 2.0
_NAME_WORDS = 2


@dataclass(frozen=True, slots=True)
class Focus:
    """The names of a conversation, the one that it is most about first.

    Attributes:
        names: Each once, by weight.
        asked: Those of them that are in questions.
        asked_last: Those in the last question, if that does not ask for a name itself.
        women: Those that the turns speak of as women.
        men: Those that they speak of as men.
    """

    names: tuple[Name, ...]
    asked: frozenset[str]
    asked_last: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> "Focus":
        """Weigh the names of turns.

        A name weighs more the more often and the later it was named, and more in a question than
        in an answer. Names that share a word (`Holmes`, `Larry Holmes`) add to each other.
        """
        weights: dict[str, float] = {}
        known: dict[str, Name] = {}
        for age, turn in enumerate(reversed(turns)):
            for text, weight in ((turn.question, _IN_QUESTION), (turn.answer, 1.0)):
                by_whom = text is turn.answer and _WHO.match(turn.question) is not None
                for name in names(text):
                    weights[name.text] = weights.get(name.text, 0.0) + weight * _FADES**age
                    known[name.text] = _both(known.get(name.text), name, by_whom)
        words = {text: frozenset(text.split()) for text in weights}
        spoken_of = Counter(_spoken_of(turns))

        def whole(text: str) -> float:
            return sum(weights[other] for other in weights if words[other] & words[text])

        def is_a(gender: str, text: str) -> bool:
            held = Counter[str]()
            for (other, kind), n in spoken_of.items():
                held[kind] += n * bool(words[other] & words[text])
            return held[gender] * 2 > held.total()

        order = sorted(weights, key=lambda text: (-whole(text), -weights[text], text))
        asked = {name.text for turn in turns for name in names(turn.question) if name.sure}
        women, men = (
            frozenset(text for text in order if is_a(gender, text)) for gender in ("woman", "man")
        )
        last = next((turn.question for turn in reversed(turns) if turn.question), "")
        by_name = not _WHO.match(last) or _WHO_IS.match(last)
        asked_last = {name.text for name in names(last)} if by_name else set[str]()
        return cls(
            tuple(known[text] for text in order),
            frozenset(asked),
            frozenset(asked_last),
            women,
            men,
        )

    def meant_by(self, kind: str) -> str | None:
        """The name that a pronoun most likely stands for; None where that is not clear.

        Args:
            kind: `man`, `woman`, `group` or `thing`.
        """
        likely = [name for name in self.names if name.sure]
        if kind in {"man", "woman"}:
            others = self.women if kind == "man" else self.men
            likely = [name for name in likely if is_person(name) and name.text not in others]
            likely.sort(key=lambda name: name.text not in self.asked_last)
        else:
            likely = [name for name in likely if name.text in self.asked]
            if kind == "thing":
                likely = [name for name in likely if not is_person(name)]
            likely = [name for name in likely if name.text not in self.women | self.men]
        if not likely:
            return None
        name = likely[0].text
        if is_office(name):
            return f"the {name}"
        if len(name.split()) <= _NAME_WORDS:
            return name
        # `Fisheries Commissioner Tobias Lanthorn` is called `Lanthorn` as well.
        short = (n.text for n in self.names if name.endswith(f" {n.text}"))
        of_person = kind in {"man", "woman"} and _OFFICE.match(name)
        plain = name.split()[-1] if of_person else name
        return max((n for n in short if len(n.split()) <= _NAME_WORDS), key=len, default=plain)

    @property
    def subject(self) -> str | None:
        """What was asked about most."""
        return next((name.text for name in self.names if name.text in self.asked), None)


def _both(one: Name | None, other: Name, asked_who: bool) -> Name:
    """What two places together say of a name; several words that answer “who” are a person."""
    person = other.person + (asked_who and other.person > 0) + (one.person if one else 0)
    return Name(other.text, person, other.sure or (one is not None and one.sure))


def _spoken_of(turns: Sequence[Turn]) -> Iterator[tuple[str, str]]:
    """Names, each with `man` or `woman`, as often as its title or a pronoun after it says so.

    Only the one person that a sentence names, or that was named last, is taken to be meant.
    """
    for text in (text for turn in turns for text in (turn.question, turn.answer)):
        person = ""
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            persons = {name.text for name in names(sentence) if is_person(name)}
            person = "" if len(persons) > 1 else next(iter(persons), person)
            yield from ((name, kind) for name in persons for kind, t in _TITLES if t.match(name))
            for word in _WORD.findall(sentence) if person else ():
                if (kind := PRONOUNS.get(word.lower())) in {"man", "woman"}:
                    # “Osk left her out of it” may be of another: “he”, who acts, tells more.
                    yield from [(person, kind)] * (1 + (word.lower() in {"he", "she"}))
