"""References between telegrams."""

import pytest

from index.formats.cable_references import Reference, canonical_id, is_reference_line, references


def found(text: str, own_id: str = "77DARZUN215", date: str | None = "1977-02-02") -> list[str]:
    return [
        f"{reference.letter}={reference.doc_id}"
        for reference in references(text, own_id=own_id, date=date)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A. 08STATE12345", ["A=08STATE12345"]),
        ("A. ASTANA 0251  B. 06 PORT VESPER 318", ["A=77ASTANA251", "B=06PORTVESPER318"]),
        ("(A) STATE 017976 (B) ABIDJAN 0073", ["A=77STATE17976", "B=77ABIDJAN73"]),
        ("(A) 76 STATE 301144, (C) DARZUN 0215 (NOTAL)", ["A=76STATE301144", "C=77DARZUN215"]),
        ("A) OSTREVAL 6588 B) STATE 271004", ["A=77OSTREVAL6588", "B=77STATE271004"]),
        ("1. 75STATE012345 2. PELLAM 2201", ["1=75STATE12345", "2=77PELLAM2201"]),
        ("A.08STATE12345 B.ASTANA 7", ["A=08STATE12345", "B=77ASTANA7"]),
        ("1973ABIDJA00073", ["=73ABIDJA73"]),
        ("2006 PORT VESPER 318", ["=06PORTVESPER318"]),
        ("PELLAM 4410", ["=77PELLAM4410"]),
        ("2201", ["=77DARZUN2201"]),
        ("A. 0251", ["A=77DARZUN251"]),
        ("09STATE1|08ASTANA22", ["=09STATE1", "=08ASTANA22"]),
        ("STATE 106206; STATE CA-3400 NOV 2, 1966; PORT VESPER 1207", [
            "=77STATE106206", "=77PORTVESPER1207",
        ]),
        ("PELLAM 2210 AND 2215, 2217", ["=77PELLAM2210", "=77PELLAM2215", "=77PELLAM2217"]),
        ("KABUL 123 AND PREVIOUS", ["=77KABUL123"]),
        ("OUR DARZUN 12 AND OSTREVAL 14", ["=77DARZUN12", "=77OSTREVAL14"]),
        ("A. STATE 12. B. DARZUN 13", ["A=77STATE12", "B=77DARZUN13"]),
        ("STATE 12345 DTD 03 MAR 1977", ["=77STATE12345"]),
        ("LONDON 1234 OF MAY 3, 1976", ["=77LONDON1234"]),
        ("LETTER OF JULY 12", []),
        ("PARA 3", []),
        ("REFTEL", []),
        ("", []),
        ("A. TELCON FENWICK-HARCOURT 2/1/77", []),
        ("A. STATE 5 A. STATE 5", ["A=77STATE5"]),
        ("STATE 000", []),
    ],
)  # fmt: skip
def test_references(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_year_is_of_the_id_where_there_is_no_date_and_else_left_out() -> None:
    assert found("STATE 5", date=None) == ["=77STATE5"]
    assert found("STATE 5", own_id="1973ABIDJA00073", date=None) == ["=73STATE5"]
    assert found("STATE 5 06STATE7", own_id="memo", date=None) == ["=06STATE7"]
    assert references("12", own_id="memo", date="2006-01-01") == ()


def test_a_reference_is_a_value() -> None:
    assert references("A. 08STATE1", own_id="x", date=None) == (Reference("A", "08STATE1"),)


@pytest.mark.parametrize(
    ("doc_id", "expected"),
    [
        ("1973ABIDJA00073", "73ABIDJA73"),
        ("09ASTANA1161", "09ASTANA1161"),
        ("09ASTANA1161_a", "09ASTANA1161"),
        ("memo", None),
    ],
)
def test_canonical_id(doc_id: str, expected: str | None) -> None:
    assert canonical_id(doc_id) == expected


@pytest.mark.parametrize(
    "line",
    [
        "1. 75STATE012345",
        "  B. LAGUNA BRAVA 0590",
        "(A) STATE 017976 (NOTAL)",
        "2201",
        "C) USUN 34",
    ],
)
def test_lines_of_references(line: str) -> None:
    assert is_reference_line(line)


@pytest.mark.parametrize(
    "line", ["1. THE TALKS BEGAN.", "1. (C) Words", "A. STATE 12345 SAYS THAT", "", "x" * 500]
)
def test_lines_of_other_words(line: str) -> None:
    assert not is_reference_line(line)
