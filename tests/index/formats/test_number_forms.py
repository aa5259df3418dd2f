"""Forms of numbers: several sections in one, `Abs. 1`, `No. 1`, full width, numbers alone."""

import pytest

from tests.index.formats.texts import labels, text

FORMS = {
    "tab": ("1\tThe quay is old.\n\n2\tThe wall is new.\n\n3\tThey stand.\n", ["1", "2", "3"]),
    "alone": ("1 The quay is old.\n\n2 “Old”, he said.\n\n3 It stands.\n", ["1", "2", "3"]),
    "alone, tight": ("1 The quay is old.\n2 It is\nsteep.\n3 It stands.\n", ["1", "2", "3"]),
    "alone, with a list": (
        "Facts\n\n1 He asked for:\n\n1. one;\n2. two;\n3. three.\n\n2 He left.\n\n3 So did I.\n",
        ["1", "2", "3"],
    ),
    "number": (
        "No. 1. The quay.\n\nNo. 2. The wall.\n\nNo. 3. Eels.\n",
        ["No. 1", "No. 2", "No. 3"],
    ),
    "full width": ("１．第一段。\n\n２．第二段。\n\n３．第三段。\n", ["１", "２", "３"]),
    "Absatz": (
        "§ 12 Abs. 1 Die Mauer steht.\n\n§ 12 Abs. 2 Sie bleibt.\n\n§ 13 Der Kai ist frei.\n",
        ["§ 12 Abs. 1", "§ 12 Abs. 2", "§ 13"],
    ),
    "several": (
        "§ 3 The quay is free.\n\n§§ 4-6 (repealed)\n\n§ 7 It is new.\n\n§§ 8, 9 (weggefallen)\n",
        ["§ 3", "§§ 4-6", "§ 7", "§§ 8, 9"],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_numbers(form: str) -> None:
    body, expected = FORMS[form]
    assert labels(text(body)) == expected


def test_sections_that_are_gone_have_their_words() -> None:
    paragraphs = text(FORMS["several"][0])
    assert [(p.text, p.heading) for p in paragraphs][1:3] == [
        ("(repealed)", ""),
        ("It is new.", ""),
    ]


def test_a_quotation_mark_after_a_number_stays() -> None:
    assert text(FORMS["alone"][0])[1].text == "“Old”, he said."


PROSE = {
    "years": "It rained.\n\n1995 Was bad.\n\n1996 Was worse.\n\n1997 Was dry.\n",
    "amounts": "They paid.\n\n1 million came.\n\n2 million went.\n\n3 million stayed.\n",
    "days": "They came.\n\n1 March He came.\n\n2 March She came.\n\n3 March They left.\n",
    "notes": "The quay is old.\n\n1 Smith, page 4.\n2 Doe, page 5.\n3 Oro, page 6.\n",
    "two": "1 The quay is old.\n\n2 The wall is new.\n",
    "titles": "1 Scope\n\nIt rained.\n\n2 Method\n\nWe looked.\n\n3 Result\n\nWe saw.\n",
    "references": "It rests on\n\n§§ 4-6 of the Act.\n\nIt is void.\n",
}


@pytest.mark.parametrize("kind", PROSE)
def test_figures_that_begin_lines_of_prose_are_no_numbers(kind: str) -> None:
    assert all(label.startswith("u") for label in labels(text(f"Report\n\n{PROSE[kind]}")))
