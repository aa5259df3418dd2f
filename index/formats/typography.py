"""Characters that only type-setting needs, made plain."""

import re
import unicodedata

__all__ = ["SPACES", "plain"]

SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Control signs, soft hyphens, signs of no width, and what is no character at all.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)
_LIGATURE = re.compile("[\ufb00-\ufb06]")
# Bullets of the fonts Symbol and Wingdings, and the hyphens that look like `-`.
_SIGNS = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf02d": "-", "\u2010": "-", "\u2011": "-"}
)


def plain(text: str) -> str:
    """Text with ligatures taken apart, every white space one space, and no unseen signs."""
    text = _UNSEEN.sub("", text.translate(_SIGNS))
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", SPACES.sub(" ", text))
