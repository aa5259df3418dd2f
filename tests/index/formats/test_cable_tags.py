"""Tags as archives print them."""

import pytest

from index.formats.cable_tags import looks_like_tags, tidy_tags


@pytest.mark.parametrize(
    ("printed", "tidy"),
    [
        ("PHUM PREL", "PHUM PREL"),
        ("PHUM,PREL,  KZ", "PHUM PREL KZ"),
        ("VTPREL", "VT PREL"),
        ("PRELPGOV, KZ", "PREL PGOV KZ"),
        ("PRELKZ", "PREL KZ"),
        ("OVIP (SURNAME, NAME), PREL", "OVIP (SURNAME, NAME) PREL"),
        ("OVIP (SURNAME", "OVIP (SURNAME"),
        ("NATO ASEAN UNESCO OSCE", "NATO ASEAN UNESCO OSCE"),
        ("", ""),
    ],
)
def test_tidy_tags(printed: str, tidy: str) -> None:
    assert tidy_tags(printed) == tidy


@pytest.mark.parametrize(
    ("line", "tags"),
    [("PREL, KZ", True), ("OVIP (A, B)", True), ("KELEWA: A DAM", False), ("", False)],
)
def test_looks_like_tags(line: str, tags: bool) -> None:
    assert looks_like_tags(line) is tags
