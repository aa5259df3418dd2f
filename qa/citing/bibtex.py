r"""The BibTeX record.

Form: Oren Patashnik, BibTeXing (1988): an entry `@misc` with its fields in braces. Text is in
UTF-8; signs that TeX takes for commands are written as the commands that print them, since
BibTeX counts every brace, even one after a backslash.
"""

import re
import zlib

from qa.citing.reference import MONTHS, Reference
from qa.citing.short import short

__all__ = ["bibtex"]

_COMMANDS = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "`": r"{\textasciigrave}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
}
# Two of these in a row would be joined into another sign.
_JOINED = re.compile(r"([-',])(?=\1)")


def bibtex(reference: Reference) -> str:
    """An entry `@misc` whose key is made of the document's id and the paragraph."""
    fields = [
        # Braces inside the field's own keep a name from being taken apart, a title its capitals.
        ("author", f"{{{_tex(reference.author)}}}" if reference.author else ""),
        ("title", f"{{{_tex(reference.title)}}}" if reference.title else ""),
        ("howpublished", _tex(f"{'Cable ' * reference.cable}{reference.doc_id}")),
        ("year", f"{reference.day[0]:04}" if reference.day else _tex(reference.date)),
        ("month", _month(*reference.day[1:])),
        ("note", _tex(reference.place)),
    ]
    lines = [f"  {name} = {{{value}}}" for name, value in fields if value]
    return "\n".join([f"@misc{{{_key(reference)},", ",\n".join(lines), "}"])


def _month(month: int = 0, day: int = 0) -> str:
    """The month, with the day in it, which is where the classic styles print a day."""
    return f"{MONTHS[month - 1]} {day or ''}".rstrip() if month else ""


def _key(reference: Reference) -> str:
    words = re.findall(r"[A-Za-z0-9.]+", short(reference))
    if not reference.doc_id.isascii():  # what cannot stand in a key tells documents apart, too
        words.insert(0, f"{zlib.crc32(reference.doc_id.encode()):08x}")
    return "-".join(words) or "document"


def _tex(text: str) -> str:
    return _JOINED.sub("\\1{}", "".join(_COMMANDS.get(sign, sign) for sign in text))
