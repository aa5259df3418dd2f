"""Sentences as spans of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is here. Two is here.", ["One is here.", "Two is here."]),
        ("He asked: why? She left!", ["He asked: why?", "She left!"]),
        ("Dr. Tresguerras came. He spoke to Mr. Toomey.", None),
        ("The U.S. Government paid USD 2.5 million. It was late.", None),
        ("Ünïcode – “is” fine. Zweiter Satz 😀 hier. Third.", None),
        ("He said:\n(a) that it is so;\n(b) that it was.", None),
        ("1. First clause.\n2. Second clause.", ["1. First clause.", "2. Second clause."]),
        (
            "(3) an end to blasting. Osk thinks that it is late.",
            ["(3) an end to blasting.", "Osk thinks that it is late."],
        ),
        (
            "It says, in 3.4.2.(a) and 5.1.b, when. So.",
            ["It says, in 3.4.2.(a) and 5.1.b, when.", "So."],
        ),
        ("He left in 1999. She stayed.", ["He left in 1999.", "She stayed."]),
        ("(a) One. (b) Two.", ["(a) One.", "(b) Two."]),
        ("See paras. 5 and 6. It ended.", ["See paras. 5 and 6.", "It ended."]),
        (
            "Approx. 5 km, vol. 2, ch. 3, p. 4. Done.",
            ["Approx. 5 km, vol. 2, ch. 3, p. 4.", "Done."],
        ),
        (
            "They met at 5 p.m. Monday. It began at 9 a.m. EST. It ended at 6 p.m. Nobody spoke.",
            [
                "They met at 5 p.m. Monday.",
                "It began at 9 a.m. EST.",
                "It ended at 6 p.m.",
                "Nobody spoke.",
            ],
        ),
        ("Nos. 4 and 5, i.e. J. R. Osk. Two.", ["Nos. 4 and 5, i.e. J. R. Osk.", "Two."]),
        (
            "Pol. Counselor Tarn met Ste. Anne’s mayor. OK.",
            ["Pol. Counselor Tarn met Ste. Anne’s mayor.", "OK."],
        ),
        ("It is marked DECL. 07/13/2019 there.", ["It is marked DECL. 07/13/2019 there."]),
        ("Min. Osk and Amb. Tolley met. He left.", ["Min. Osk and Amb. Tolley met.", "He left."]),
        ("It was in Sec. 3.2 of No. 5. Fine.", ["It was in Sec. 3.2 of No. 5.", "Fine."]),
        ("It names no refs. The rest is lost.", ["It names no refs.", "The rest is lost."]),
        ("It ended in May. The rest is history.", ["It ended in May.", "The rest is history."]),
        ("no end", ["no end"]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = {
            "Dr.": ["Dr. Tresguerras came.", "He spoke to Mr. Toomey."],
            "The": ["The U.S. Government paid USD 2.5 million.", "It was late."],
            "Üní": [],
            "Ünï": ["Ünïcode – “is” fine.", "Zweiter Satz 😀 hier.", "Third."],
            "He ": ["He said:", "(a) that it is so;", "(b) that it was."],
        }[text[:3]]
    assert sentences(text) == expected


_PIECES = st.sampled_from(
    [
        "Dr. ", "U.S. ", "He said. ", "(a) ", "1. ", "12) ", "\n", "\n\n", '"No." ', "e.g. ", "… ",
        "?! ", "😀 ", "é", "日本。", "\u2028", "\x85", "\t", " ", "word ", "...", "\xa0", "\r",
    ]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=40).map("".join)))
def test_every_character_is_in_one_span(text: str) -> None:
    spans = sentence_spans(text)
    inside: list[int] = []
    before = 0
    for start, end in spans:
        assert before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        inside += range(start, end)
        before = end
    written = [at for at, character in enumerate(text) if not character.isspace()]
    assert set(written) <= set(inside)
    assert sentence_spans(text) == spans
