"""What archives do to telegrams: rows, stamps, faults, lengths that nobody expects."""

import time
from pathlib import Path

import pytest

from index.errors import NotADocument
from index.formats.cable import parse_cable, parse_cable_parts
from index.formats.cable_fields import Classified
from index.formats.cable_split import split_cables
from index.formats.lines import Line, join
from index.model import ParsedDocument
from tests.index.formats.texts import HEADER, PAGE, cable, labels, parsed, words_kept
from tests.index.formats.texts import words as counted

UPPER, _, LOWER = HEADER.partition("C O N F I D E N T I A L ASTANA 001161\n")
LOWER = "C O N F I D E N T I A L ASTANA 001161\n" + LOWER
BODY = "\n1. (C) One thing.\n\n2. (C) Another\nthing.\n\nHOAGLAND\n"


def row(
    *,
    date: str | None = "2009-07-14",
    origin: str = "Embassy Almaty",
    classification: str = "SECRET",
    references: str = "",
    header: str = UPPER,
    body: str = LOWER + BODY,
) -> ParsedDocument:
    return parse_cable_parts(
        doc_id="09ALMATY7",
        date=date,
        origin=origin,
        classification=classification,
        references=references,
        header=header,
        body=body,
        path=Path("archive.csv"),
        line=101,
    )


def test_facts_of_a_row_go_before_those_of_the_header() -> None:
    document = row(references="06PORTVESPER318|08STATE12").document
    assert (document.doc_id, document.date, document.source) == (
        "09ALMATY7",
        "2009-07-14",
        "archive.csv",
    )
    assert document.metadata["origin"] == "Embassy Almaty"
    assert document.metadata["classification"] == "SECRET"
    assert document.metadata["references"] == "06PORTVESPER318 | 08STATE12"
    assert document.metadata["from"] == "AMEMBASSY ASTANA"
    assert document.title == "A MEETING THAT HAS A SUBJECT LONG ENOUGH TO WRAP"


def test_the_header_speaks_where_the_row_is_silent() -> None:
    document = row(date=None, origin="", classification="").document
    assert document.date == "2009-07-13"
    assert document.metadata["origin"] == "Embassy Astana"
    assert document.metadata["classification"] == "CONFIDENTIAL"
    assert "references" not in document.metadata


def test_the_letters_of_references_are_kept_where_row_and_header_name_the_same() -> None:
    body = f"{LOWER}REF: A. 06PORTVESPER0318 B. ALMATY 12\n{BODY}"
    kept = row(references="06PORTVESPER318|09ALMATY12", body=body).document
    assert kept.metadata["references"] == "A. 06PORTVESPER0318 B. ALMATY 12"
    others = row(references="06PORTVESPER318|09ALMATY13", body=body).document
    assert others.metadata["references"] == "06PORTVESPER318 | 09ALMATY13"


def test_paragraphs_of_a_row_lead_back_to_the_file() -> None:
    written = f"{UPPER}{LOWER}{BODY}".split("\n")
    for paragraph in row().paragraphs:
        assert written[paragraph.first_line - 101].startswith(f"{paragraph.paragraph}. (C)")
        assert written[paragraph.last_line - 101].endswith("thing.")


@pytest.mark.parametrize("header", ["", "\n", "GARBLED 0X", HEADER, UPPER])
@pytest.mark.parametrize("body", [BODY, BODY.lstrip(), LOWER + BODY, HEADER + BODY])
def test_header_and_body_may_share_the_header_in_any_way(header: str, body: str) -> None:
    assert [p.text for p in row(header=header, body=body).paragraphs] == [
        "One thing.",
        "Another thing.",
    ]


def test_a_row_without_text_says_which() -> None:
    with pytest.raises(NotADocument, match=r"archive\.csv:101: .* leave it out"):
        row(body="")


def test_a_row_of_plain_words_is_a_block() -> None:
    (paragraph,) = row(header="", body="This cable is not available online.").paragraphs
    assert paragraph.text == "This cable is not available online."
    facts = row(header="", body="This cable is not available online.").document.metadata
    assert facts["body"] == "unavailable"


def test_first_line_shifts_all_lines() -> None:
    here = parse_cable(HEADER + BODY, Path("a.txt"))
    there = parse_cable(HEADER + BODY, Path("a.txt"), first_line=51)
    assert [p.first_line + 50 for p in here.paragraphs] == [p.first_line for p in there.paragraphs]
    assert [p.last_line + 50 for p in here.paragraphs] == [p.last_line for p in there.paragraphs]
    with pytest.raises(NotADocument, match=r"a\.txt:51: "):
        parse_cable(HEADER, Path("a.txt"), first_line=51)


@pytest.mark.parametrize(
    "stamp",
    [
        "Declassified/Released US Department of State EO Systematic Review 05 JUL 2006",
        "  Jane Q. Examiner Declassified/Released US Department of State EO Systematic Review"
        " 20 Mar 2014",
        "Declassified/Released\nUS Department of State\nEO Systematic Review\n04 MAY 2006",
        "RELEASED IN PART B5",
        "RELEASE IN FULL",
    ],
)
def test_release_stamps_go_and_are_told(stamp: str) -> None:
    document = parsed(f"{HEADER}\n1. (C) One thing\n\n{stamp}\n\nhappened here.\n\n2. (C) End.\n")
    assert [p.text for p in document.paragraphs] == ["One thing happened here.", "End."]
    assert document.document.metadata["release"] == " ".join(stamp.split())


def test_a_sentence_about_a_release_is_no_stamp() -> None:
    text = "1. (C) THE TEXT WAS\nRELEASED IN PARTS BY THE PRESS OVER THREE LONG WEEKS, HE SAID."
    (paragraph,) = cable(text)
    assert paragraph.text.endswith("OVER THREE LONG WEEKS, HE SAID.")


@pytest.mark.parametrize(
    ("caption", "correction"),
    [
        ("CORRECTED COPY", "CORRECTED COPY"),
        ("C O R R E C T E D  C O P Y (PARA 3)", "CORRECTED COPY (PARA 3)"),
        ("C O R R E C T E D C O P Y - SUBJECT", "CORRECTED COPY - SUBJECT"),
    ],
)
def test_corrected_copies_say_so(caption: str, correction: str) -> None:
    document = parsed(HEADER.replace("SIPDIS", f"{caption}\nSIPDIS") + BODY).document
    assert document.metadata["correction"] == correction
    assert document.metadata["handling"] == "SIPDIS"


def test_a_caption_filled_up_with_strokes() -> None:
    header = HEADER.replace("SIPDIS", "STADIS//////////////////\nEXDIS")
    assert parsed(header + BODY).document.metadata["handling"] == "STADIS; EXDIS"


def test_a_second_copy_under_the_same_number_says_so() -> None:
    document = parsed(f"Identifier: 09ASTANA99_a\nCreated: 2009-07-14\n\n{HEADER}{BODY}").document
    assert (document.doc_id, document.metadata["correction"]) == ("09ASTANA99_a", "copy _a")


def test_words_that_look_like_routing_indicators() -> None:
    body = "1. (C) THEY COULD NOT FIND ENOUGH BREAD\nOR RUSSIAN GRAIN.\n\n2. (C) TWO."
    assert cable(body)[0].text == "THEY COULD NOT FIND ENOUGH BREAD OR RUSSIAN GRAIN."


def test_a_heading_of_a_department_in_mid_sentence_after_a_section() -> None:
    section = LOWER.replace("L ASTANA", "L SECTION 02 OF 02 ASTANA")
    body = f"1. (C) HE ASKED THE SECRETARY OF\n{section}\nSTATE FOR MORE TIME.\n\n2. (C) TWO."
    assert cable(body)[0].text == "HE ASKED THE SECRETARY OF STATE FOR MORE TIME."


def test_unknown_lines_among_the_fields_belong_to_the_header() -> None:
    header = HEADER.replace("STATE FOR SCA/CEN", "NAIROBI FOR REDSO\n#@! 0Q\n\nUSAID FOR AFR")
    document = parsed(header + BODY)
    assert labels(document.paragraphs) == ["1", "2"]
    assert document.document.metadata["tags"] == "PHUM PREL"


@pytest.mark.parametrize(
    ("line", "level", "post", "number"),
    [
        ("L I M I T E D  O F F I C I A L  U S E PELLAM 2210",
         "LIMITED OFFICIAL USE", "PELLAM", 2210),
        ("UNCLAS//FOR OFFICIAL USE ONLY PORT VESPER 000402",
         "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "PORTVESPER", 402),
        ("S E C R E T STATE 181062 TOSEC 190010", "SECRET", "STATE", 181062),
        ("UNCLAS E F T O PELLAM 0012", "UNCLASSIFIED", "PELLAM", 12),
        ("CONFIDENTIAL PELLAM 2210 SECTION 1 OF 2", "CONFIDENTIAL", "PELLAM", 2210),
        ("UNCLAS SECTION 01 OF 02 PELLAM 00221001", "UNCLASSIFIED", "PELLAM", 2210),
        ("UNCLAS SECTION 01 OF 02 PELLAM 0022100102", "UNCLASSIFIED", "PELLAM", 2210),
        ("UNCLAS SECTION 01 OF 02 PELLAM 002210.2", "UNCLASSIFIED", "PELLAM", 2210),
        ("UNCLAS SECTION 01 OF 02 PELLAM 000101", "UNCLASSIFIED", "PELLAM", 101),
        ("C O N F I D E N T I A L KABUL 000123 NOFORN", "CONFIDENTIAL", "KABUL", 123),
    ],
)  # fmt: skip
def test_classification_lines(line: str, level: str, post: str, number: int) -> None:
    classified = Classified.of(line)
    assert classified is not None
    assert (classified.level, classified.post, classified.numbers[0]) == (level, post, number)


def test_a_fused_number_is_told_by_the_transmission() -> None:
    line = "C O N F I D E N T I A L SECTION 01 OF 02 ASTANA 116101"
    document = parsed(HEADER.replace("C O N F I D E N T I A L ASTANA 001161", line) + BODY).document
    assert document.doc_id == "09ASTANA1161"


def test_a_cable_without_its_classification_line_has_its_id_from_the_transmission() -> None:
    text = HEADER.replace("C O N F I D E N T I A L ASTANA 001161\n", "") + BODY
    assert parsed(text).document.doc_id == "09ASTANA1161"


@pytest.mark.parametrize("number", ["116101", "001161"])
def test_placeholder_after_the_subject_without_a_blank_line(number: str) -> None:
    document = parsed(f"{HEADER}THE TEXT OF THIS CABLE IS NOT AVAILABLE.\n")
    assert document.document.metadata["body"] == "unavailable"
    assert labels(document.paragraphs) == ["u1"]


def test_a_telegram_that_begins_in_its_middle_right_under_the_subject() -> None:
    assert labels(parsed(f"{HEADER}3. (C) Three.\n\n4. (C) Four.\n").paragraphs) == ["3", "4"]


SQUEEZED = "\n".join(line for line in HEADER.split("\n") if line).replace(
    "A MEETING THAT HAS A SUBJECT LONG ENOUGH\nTO WRAP", "A MEETING"
)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("ALL IS QUIET IN\nTHE CITY.\n", ["ALL IS QUIET IN THE CITY."]),
        (
            "WE REPEAT PELLAM 2210:\nQUOTE C O N F I D E N T I A L PELLAM 2210\nE.O. 11652: GDS\n"
            "TAGS: PINT\nSUBJ: X\n1. ONE.\n2. TWO.\nUNQUOTE AND\nTHAT WAS THE END OF IT.\n",
            [
                "WE REPEAT PELLAM 2210: QUOTE C O N F I D E N T I A L PELLAM 2210 "
                "E.O. 11652: GDS TAGS: PINT SUBJ: X 1. ONE.\n2. TWO. UNQUOTE "
                "AND THAT WAS THE END OF IT.",
            ],
        ),
    ],
)
def test_copies_that_have_lost_their_blank_lines(body: str, texts: list[str]) -> None:
    document = parsed(f"{SQUEEZED}\n{body}")
    assert document.document.title == "A MEETING"
    assert [p.text for p in document.paragraphs] == texts


@pytest.mark.parametrize(
    "words",
    [
        "ACTION EUR-12 TAKE NOTE.",
        "ACTION EUR-12",
        "PAGE 3 OF BOOK 1234",
        "PAGE 01  BOOK 1234\n\nACTION EUR-12",
        "BOOK 00001234  002 OF 002",
        "Message Attributes",
    ],
)
def test_lines_like_furniture_and_the_words_after_them_stay(words: str) -> None:
    after = "\n".join(f"LINE {n} OF IT" for n in range(40))
    quoted = "FM RADIO FREE PELLAM\nTO ALL WHO LISTEN\nTHEY SAID NO MORE OF IT."
    body = f"1. THIS WAS SAID:\n\n{words}\n{after}\n{quoted}\n"
    assert words_kept(cable(body)) == counted(body)


def test_a_last_sentence_like_a_page_stays() -> None:
    body = "1. (C) They read it.\n\n2. (C) Two others saw it and\nshare this assessment of his.\n"
    assert words_kept(cable(body)) == counted(body)


def test_what_an_archive_states_under_a_telegram_goes() -> None:
    stated = "Message Attributes\n\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\n"
    assert [p.text for p in cable(f"1. ONE.\n\nNNN\n\n{stated}")] == ["ONE."]
    assert [p.text for p in cable(f"1. ONE.\n\n{stated}")] == ["ONE."]


def test_a_page_of_the_telegram_of_a_truncated_post_goes() -> None:
    text = (
        "R 031745Z JAN 73\nFM AMEMBASSY PORT VESPER\nTO SECSTATE WASHDC\n"
        "SECRET PORT VESPER 0073\n\nTAGS: PINT\nSUBJ: NEWS\n\n1. ONE THING\n\n"
        "PAGE 02  PORT V 00073  040931Z\n\nHAPPENED.\n"
    )
    assert [p.text for p in parsed(text).paragraphs] == ["ONE THING HAPPENED."]


def test_a_notice_at_the_end_is_no_signer() -> None:
    document = parsed(f"{HEADER}\n1. (C) One.\n\n2. (C) Two.\nMINIMIZE CONSIDERED\n")
    assert "signed" not in document.document.metadata
    assert document.paragraphs[-1].text == "Two. MINIMIZE CONSIDERED"


@pytest.mark.parametrize("mark", ["XXXXXXXXXXXX", "[2 lines not declassified]"])
def test_words_left_out_by_the_publisher_stay(mark: str) -> None:
    document = parsed(f"{HEADER}\n1. (C) One.\n\n2. (C) Two.\n\n{mark}\n")
    assert "signed" not in document.document.metadata
    assert document.paragraphs[-1].text.endswith(mark)


def seconds(text: str) -> float:
    start = time.process_time()
    for first_line, part in split_cables(text):
        parse_cable(part, Path("long.txt"), first_line=first_line)
    return time.process_time() - start


@pytest.mark.parametrize(
    "piece",
    [
        f"words go on and\n\n{PAGE}\n\n",
        "CONFIDENTIAL\n\nCONFIDENTIAL\n\nPAGE 02        ASTANA 01161  040931Z\n\nWORDS GO ON\n",
        "A DIVIDED DEPART-\nMENT AND NON-\n",
        "C O N F I D E N T I A L SECTION 02 OF 02 ASTANA 001161\n\nTAGS: PHUM\n\nwords\n",
        "O 130206Z JUL 09\nFM AMEMBASSY ASTANA\nTO SECSTATE\nwords go on\n",
        "ACTION AF-18\nwords\n",
        "NNNN\nwords\n",
        "QUOTE\nwords UNQUOTE\n",
        "\n\n\n",
    ],
    ids=["pages", "banners", "divided", "sections", "groups", "action", "ends", "quotes", "blanks"],
)
def test_time_is_linear_in_the_lines(piece: str) -> None:
    header = HEADER.replace("12958: DECL: 07/13/2019", "11652: GDS")
    n = 50_000 // piece.count("\n")
    text = f"{header}\n1. (C) It begins.\n{piece * n}the end.\n"
    assert text.count("\n") > 49_000
    assert seconds(text) < 15  # some 2 s alone; quadratic, it takes minutes


def test_long_paragraphs_are_joined_in_linear_time() -> None:
    lines = [Line(n, "a line of some words that were divi-") for n in range(50_000)]
    start = time.process_time()
    join(lines, hyphenated=True)
    join([Line(0, "x" * 1_000_000), Line(1, "words")])
    assert time.process_time() - start < 5
