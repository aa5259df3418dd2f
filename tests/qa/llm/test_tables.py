"""What a sentence says of one row of a table must stand in that row."""

import pytest

from qa.llm.tables import off_row

TABLE = (
    "The entries, in thousands, are these:\n"
    "VESSEL              LICENCE     FEE    PAINT\n"
    "Dona Ramira         CF-2291      38       96\n"
    "San Baldomero       CF-2297      27       71\n"
    "The rest had 96 in all."
)


@pytest.mark.parametrize(
    ("sentence", "cells"),
    [
        ("The San Baldomero has licence CF-2297 and paid 27.", ()),
        ("The San Baldomero has licence CF-2291.", ("CF-2291",)),
        ("The fee of the Dona Ramira was 27.", ("27",)),
        ("The Dona Ramira and the San Baldomero paid 38 and 27.", ()),
        ("The San Baldomero and the rest had 96.", ()),
        ("One vessel has licence CF-2291.", ()),
        ("The San Baldomero paid 270.", ()),
    ],
)
def test_cells_of_another_row_are_told(sentence: str, cells: tuple[str, ...]) -> None:
    assert off_row(sentence, TABLE) == cells
    assert off_row(sentence, "The San Baldomero paid 27.") == ()
