"""Parting files that hold many telegrams."""

import pytest

from index.formats.cable_split import split_cables
from tests.index.formats.texts import HEADER, SECTION

BODY = "\n1. (C) One thing.\n\n2. (C) Another thing.\n\nHOAGLAND\n"
OTHER = HEADER.replace("001161", "001162").replace("#1161", "#1162")


def first_lines(text: str) -> list[int]:
    parts = split_cables(text)
    lines = text.split("\n")
    assert "\n".join(part for _, part in parts) == text
    for first, part in parts:
        assert lines[first - 1] == part.split("\n")[0]
    return [first for first, _ in parts]


def test_one_telegram_comes_back_whole() -> None:
    assert split_cables(HEADER + BODY) == [(1, HEADER + BODY)]


@pytest.mark.parametrize("text", ["", "no telegram at all\n\n1. One.\n", "\n\n"])
def test_a_text_without_a_telegram_comes_back_whole(text: str) -> None:
    assert split_cables(text) == [(1, text)]


def test_another_number_begins_another_telegram() -> None:
    text = HEADER + BODY + OTHER + BODY
    assert first_lines(text) == [1, (HEADER + BODY).count("\n") + 1]


@pytest.mark.parametrize(
    "between", ["NNNN\n", "NNNN\n\n\n", "==================\n", "\n\n\n", "Share this cable\n\n"]
)
def test_what_stands_between_does_not_matter(between: str) -> None:
    parts = split_cables(HEADER + BODY + between + OTHER + BODY)
    assert len(parts) == 2
    assert parts[1][1].lstrip().startswith("VZCZCXRO5250")


@pytest.mark.parametrize("section", [SECTION, HEADER, "NNNN\n" + HEADER, "NNNN\n" + SECTION])
def test_a_repeated_heading_begins_no_telegram(section: str) -> None:
    assert len(split_cables(f"{HEADER}{BODY}{section}{BODY}")) == 1


def test_the_same_number_in_another_year_is_another_telegram() -> None:
    assert len(split_cables(HEADER + BODY + HEADER.replace("JUL 09", "JUL 08") + BODY)) == 2


CAPTION = "C O R R E C T E D  C O P Y (PARA 2)\n"
CORRECTED = HEADER.replace("SIPDIS\n", f"{CAPTION}SIPDIS\n")


@pytest.mark.parametrize("corrected", [CORRECTED, CAPTION + HEADER])
def test_a_corrected_copy_is_a_telegram_of_its_own(corrected: str) -> None:
    assert len(split_cables(HEADER + BODY + corrected + BODY)) == 2
    assert len(split_cables(corrected + BODY + HEADER + BODY)) == 2


@pytest.mark.parametrize("caption", ["", CAPTION])
def test_a_section_of_a_corrected_copy_begins_no_telegram(caption: str) -> None:
    section = SECTION.replace("SIPDIS\n", f"{caption}SIPDIS\n")
    copy = f"{CORRECTED}{BODY}NNNN\n{section}{BODY}"
    assert len(split_cables(copy)) == 1
    assert len(split_cables(f"{copy}NNNN\n{HEADER}{BODY}NNNN\n{SECTION}{BODY}NNNN\n{copy}")) == 3


def test_a_quoted_telegram_stays_in_its_telegram() -> None:
    body = f"\n1. (C) We repeat this message:\nQUOTE\n{OTHER}\n1. Words.\nUNQUOTE\n\n2. (C) End.\n"
    assert len(split_cables(HEADER + body)) == 1


def test_a_web_page_begins_above_its_header() -> None:
    page = "Identifier\nCreated\nOrigin\n09ASTANA1162\n2009-07-14 01:00:00\nEmbassy Astana\n\n"
    text = f"{HEADER}{BODY}\nShare this cable\n\n{page}{OTHER}{BODY}"
    assert len(first_lines(text)) == 2
    assert split_cables(text)[1][1].startswith("Identifier")


def test_a_page_that_has_no_header_is_a_telegram_of_its_own() -> None:
    page = "Identifier: 09ASTANA7\nCreated: 2009-07-14\n\nThe text is not available.\n\n"
    assert len(split_cables(page + page.replace("A7", "A8") + HEADER + BODY)) == 2


@pytest.mark.parametrize("page", ["Identifier: 09ASTANA1162\n", "09ASTANA1162\n2009-07-14\n"])
def test_an_id_begins_a_telegram_only_above_its_header(page: str) -> None:
    words = "goes on with what he said.\n" * 15
    assert len(split_cables(f"{HEADER}\n1. (C) He named this one:\n{page}{words}")) == 1
    assert len(split_cables(f"{HEADER}{BODY}{page}\n{OTHER}{BODY}")) == 2
    assert split_cables(f"{HEADER}{BODY}{page}\n{OTHER}{BODY}")[1][1].startswith(page)


def test_without_a_date_time_group_a_mark_of_the_end_parts() -> None:
    def plain(number: int) -> str:
        return f"UNCLAS PELLAM {number:04d}\n\nTAGS: ECON\nSUBJ: NEWS\n\n1. One.\n"

    assert len(split_cables(f"{plain(1)}NNNN\n{plain(2)}NNNN\n{plain(3)}")) == 3
    assert len(split_cables(f"{plain(1)}{plain(2)}")) == 1  # as if quoted


def test_the_list_of_bureaus_goes_with_its_telegram() -> None:
    def telegram(number: int) -> str:
        return (
            f"SECRET\n\nPAGE 01        PELLAM {number:05d}  040931Z\n\nACTION AF-18\n\n"
            f"INFO  OCT-01  /085 W\n        ---------- 070933\nR 031745Z JAN 73\n"
            f"FM AMEMBASSY PELLAM\nTO SECSTATE WASHDC\nSECRET PELLAM {number:04d}\n\n"
            f"TAGS: PINT\nSUBJ: NEWS\n\n1. ONE.\n\nSECRET\n\nNNN\n"
        )

    parts = split_cables(telegram(5) + telegram(6) + telegram(7))
    assert parts[0][1].rstrip("\n") + "\n" == telegram(5)
    assert all(part.startswith("SECRET\n\nPAGE 01") for _, part in parts)
