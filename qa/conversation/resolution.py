"""What a question means after the turns before it, told from their words alone.

A question that leans on the earlier turns is put into words that stand alone: a pronoun becomes the
name that it means, an ellipsis takes the place of what it changes in the question before, and
where neither can be done the question before is named beside it. What is searched for is longer:
names and answers of the earlier turns lead to the paragraphs that stand near them.
"""

import re
from collections.abc import Sequence

from index.lexical import text_stems, word_stems
from qa.conversation.dependence import OPENING, free_pronoun, goes_on, leans, segment
from qa.conversation.focus import Focus
from qa.conversation.model import Turn, Understood
from qa.words import PRONOUNS, begins_with_date, content_words, is_person, names, says_something

__all__ = ["MAX_SEARCH_CHARACTERS", "understand"]

MAX_SEARCH_CHARACTERS = 3_000
_N_ANSWERS = 2
_LONG = 1_000  # A question of so many characters says itself what it is about.
_MAX_BEFORE = 400
# What comes after “her” where she owns nothing: “What happened to her later?”
_NOT_OWNED = re.compile(
    r"earlier|later|today|yesterday|again|together|finally|eventually|recently", re.IGNORECASE
)
_POSSESSIVE = frozenset({"his", "its", "their"})
_ON = re.compile(r"\s*\((?:on|about) “?.*\Z", re.DOTALL)
_BESIDE = re.compile(r"\(on “(.*)”\)\Z", re.DOTALL)
_ABOUT = re.compile(r"\b(about|on|regarding|concerning)\s+([^?]+?)\s*\?*\s*\Z", re.IGNORECASE)
_AUXILIARY = (
    r"(?:did|do|does|is|are|was|were|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
_ASKS = re.compile(
    rf"(?:who|whom|whose|what|when|where|why|which|how|{_AUXILIARY})\b", re.IGNORECASE
)
# Who is asked for by what they are: `the mediator`, `the first president of Kelewa`.
_WHO_WAS = re.compile(
    r"\s*(?:and\s+)?who(?:[’']s|\s+(?:is|was))\s+(the|an?)\s+"
    r"((?-i:(?:[a-z-]+\s+){0,2}[a-z-]+?)(?:\s+(?:of|in|at|for)\s+[^?]{1,50})?)\s*\?*\s*\Z",
    re.IGNORECASE,
)
# What is asked of, not what it is for: `the deposit` in “How much was the deposit for the appeal?”.
_ASKED_OF = re.compile(
    r"\s*(?:how\s+\w+|what|when|where|why)\s+(?:is|was|will\s+be)\s+(the\s+(?-i:[a-z-]+(?:\s+[a-z-]+)?))"
    r"\s+(?:for|against)\b",
    re.IGNORECASE,
)
# One thing: `the press law` in “Who wrote the press law?”, `the dam` in “Will the dam burst?”.
_ONE = r"[^\W\d_]*[^\W\d_s]"
_OBJECT = re.compile(
    rf"\b(?!{_AUXILIARY}\b)\w+\s+(the\s+(?:[^\W\d_]+\s+)?{_ONE})\s*\?*\Z", re.IGNORECASE
)
_SUBJECT = re.compile(
    rf"\b{_AUXILIARY}\s+(the\s+(?!(?:other|same|first|last|next|only)\b){_ONE})\b", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"(about|on|for|to|from|in|at|with|by|against|of|during|before|after|under)\s+", re.IGNORECASE
)


def understand(question: str, turns: Sequence[Turn]) -> Understood:
    """Put a question into words that stand alone.

    Args:
        question: As it was asked.
        turns: The earlier turns of the conversation, oldest first.

    Returns:
        The question as it is where it does not lean on them.
    """
    about = segment(turns)
    if any(_same(question, turn.question) for turn in turns):  # asked again
        return Understood(question, question, follows=False)
    if not question.strip() or len(question) > _LONG or not leans(question, about):
        return Understood(question, question, follows=False)
    focus = Focus.of(about)
    shown = _in_full(
        question.strip(), _last_question(about), about[-1].answer if about else "", focus
    )
    opening = OPENING.match(question)
    named = question[opening.end() :].strip(" ?") if opening and _is_ellipsis(question) else ""
    return Understood(
        shown,
        _search_for(shown, about, focus),
        follows=True,
        doubtful=not goes_on(question),
        about=named if content_words(named) else "",
        bare=not says_something(question) and free_pronoun(question) is None,
    )


def _same(question: str, other: str) -> bool:
    return question.casefold().split() == other.casefold().split()


def _search_for(shown: str, turns: Sequence[Turn], focus: Focus) -> str:
    """The question, then what the turns were about, the most telling first."""
    answers = [turn.answer for turn in turns if content_words(turn.answer)]
    first = next((turn.question for turn in turns if turn.question), "")
    parts = [shown, first, *answers[: -_N_ANSWERS - 1 : -1]]
    parts += [name.text for name in focus.names]
    return " ".join(dict.fromkeys(filter(None, parts)))[:MAX_SEARCH_CHARACTERS]


def _last_question(turns: Sequence[Turn]) -> str:
    """The question before, or what that goes on from; empty where none was asked."""
    last = next((turn.question for turn in reversed(turns) if turn.question), "")
    alone = _ON.sub("", last).strip()
    beside = _BESIDE.search(last)
    if beside is not None and (_is_ellipsis(alone) or not content_words(alone)):
        alone = beside[1]
    return alone[:_MAX_BEFORE]


def _in_full(question: str, before: str, answer: str, focus: Focus) -> str:
    replaced = _replaced(question, before)
    if replaced is not None:
        return replaced
    match = free_pronoun(question)
    kind = PRONOUNS[match[0].lower()] if match else ""
    meant = _role_in(before, answer) if kind in {"man", "woman"} else None
    meant = meant or focus.meant_by(kind)
    if kind == "thing":
        meant = _thing_called(meant, before) if meant else _thing_in(before)
    if match is not None and meant is not None:
        return _with_name(question, match, meant)
    beside = f"{question} (on “{before}”)" if before else question
    if _is_ellipsis(question):
        return beside
    if match is None and any(name.sure for name in names(question)):
        return question
    if focus.subject is not None and content_words(question):
        return f"{question} (about {focus.subject})"
    return beside


def _thing_called(name: str, question: str) -> str:
    """A name with the noun that it stands before in a question: `the Mbeshi Gorge dam`."""
    found = re.search(
        rf"(?<!\bdid\s)(?<!\bdoes\s)(?<!\bdo\s)(?<!\bwill\s)\bthe\s+{re.escape(name)}\s+"
        rf"(?!{_AUXILIARY}\b)[a-z]+(?=\s*\?*\Z|\s+{_AUXILIARY}\b)",
        question,
    )
    return found[0] if found else name


def _thing_in(question: str) -> str | None:
    """What a question is about, where that is `the dam` at its end or after its verb."""
    found = _ASKED_OF.match(question) or _OBJECT.search(question) or _SUBJECT.search(question)
    return found[1].lower() if found else None


def _role_in(question: str, answer: str) -> str | None:
    """The one that “Who was the mediator?” asks for, where the answer does not tell who that is.

    It does where it has the word, or names one person alone.
    """
    found = _WHO_WAS.match(question)
    if found is None:
        return None
    role = re.split(r"\s+(?:of|in|at|for)\s", found[2])[0]
    named = {name.text.split()[-1] for name in names(answer) if is_person(name)}
    if set(word_stems(role)) <= set(text_stems(answer)) or len(named) == 1:
        return None
    return f"the {found[2]}"


def _is_ellipsis(question: str) -> bool:
    """Whether a question is `and the unions?`, which names what is new and asks nothing itself."""
    opening = OPENING.match(question)
    return opening is not None and _ASKS.match(question, opening.end()) is None


def _with_name(question: str, match: re.Match[str], name: str) -> str:
    word = match[0].lower()
    following = re.match(r"\s+(\w+)", question[match.end() :])
    owns = word in _POSSESSIVE or (
        word == "her"
        and following is not None
        and bool(content_words(following[1]))
        and _NOT_OWNED.fullmatch(following[1]) is None
    )
    ending = ("’" if name.endswith("s") else "’s") if owns else ""
    return f"{question[: match.start()]}{name}{ending}{question[match.end() :]}"


def _replaced(question: str, before: str) -> str | None:
    """The question before with what a following `and the unions?` puts in its place."""
    opening = OPENING.match(question)
    if opening is None:
        return None
    new = question[opening.end() :].strip().rstrip("?").strip()
    if not new or len(new.split()) > 6:
        return None
    if preposition := _PREPOSITION.match(new):
        old = re.search(rf"\b{preposition[1]}\s+[^?]+?\s*\?*\s*\Z", before, re.IGNORECASE)
        return f"{before[: old.start()]}{new}?" if old else None
    named, old_names = [each.text for each in names(f"x {new}")], list(names(before))
    if named in ([new], [new.removeprefix("the ")]) and len(old_names) == 1:
        changed = before.replace(old_names[0].text, new)
        return re.sub(r"\bthe\s+the\b", "the", changed, flags=re.IGNORECASE)
    old = _ABOUT.search(before)
    if old and not begins_with_date(old[2]):
        return f"{before[: old.start(2)]}{new}?"
    return None
