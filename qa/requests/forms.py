"""The forms of requests: what is asked for, told from the words alone."""

import re
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ALL_CITED",
    "CALLED",
    "KINDS_OF_DOCUMENT",
    "LAST_CITED",
    "ORDINALS",
    "Kind",
    "Request",
    "parse_request",
]

Kind = Literal["summary", "paragraph", "list", "compare", "where", "more", "other", "remark"]

_LONGEST = 200  # characters of a request; what is longer is a question
ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1,
    "1st": 0, "2nd": 1, "3rd": 2, "4th": 3, "5th": 4,
}  # fmt: skip
LAST_CITED = frozenset({"it", "this", "that"})
ALL_CITED = frozenset({"both", "them", "these", "those"})
_NTH = "|".join(ORDINALS)
# A document by its id, or by what it is: `the harbour rules`.
KINDS_OF_DOCUMENT = (
    r"(?:act|agreement|cable|case|charter|code|contract|convention|decision|document|judge?ment|law|letter"
    r"|memo(?:randum)?|order|regulations?|report|resolution|rules|statute|telegram|treaty)"
)
CALLED = rf"(?:the|this|that)\s+(?:[\w’'-]+\s+){{0,3}}?{KINDS_OF_DOCUMENT}"
_NUMBERED = r"(?:the\s+)?(?:(?:cable|document)\s+)?\S*\d\S*?(?:\s+(?:cable|telegram))?"
_DOCUMENT = rf"(?:{CALLED}|{_NUMBERED}|\S+?)"
_CITED = (
    r"(?:all\s+of\s+(?:them|these|those)|both(?:\s+of\s+(?:them|these|those))?|them|these|those"
    r"|the\s+two)"
)
_FORMS: tuple[tuple[Kind, str], ...] = (
    (
        "summary",
        r"(?:summari[sz]e|(?:give\s+(?:me\s+)?)?(?:(?:a|the)\s+)?summary\s+of)\s+(?:"
        rf"(?P<cited>{_CITED})(?:\s+(?:documents|cables))?"
        rf"|the\s+(?P<ordinal>{_NTH})(?:\s+(?:one|cable|document))?"
        rf"|(?:(?:the\s+)?(?:cable|document)\s+)?(?P<first>{_DOCUMENT}))"
        r"|(?:give\s+me\s+)?(?:(?:a|the)\s+)?summary|summari[sz]e"
        r"|what(?:\s+is|['’]s)\s+(?P<second>\S+)\s+about",
    ),
    (
        "paragraph",
        r"(?:what\s+does|what(?:\s+is|['’]s)(?:\s+in)?|what\s+about|show(?:\s+me)?|quote|read"
        r"|summari[sz]e)\s+"
        r"(?:(?:¶\s*|(?:para(?:graph)?|clause|rule)\.?\s+|(?P<sign>§\s*|(?:art(?:icle|\.)|section)\s+))"
        r"(?P<label>\S+?)|\[(?P<bracket>[^\]\s]+)\])"
        rf"(?:\s+(?:of|in)\s+(?P<first>{_DOCUMENT}))?(?:\s+says?)?"
        rf"|what\s+does\s+(?P<number>\d[\w.()]*)\s+(?:of|in)\s+(?P<third>{_DOCUMENT})\s+say"
        r"|(?P<called>para(?:graph)?|clause|rule)\.?\s+(?P<clause>\d[\w.()]*)"
        rf"|¶\s*(?P<alone>\S+?)(?:\s+(?:of|in)\s+(?P<second>{_DOCUMENT}))?",
    ),
    (
        "list",
        r"(?:(?:list|show(?:\s+me)?|find)\s+(?:(?:every|each)\s+paragraph"
        r"|(?:all\s+)?(?:(?:of\s+)?the\s+)?paragraphs)"
        rf"(?:\s+(?:in|of|from)\s+(?P<first>{_DOCUMENT}))?\s+"
        r"(?:about|on|mentioning|that\s+mentions?|that\s+(?:are|is)\s+about)"
        r"|(?:which|what)\s+(?:paragraphs|documents|cables)\s+"
        r"(?:are\s+about|mention|deal\s+with|speak\s+of))\s+"
        r"(?P<about>\S.*?)",
    ),
    (
        "compare",
        rf"compare\s+(?:(?P<cited>{_CITED})(?:\s+(?:documents|cables))?"
        rf"|(?P<first>{_DOCUMENT})\s+(?:and|with|to|vs\.?|versus)\s+(?P<second>{_DOCUMENT}))"
        r"(?:\s+(?:on|about)\s+(?P<about>\S.*?))?",
    ),
    (
        "more",
        r"(?:(?:tell|show)\s+me\s+)?(?:more\s+(?:about|on)|what\s+about)\s+(?:the\s+)?"
        rf"(?P<ordinal>{_NTH})(?:\s+(?:one|quote|citation))?"
        rf"|(?:show\s+me\s+)?the\s+(?P<alone>{_NTH})\s+(?:one|quote|citation)"
        r"|(?:(?:tell|show)\s+me\s+)?more",
    ),
    (
        "where",
        r"(?:(?:in|from)\s+)?(?:which|what)\s+(?:paragraphs?|document|cable|file)"
        r"(?:\s+(?:is|was)\s+(?:that|this|it)(?:\s+(?:in|from|said|written))?)?"
        r"|(?:where\s+does\s+it|which\s+(?:paragraph|document|cable))\s+says?\s+(?:that|so|this|it)"
        r"|where\s+(?:is|was)\s+(?:that|this|it)\s+(?:from|said|written|stated)"
        r"|who\s+(?:said|says|claims|claimed)\s+(?:so|that|this|it)"
        r"|(?:what(?:\s+is|['’]s)\s+)?(?:(?:the|your)\s+)?source",
    ),
    (
        "other",
        r"(?:translate|rewrite|paraphrase|shorten|correct|edit|change|delete|remove|print|send|e-?mail"
        r"|draw|write)\s+(?P<first>\S+)(?:\s.*)?"
        r"|compare\s+the\s+(?:three|documents|cables)(?:\s.*)?"
        r"|(?:summari[sz]e|compare)\s+(?P<second>[^\s,]*[\d-][^\s,]*),?\s.+",
    ),
    (
        "remark",
        r"(?:yes|no|ok(?:ay)?|thanks?|thank\s+you|i\s+see|good|great|wrong|hello|hi|hey"
        r"|that(?:\s+is|['’]s)\s+(?:not\s+)?(?:all|correct|false|good|great|right|so|true|wrong))"
        r"(?:[\s,]+(?:very\s+much|then|there))?",
    ),
)
# What goes before a request and asks for nothing.
_POLITE = re.compile(
    r"[^\w¶§]*(?:(?:please|and|now|then|(?:can|could|would)\s+you)\b[\s,]*)*(?=[\w¶§])",
    re.IGNORECASE,
)
_POLITE_AFTER = re.compile(r"(?:[\s,]+(?:please|for\s+me|thanks|thank\s+you))+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        kind: Which; `other` for what is not possible, `remark` for what asks for nothing.
        doc_ids: The documents that it names, by their ids or what they are called; `it` stands for
            the one that was quoted last, `both` for all that were.
        label: The paragraph that it names, or which of the quotes it means; empty for neither.
        about: What it is to be about; empty for anything.
        sign: What stands before the label, such as `§` or `Article`; empty for a paragraph's.
    """

    kind: Kind
    doc_ids: tuple[str, ...] = ()
    label: str = ""
    about: str = ""
    sign: str = ""

    @property
    def of_a_quote(self) -> bool:
        """Whether it means one of the quotes of an answer, as “the second one” does."""
        return self.kind == "more" or (self.kind == "summary" and self.label != "")

    @property
    def goes_on(self) -> bool:
        """Whether it is about what was quoted before, and names nothing new."""
        return not self.about and all(
            name.lower() in LAST_CITED | ALL_CITED for name in self.doc_ids
        )


def parse_request(question: str) -> Request | None:
    """Read a request; None for what is a question."""
    if len(question) > _LONGEST:
        return None
    polite = _POLITE.match(question)
    plain = question[polite.end() if polite else 0 :].rstrip(" \t\n?.!")
    plain = _POLITE_AFTER.sub("", plain).rstrip(" \t\n?.!")
    for kind, form in _FORMS:
        if match := re.fullmatch(form, plain, re.IGNORECASE | re.DOTALL):
            named = match.groupdict("")
            first = "both" if named.get("cited") else named.get("first") or named.get("third")
            if named.get("bracket") and not first:  # as a quote of an answer is numbered
                return Request("more", label=named["bracket"])
            labels = (
                named.get(name)
                for name in ("label", "bracket", "number", "ordinal", "alone", "clause")
            )
            return Request(
                kind,
                tuple(filter(None, (first, named.get("second")))),
                label=next(filter(None, labels), ""),
                about=named.get("about", ""),
                sign=(named.get("sign") or named.get("called") or "").strip(),
            )
    return None
