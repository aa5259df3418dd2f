"""The numbers that Word prints; the long lists were compared with what LibreOffice prints."""

from pathlib import Path

import pytest

from index.formats.docx import docx_text
from index.formats.docx_numbers import written
from tests.index.formats.docx_files import abstract, docx, level, num, p, start_at


def numbers(*places: tuple[int, int], numbering: str, styles: str = "") -> list[str]:
    """The numbers of paragraphs given by list and level."""
    return printed("".join(p("x", num=n, level=place) for n, place in places), numbering, styles)


def printed(body: str, numbering: str, styles: str = "") -> list[str]:
    text = docx_text(docx(body, numbering=numbering, styles=styles), Path("numbers.docx"))
    return [line.removesuffix("x").strip() for line in text.split("\n") if line]


OUTLINE = (
    level(0, "decimal", "%1."),
    level(1, "lowerLetter", "(%2)"),
    level(2, "lowerRoman", "(%3)"),
    level(3, "upperLetter", "%4)"),
)
COMPOUND = (
    level(0, "decimal", "%1."),
    level(1, "decimal", "%1.%2."),
    level(2, "decimal", "%1.%2.%3."),
)


def test_deeper_levels_begin_anew() -> None:
    places = [(1, n) for n in (0, 1, 1, 2, 2, 3, 1, 2, 0, 1)]
    assert numbers(*places, numbering=abstract(0, *OUTLINE) + num(1, 0)) == [
        "1.", "(a)", "(b)", "(i)", "(ii)", "A)", "(c)", "(i)", "2.", "(a)",
    ]  # fmt: skip


def test_levels_passed_over_count_as_begun() -> None:
    places = [(1, n) for n in (2, 1, 0, 2, 1, 2)]
    assert numbers(*places, numbering=abstract(0, *COMPOUND) + num(1, 0)) == [
        "1.1.1.", "1.2.", "2.", "2.1.1.", "2.2.", "2.2.1.",
    ]  # fmt: skip


def test_lists_of_one_abstract_list_count_on_from_each_other() -> None:
    numbering = (
        abstract(0, *OUTLINE)
        + num(1, 0) + num(2, 0) + num(3, 0, start_at(0, 1)) + num(4, 0, start_at(0, 20))
    )  # fmt: skip
    places = [(n, 0) for n in (1, 1, 2, 3, 3, 4, 1, 3)]
    assert numbers(*places, numbering=numbering) == [
        "1.", "2.", "3.", "1.", "2.", "20.", "21.", "22.",
    ]  # fmt: skip


def test_separate_lists_count_apart() -> None:
    numbering = abstract(0, *OUTLINE) + abstract(1, *OUTLINE) + num(1, 0) + num(2, 1)
    assert numbers((1, 0), (2, 0), (1, 0), numbering=numbering) == ["1.", "1.", "2."]


def test_a_level_restarts_as_it_says() -> None:
    never = level(1, "decimal", "%2)", more='<w:lvlRestart w:val="0"/>')
    assert numbers(
        (1, 0), (1, 1), (1, 0), (1, 1), numbering=abstract(0, OUTLINE[0], never) + num(1, 0)
    ) == ["1.", "1)", "2.", "2)"]
    after_first = level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>')
    places = [(1, n) for n in (0, 1, 2, 1, 2, 0, 2)]
    assert numbers(*places, numbering=abstract(0, *OUTLINE[:2], after_first) + num(1, 0)) == [
        "1.", "(a)", "1)", "(b)", "2)", "2.", "1)",
    ]  # fmt: skip


def test_a_level_may_be_changed_by_its_list() -> None:
    change = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "Part %1")}</w:lvlOverride>'
    numbering = abstract(0, *OUTLINE) + num(1, 0) + num(2, 0, change)
    assert numbers((1, 0), (2, 0), (1, 0), numbering=numbering) == ["1.", "Part II", "3."]


def test_an_override_of_a_deeper_start_holds_at_each_restart() -> None:
    numbering = abstract(0, *OUTLINE) + num(1, 0, start_at(1, 3))
    places = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)]
    assert numbers(*places, numbering=numbering) == ["1.", "(c)", "(d)", "2.", "(c)"]


def test_legal_numbering_writes_higher_levels_in_digits() -> None:
    levels = (
        level(0, "upperRoman", "Article %1."),
        level(1, "decimalZero", "Section %1.%2", more="<w:isLgl/>"),
        level(2, "lowerLetter", "%1.%2(%3)", more='<w:isLgl w:val="0"/>'),
    )
    places = [(1, n) for n in (0, 1, 0, 1, 1, 2)]
    assert numbers(*places, numbering=abstract(0, *levels) + num(1, 0)) == [
        "Article I.", "Section 1.01", "Article II.", "Section 2.01", "Section 2.02", "II.02(a)",
    ]  # fmt: skip


def test_bullets_and_levels_without_number() -> None:
    levels = (
        level(0, "decimal", "%1."),
        level(1, "bullet", "\uf0b7"),
        level(2, "none", ""),
        level(3, "decimal", "%1.%2.%3%4."),
    )
    places = [(1, n) for n in (0, 1, 2, 3)]
    numbering = abstract(0, *levels) + num(1, 0)
    assert numbers(*places, numbering=numbering) == ["1.", "•", "", "1..1."]


def test_a_number_without_a_sign_gets_a_full_stop() -> None:
    """So that the text's reader knows it; it is no part of the label."""
    numbering = abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + num(1, 0)
    assert numbers((1, 0), (1, 1), numbering=numbering) == ["1.", "1.1"]


def test_an_empty_paragraph_is_counted_but_not_printed() -> None:
    body = p("x", num=1, level=0) + p(num=1, level=0) + p("x", num=1, level=0)
    assert printed(body, abstract(0, *OUTLINE) + num(1, 0)) == ["1.", "3."]


@pytest.mark.parametrize(
    "numbering", ["", num(1, 7), abstract(0) + num(1, 0), "<w:num/><w:abstractNum/>"]
)
def test_a_list_that_is_missing_numbers_nothing(numbering: str) -> None:
    assert numbers((1, 0), (1, 3), (9, 0), (0, 0), numbering=numbering) == [""] * 4


def _style(name: str, based_on: str = "", numbers: str = "", more: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}" {more}><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:pPr>{numbers}</w:pPr></w:style>'
    )


def _in_list(number: int, place: int | None = None) -> str:
    at = "" if place is None else f'<w:ilvl w:val="{place}"/>'
    return f'<w:numPr>{at}<w:numId w:val="{number}"/></w:numPr>'


STYLES = (
    _style("Heading", "", _in_list(1))
    + _style("Section", "", _in_list(1, 1))
    + _style("Clause", "", _in_list(1, 2))
    + _style("Wide", "Clause")
    + _style("Off", "Clause", _in_list(0))
    + _style("Round", "Turn", "")
    + _style("Turn", "Round", "")
)


def _styled(place: int, form: str, text: str, style: str) -> str:
    return level(place, form, text, more=f'<w:pStyle w:val="{style}"/>')


def test_styles_number_paragraphs() -> None:
    numbering = abstract(
        0,
        _styled(0, "decimal", "%1", "Heading"),
        _styled(1, "decimal", "%1.%2", "Section"),
        _styled(2, "decimal", "%1.%2.%3", "Clause"),
        level(3, "lowerLetter", "(%4)"),
    ) + num(1, 0)
    styles = ["Heading", "Section", "Clause", "Wide", "Off", "Section", "Clause", "Round", "None"]
    body = "".join(p("x", style=style) for style in styles)
    assert printed(body, numbering, STYLES) == [
        "1.", "1.1", "1.1.1", "1.1.2", "", "1.2", "1.2.1", "", "",
    ]  # fmt: skip


def test_a_paragraph_may_change_what_its_style_says() -> None:
    numbering = abstract(0, *COMPOUND) + abstract(1, *OUTLINE) + num(1, 0) + num(2, 1)
    body = (
        p("x", style="Clause")
        + p("x", style="Clause", level=0)
        + p("x", style="Clause", num=2)
        + p("x", style="Clause", num=0)
        + p("x", style="Clause")
    )
    assert printed(body, numbering, STYLES) == ["1.1.1.", "2.", "1.", "", "2.1.1."]


def test_the_style_of_paragraphs_without_one() -> None:
    styles = _style("Normal", "", _in_list(1, 0), 'w:default="1"')
    numbering = abstract(0, *OUTLINE) + num(1, 0)
    assert printed(p("x") + p("x"), numbering, styles) == ["1.", "2."]


def test_a_list_style_stands_between() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="Legal"><w:name w:val="Legal"/><w:pPr>'
        f"{_in_list(2)}</w:pPr></w:style>"
    )
    link = '<w:numStyleLink w:val="Legal"/>'
    numbering = abstract(0, more=link) + abstract(1, *OUTLINE) + num(1, 0) + num(2, 1)
    assert numbers((1, 0), (1, 1), (2, 0), numbering=numbering, styles=styles) == [
        "1.", "(a)", "2.",
    ]  # fmt: skip
    circle = abstract(0, more=link) + num(1, 0) + num(2, 0)
    assert numbers((1, 0), numbering=circle, styles=styles) == [""]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", ["1", "4", "10", "27", "111", "1999"]),
        ("decimalZero", ["01", "04", "10", "27", "111", "1999"]),
        ("lowerLetter", ["a", "d", "j", "aa", "ggggg", None]),
        ("upperLetter", ["A", "D", "J", "AA", "GGGGG", None]),
        ("lowerRoman", ["i", "iv", "x", "xxvii", "cxi", "mcmxcix"]),
        ("upperRoman", ["I", "IV", "X", "XXVII", "CXI", "MCMXCIX"]),
        ("ordinal", ["1st", "4th", "10th", "27th", "111th", "1999th"]),
        ("chicago", ["1", "4", "10", "27", "111", "1999"]),
        ("none", [""] * 6),
    ],
)
def test_written(form: str, expected: list[str | None]) -> None:
    found = [written(count, form) for count in (1, 4, 10, 27, 111, 1999)]
    assert [f if e is not None else None for f, e in zip(found, expected, strict=True)] == expected


def test_ordinals_and_ends() -> None:
    assert [written(n, "ordinal") for n in (2, 3, 11, 12, 13, 21, 22, 23)] == [
        "2nd", "3rd", "11th", "12th", "13th", "21st", "22nd", "23rd",
    ]  # fmt: skip
    assert written(0, "lowerLetter") == written(0, "upperRoman") == ""
    assert len(written(10**9, "upperRoman")) < 50
