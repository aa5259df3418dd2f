"""Which encoding a text is in that is neither UTF-8 nor marked.

Each of the usual encodings of before Unicode reads the bytes as other letters, and only one
reads them as a language that it was made for. So every reading is scored, from -1 to 1, by the
signs outside ASCII: whether its letters belong to one language (`ø` and `ě` belong to none
together) and stand where such letters stand (a capital does not follow a small letter, `½`
does not stand inside a word); where hardly any reading is impossible (Cyrillic, Chinese),
whether they are the common ones. A few signs prove little, so the rarer encodings begin with a
handicap that counts less the more signs there are: a text with two accented letters or a pair
of typographic quotation marks is windows-1252 if it can be.

What fits none of these languages is left to charset-normalizer (MIT). It is not asked first: of
the 109 sentences `UNSEEN` in `tests/index/snippets.py` it reads 46 right, these scores
98 at first sight.
"""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.encoding_languages import (
    CENTRAL,
    CYRILLIC,
    GREEK,
    HANGUL,
    HANZI,
    HEBREW,
    TURKISH,
    WESTERN,
)

__all__ = ["damaged_utf8", "guess_encoding"]

_SAMPLE_BYTES, _SAMPLE_SIGNS = 65_536, 3000
_PLAUSIBLE = 0.5
_FEW = 2  # signs for which a handicap counts in full
_MAC_LINE_ENDS = 0.3  # what the line ends of the old Macintosh are worth to its encoding
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_FREE = frozenset("\xa0·’—")  # stand anywhere
_BEFORE_WORDS, _ELSEWHERE = frozenset("«„‚¿¡"), frozenset("“”‘»…§¶©®°™•×÷‰")
_BESIDE_NUMBERS = frozenset("£€±½¼¾²³¹ªº")  # no letter follows
_FINAL = frozenset("ςךםןףץ")  # letters of other forms inside a word
_WORDS_OF_ONE_LETTER = frozenset("àéèòóåöáíúæøôâ")
_LETTERS_FROM = 0xC4  # in windows-1252; below, the first half of a letter in UTF-8 (`Ã`, `Â`)
_WELL, _SIGN, _DASH_INSIDE, _RARE, _BADLY = 1.0, 0.9, 0.5, 0.2, -1.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sign outside ASCII and its neighbours."""

    sign: str
    before: str
    after: str

    @property
    def neighbours(self) -> str:
        """The letters beside it."""
        return "".join(sign for sign in (self.before, self.after) if sign.isalpha())


@dataclass(frozen=True, slots=True)
class _Encoding:
    """An encoding, how well a text read in it fits, and how much rarer it is than the first."""

    name: str
    fit: Callable[[list[_Seen]], float]
    handicap: float


def guess_encoding(data: bytes) -> str:
    """The most plausible encoding of a text that is not Unicode.

    Args:
        data: The text; some byte is above 127.

    Returns:
        Python's name of an encoding that decodes all of `data`.
    """
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < len(data):  # end with a whole line, not with half a character
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    scores: dict[str, float] = {}
    for encoding in _ENCODINGS:
        text = _decoded(sample, encoding.name)
        if text is not None and _decoded(data, encoding.name) is not None:
            scores[encoding.name] = _score(text, encoding)
    best = max(scores, key=lambda name: scores[name], default="")
    if best and scores[best] >= _PLAUSIBLE:
        return best
    return _by_library(sample, data) or best or "iso8859-1"


def damaged_utf8(data: bytes) -> str:
    """Text of UTF-8 in which some bytes are not.

    Such a byte may come from a part in windows-1252, and is read so if that makes it a letter
    beside others. Else it becomes U+FFFD.
    """
    return data.decode("utf-8", _SINGLY)


def _singly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start = error.object, error.start
    sign = data[start : start + 1].decode("cp1252", "replace")
    beside = data[max(start - 1, 0) : start] + data[start + 1 : start + 2]
    letters = any(chr(byte).isascii() and chr(byte).isalpha() for byte in beside)
    if data[start] >= _LETTERS_FROM and (letters or sign in _WORDS_OF_ONE_LETTER):
        return sign, start + 1
    return "\ufffd", error.end


_SINGLY = "pincite.singly"
codecs.register_error(_SINGLY, _singly)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _by_library(sample: bytes, data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    encoding = match.encoding if match else None
    return encoding if encoding and _decoded(data, encoding) is not None else None


def _score(text: str, encoding: _Encoding) -> float:
    seen: list[_Seen] = []
    for match in _OUTSIDE_ASCII.finditer(text):
        place = match.start()
        seen.append(_Seen(match[0], text[max(place - 1, 0) : place], text[place + 1 : place + 2]))
        if len(seen) == _SAMPLE_SIGNS:
            break
    if not seen:
        return 0.0
    score = encoding.fit(seen) - encoding.handicap * min(1.0, _FEW / len(seen))
    mac_lines = encoding.name == "mac-roman" and "\r" in text and "\n" not in text
    return score + (_MAC_LINE_ENDS if mac_lines else 0.0)


def _latin(languages: Mapping[str, str]) -> Callable[[list[_Seen]], float]:
    """The fit of Latin letters to the language that they fit best."""

    def fit(seen: list[_Seen]) -> float:
        return max(
            sum(_letter(one, letters) if one.sign.isalpha() else _sign(one) for one in seen)
            for letters in languages.values()
        ) / len(seen)

    return fit


def _letter(one: _Seen, letters: str) -> float:
    if (one.sign if one.sign in letters else one.sign.lower()) not in letters:
        return _sign(one) if one.sign in _BESIDE_NUMBERS else _BADLY
    if one.sign.isupper() and (
        one.before.islower() or (one.before.isalpha() and one.after.islower())
    ):
        return _BADLY
    if not one.neighbours:
        return _WELL if one.sign in _WORDS_OF_ONE_LETTER else _RARE
    inside_others = len(one.neighbours) == 2 and not any(sign.isascii() for sign in one.neighbours)
    return _BADLY if inside_others else _WELL


def _sign(one: _Seen) -> float:
    if one.sign == "–":
        return _DASH_INSIDE if len(one.neighbours) == 2 else _SIGN
    stands_well = (
        one.sign in _FREE
        or (one.sign in _BEFORE_WORDS and not one.before.isalnum())
        or (one.sign in _ELSEWHERE and len(one.neighbours) < 2)
        or (one.sign in _BESIDE_NUMBERS and not one.after.isalpha())
    )
    if stands_well:
        return _SIGN
    return _BADLY if one.neighbours else _RARE


def _alphabet(languages: Mapping[str, str]) -> Callable[[list[_Seen]], float]:
    """The fit of letters of another alphabet, of which the frequent ones are frequent."""

    def fit(seen: list[_Seen]) -> float:
        return max(_fit_alphabet(seen, letters) for letters in languages.values())

    return fit


def _fit_alphabet(seen: list[_Seen], letters: str) -> float:
    total, commonness, n_letters = 0.0, 0.0, 0
    for one in seen:
        rank = letters.find(one.sign.lower())
        if not one.sign.isalpha():
            total += _sign(one)
            continue
        n_letters += 1
        commonness += 1 - rank / len(letters) if rank >= 0 else 0.0
        total += _BADLY if rank < 0 or _is_misplaced(one) else _WELL
    if not n_letters:
        return 0.0
    return total / len(seen) * (0.5 + 0.5 * min(1.0, commonness / (0.8 * n_letters)))


def _is_misplaced(one: _Seen) -> bool:
    foreign = any(sign.isascii() for sign in one.neighbours)
    capital_inside = one.sign.isupper() and one.before.islower()
    return foreign or capital_inside or (one.sign in _FINAL and one.after.isalpha())


def _signs(
    in_use: Callable[[str], bool], common: frozenset[str], often: float
) -> Callable[[list[_Seen]], float]:
    """The fit of Chinese signs or Korean syllables: those in use, and enough common ones."""

    def fit(seen: list[_Seen]) -> float:
        letters = [one for one in seen if one.sign.isalpha()]
        if not letters:
            return 0.0
        used = sum(in_use(one.sign) and not _beside_latin(one) for one in letters) / len(letters)
        share = sum(one.sign in common for one in letters) / len(letters)
        return used * (0.6 + 0.4 * min(1.0, share / often))

    return fit


def _japanese(seen: list[_Seen]) -> float:
    kana = sum(_KANA.match(one.sign) is not None for one in seen) / len(seen)
    used = sum(_in_level("cp932", 0x81, 0x98)(one.sign) for one in seen) / len(seen)
    beside = sum(map(_beside_latin, seen)) / len(seen)
    return used * (0.6 + 0.4 * min(1.0, kana / 0.25)) - beside


def _beside_latin(one: _Seen) -> bool:
    return any(sign.isascii() and sign.islower() for sign in one.neighbours)


def _in_level(encoding: str, first: int, end: int) -> Callable[[str], bool]:
    """Whether a sign is one of the frequent ones, which these standards put first."""

    def in_level(sign: str) -> bool:
        code = sign.encode(encoding, "ignore")
        return len(code) == 2 and first <= code[0] < end

    return in_level


_ENCODINGS = (
    _Encoding("cp1252", _latin(WESTERN), 0.0),
    _Encoding("iso8859-15", _latin(WESTERN), 0.1),
    _Encoding("cp1250", _latin(CENTRAL), 0.1),
    _Encoding("iso8859-2", _latin(CENTRAL), 0.15),
    _Encoding("cp1254", _latin(TURKISH), 0.1),
    _Encoding("cp1251", _alphabet(CYRILLIC), 0.1),
    _Encoding("koi8-u", _alphabet(CYRILLIC), 0.15),
    _Encoding("cp866", _alphabet(CYRILLIC), 0.3),
    _Encoding("cp1253", _alphabet(GREEK), 0.25),
    _Encoding("cp1255", _alphabet(HEBREW), 0.25),
    # Before Chinese, to which Korean syllables look like common signs too.
    _Encoding("cp949", _signs(_in_level("euc_kr", 0xB0, 0xC9), HANGUL, 0.25), 0.1),
    _Encoding("cp932", _japanese, 0.1),
    _Encoding("gb18030", _signs(_in_level("gb18030", 0xB0, 0xD8), HANZI, 0.2), 0.1),
    _Encoding("big5", _signs(_in_level("big5", 0xA4, 0xC7), HANZI, 0.2), 0.1),
    _Encoding("cp850", _latin(WESTERN), 0.2),
    _Encoding("cp437", _latin(WESTERN), 0.25),
    _Encoding("mac-roman", _latin(WESTERN), 0.3),
)
