"""Telegrams of the 1970s made for tests, with all that they are to come back as."""

from dataclasses import dataclass

from hypothesis import strategies as st

_WORDS = [
    "GOVERNMENT", "DEPARTMENT", "THE", "MINISTER", "OR", "RUSSIAN", "SECRET", "TO", "INFO", "STATE",
    "FM", "OF", "HARBOR", "AGREEMENT", "TALKS", "SUBJECT", "PAGE", "ACTION", "ORIGIN", "REFUSED",
]  # fmt: skip
_LEVEL = "CONFIDENTIAL"
_POSTS = ["AMEMBASSY DARZUN", "AMCONSUL KIPWERE", "USMISSION GENEVA", "AMEMBASSY PORT VESPER"]


@dataclass(frozen=True)
class Telegram:
    """A telegram and what it was made from."""

    text: str
    info: list[str]
    texts: list[str]
    headings: list[str]


def page(number: int) -> list[str]:
    heading = f"PAGE {number:02d}        PELLAM 00073  040931Z"
    return ["", _LEVEL, "", _LEVEL, "", heading, ""]


def section(number: int) -> list[str]:
    return [
        "", _LEVEL, "", "NNNN", "", _LEVEL, "",
        f"PAGE 01        PELLAM 00073  0{number} OF 09  040931Z",
        "15", "ACTION AF-18", "", "INFO  OCT-01  ISO-00  /085 W", "DRAFTED BY AF/C:JBARROW:TD",
        "                     --------------------- 070933", *_HEADER, *_POSTS[:1],
        f"{_LEVEL} SECTION {number} OF 9 PELLAM 0073", "",
    ]  # fmt: skip


_HEADER = ["R 031745Z JAN 73", "FM AMEMBASSY PELLAM", "TO SECSTATE WASHDC 6341"]


@st.composite
def telegrams(draw: st.DrawFn) -> Telegram:
    info = draw(st.lists(st.sampled_from(_POSTS), min_size=1, max_size=4, unique=True))
    addressees = [f"INFO {info[0]}", *info[1:]]
    lines = [
        _LEVEL, "", "PAGE 01        PELLAM 00073  040931Z", "15", "ACTION AF-18", "",
        "INFO  OCT-01  ISO-00  /085 W", "                     --------------------- 070933",
        *_HEADER,
    ]  # fmt: skip
    if len(info) > 1 and draw(st.booleans()):
        broken = draw(st.integers(1, len(info) - 1))
        addressees[broken:broken] = page(2)
    sections = draw(st.booleans())
    lines += [*addressees, f"{_LEVEL} {'SECTION 1 OF 9 ' if sections else ''}PELLAM 0073", ""]
    lines += ["E.O. 11652: GDS", "TAGS: PINT, QP", "SUBJ: MADE FOR A TEST", ""]
    texts, headings = [], []
    for number in range(1, draw(st.integers(2, 7))):
        words = draw(st.lists(st.sampled_from(_WORDS), min_size=4, max_size=30))
        heading = draw(st.sampled_from(["", "", "WHAT THEY SAW"]))
        # The first word after a number that a reader would also take for the beginning.
        text = " ".join(["THEN", *words, "ENDED."])
        wrapped = draw(_wrapped(f"{number}. {text}"))
        if len(wrapped) > 1 and draw(st.booleans()):
            broken = draw(st.integers(1, len(wrapped) - 1))
            wrapped[broken:broken] = section(number + 1) if sections else page(number + 1)
        lines += [*([heading, ""] if heading else []), *wrapped, ""]
        texts.append(text)
        headings.append(heading)
    lines += ["BARROW", "", _LEVEL, "", "NNNN"]
    return Telegram("\n".join(lines), info, texts, headings)


@st.composite
def _wrapped(draw: st.DrawFn, text: str) -> list[str]:
    """Lines of a text, long words divided at some of their ends."""
    width = draw(st.integers(30, 70))
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) < width:
            line = f"{line} {word}".strip()
        elif len(word) >= 9 and word.isalpha() and draw(st.booleans()):
            lines.append(f"{line} {word[:4]}-".strip())
            line = word[4:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]
