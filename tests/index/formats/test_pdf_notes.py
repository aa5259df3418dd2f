"""Footnotes of a PDF, however their numbers are set: after the paragraph that calls them."""

from pathlib import Path

import pytest

from index.formats.pdf import pdf_text
from tests.index.formats.pdf_files import Set, lines, sheets, width_of

PATH = Path("rules.pdf")
CALLING = "2. The mole had been damaged and the report, which had been circulated"


def printed(call: tuple[float, float], note: str, size: float) -> str:
    """The text of two pages; a call has a size and a rise."""
    first = [
        *lines("1. The Board met at noon, as the charter of the harbour demands of it.", CALLING),
        Set(72 + width_of(CALLING), 726, "1", call[0], rise=call[1]),
        Set(72, 90, note, size),
    ]
    second = lines("before the meeting and was read out, was adopted.", "", "3. It rose at six.")
    return pdf_text(sheets(first, second), PATH)


@pytest.mark.parametrize("call", [(6.5, 4), (9.5, 4), (11, 0)])
@pytest.mark.parametrize("number", ["1 ", "1. ", "1", "[1] "])
@pytest.mark.parametrize("size", [8, 10.5])
def test_a_footnote_does_not_stand_in_a_sentence(
    call: tuple[float, float], number: str, size: float
) -> None:
    assert printed(call, f"{number}See the report of the wall.", size).endswith(
        f"{CALLING} ¹\nbefore the meeting and was read out, was adopted.\n\n"
        "¹ See the report of the wall.\n\n3. It rose at six.\n"
    )


def test_numbers_in_words_call_nothing_without_a_note() -> None:
    page = [*lines("1. The form is HB21, and the ship Elsa1.2 lies by."), Set(72, 90, "2 A.", 8)]
    assert "HB21, and the ship Elsa1.2 lies" in pdf_text(sheets(page), PATH)
