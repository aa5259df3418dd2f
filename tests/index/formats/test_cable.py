"""Telegrams: header, page breaks, sections, signature, web page."""

from pathlib import Path

import pytest

from index.errors import NotADocument
from index.formats.cable import is_cable
from tests.index.formats.texts import (
    HEADER,
    PAGE,
    SECTION,
    cable,
    labels,
    parsed,
    words,
    words_kept,
)

BODY = """
1. (SBU) SUMMARY: One thing happened. END SUMMARY.

2. (C/NF) Another thing
happened after it.

HOAGLAND
"""


@pytest.mark.parametrize("end", ["DOE##", "DOE #", "DOE\n##", "DOE\n\n#", "DOE##\n\nUNCLASSIFIED"])
def test_an_end_sign_is_no_part_of_the_signature(end: str) -> None:
    document = parsed(f"{HEADER}\n1. (U) One.\n\n2. (U) He asked for lot #\n4 of them.\n\n{end}\n")
    assert document.document.metadata["signed"] == "DOE"
    assert [p.text for p in document.paragraphs] == ["One.", "He asked for lot # 4 of them."]


def test_facts_of_the_header() -> None:
    document = parsed(HEADER + BODY).document
    assert document.doc_id == "09ASTANA1161"
    assert document.title == "A MEETING THAT HAS A SUBJECT LONG ENOUGH TO WRAP"
    assert document.date == "2009-07-13"
    assert document.metadata == {
        "origin": "Embassy Astana",
        "classification": "CONFIDENTIAL",
        "handling": "SIPDIS",
        "tags": "PHUM PREL",
        "from": "AMEMBASSY ASTANA",
        "to": "SECSTATE WASHDC",
        "info": "CIS COLLECTIVE; AMEMBASSY BEIJING",
        "precedence": "IMMEDIATE",
        "subject": document.title,
        "eo12958": "DECL: 07/13/2019",
        "signed": "HOAGLAND",
    }


def test_markings_stand_apart_from_the_text() -> None:
    paragraphs = cable(BODY)
    assert [(p.paragraph, p.marking) for p in paragraphs] == [("1", "SBU"), ("2", "C/NF")]
    assert paragraphs[1].text == "Another thing happened after it."


@pytest.mark.parametrize("mark", ["U", "SBU", "LOU", "C", "S", "TS", "S/NF", "C/NOFORN"])
def test_every_marking(mark: str) -> None:
    (paragraph,) = cable(f"1. ({mark}) Words.")
    assert (paragraph.marking, paragraph.text) == (mark, "Words.")


def test_a_word_in_brackets_is_no_marking() -> None:
    (paragraph,) = cable("1. (Note) Words of (C) things.")
    assert (paragraph.marking, paragraph.text) == ("", "(Note) Words of (C) things.")


def test_a_telegram_without_text_among_others_is_named_with_its_line() -> None:
    empty = HEADER.replace("1161", "1162")
    with pytest.raises(NotADocument, match=r"\Afile\.txt:28: has the header of a cable but no"):
        parsed(f"{HEADER}{BODY}{empty}")


@pytest.mark.parametrize("style", ["{}.", "{})", "¶{}.", "¶{}", "({})"])
def test_number_styles(style: str) -> None:
    body = "\n\n".join(f"{style.format(n)} (C) Words of {n}." for n in range(1, 5))
    assert labels(cable(body)) == ["1", "2", "3", "4"]


def test_a_number_in_brackets_after_others_is_an_item() -> None:
    items = "(1) a boat.\n\n(2) a net.\n\n(3) an oar.\n"
    assert labels(cable(f"1. (C) They have:\n\n{items}\n2. (C) No more.")) == ["1", "2"]
    assert not any(p.numbered for p in cable(f"They have:\n\n{items}"))


def test_an_excerpt_with_numbers_in_brackets() -> None:
    assert labels(cable("(7) One.\n\n(8) Two.")) == ["7", "8"]


def test_sections_may_number_in_different_styles() -> None:
    assert labels(cable("1. One.\n\n2. Two.\n\n¶3. Three.\n\n4) Four.")) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "interruption",
    [
        f"{PAGE}\n",
        "ASTANA 00001161 002 OF 002\n",
        f"\n\n{PAGE}\n\n\n",
        f"\n{SECTION}\n",
        f"\n{PAGE}\n\n{SECTION}\n",
        f"\n{SECTION}",
        "\n",
    ],
    ids=["page", "one space", "page and blanks", "section", "both", "no blank after", "blank"],
)
def test_a_sentence_goes_on_after_an_interruption(interruption: str) -> None:
    body = f"1. (C) One thing\n{interruption}happened here.\n\n2. (C) Another."
    first, second = cable(body)
    assert (first.text, second.text) == ("One thing happened here.", "Another.")


def test_header_printed_twice_is_read_once() -> None:
    first, _, rest = HEADER.partition("C O N F")
    paragraphs = parsed(f"{first}C O N F{rest}\nC O N F{rest}{BODY}")
    assert labels(paragraphs.paragraphs) == ["1", "2"]
    assert paragraphs.document.metadata["tags"] == "PHUM PREL"


def test_web_page_round_a_cable() -> None:
    page = (
        "Some archive\n\nIdentifier: 09ASTANA99\nCreated: 2009-07-14 01:02:00\n"
        "Classification: SECRET//NOFORN\nOrigin: Embassy Almaty\n\nCable title: A MEETING\n\n"
    )
    document = parsed(f"{page}{HEADER}{BODY}\nShare this cable:  link   e-mail\nBack to the top\n")
    assert document.document.doc_id == "09ASTANA99"
    assert document.document.metadata["origin"] == "Embassy Almaty"
    assert document.document.metadata["classification"] == "SECRET//NOFORN"
    assert document.document.metadata["signed"] == "HOAGLAND"
    assert document.document.date == "2009-07-13"
    assert [p.text for p in document.paragraphs] == [p.text for p in cable(BODY)]


def test_date_of_a_web_page_where_the_header_has_none() -> None:
    header = HEADER.replace("O 130206Z JUL 09\n", "")
    text = f"Identifier: 09ASTANA99\nCreated: 2009-07-14 01:02:00\n\n{header}{BODY}"
    assert parsed(text, format="cable").document.date == "2009-07-14"


@pytest.mark.parametrize(
    ("group", "date"),
    [
        ("P 262340Z JAN 77", "1977-01-26"),
        ("R 010000Z DEC 66", "1966-12-01"),
        ("Z 311200Z DEC 65", "2065-12-31"),
        ("O 290000Z FEB 08", "2008-02-29"),
        ("O 310206Z JUN 09", None),
        ("O 130206Z JUX 09", None),
    ],
)
def test_date_of_a_date_time_group(group: str, date: str | None) -> None:
    assert parsed(HEADER.replace("O 130206Z JUL 09", group) + BODY).document.date == date


@pytest.mark.parametrize(
    ("line", "night"),
    [
        ("WASHDC IMMEDIATE 5759", "WASHDC NIACT IMMEDIATE 5759"),
        ("O 130206Z JUL 09", "O 130206Z JUL 09 NIACT"),
    ],
)
def test_precedence_by_night(line: str, night: str) -> None:
    metadata = parsed(HEADER.replace(line, night) + BODY).document.metadata
    assert (metadata["precedence"], metadata["to"]) == ("NIACT IMMEDIATE", "SECSTATE WASHDC")


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("UNCLAS ASTANA 001161", "UNCLASSIFIED"),
        ("UNCLAS SECTION 01 OF 02 ASTANA 001161", "UNCLASSIFIED"),
        ("CONFIDENTIAL ASTANA 1161", "CONFIDENTIAL"),
        ("S E C R E T SECTION 01 OF 03 ASTANA 001161", "SECRET"),
        ("T O P S E C R E T ASTANA 001161", "TOP SECRET"),
        ("LIMITED OFFICIAL USE ASTANA 1161", "LIMITED OFFICIAL USE"),
    ],
)
def test_classification(line: str, level: str) -> None:
    document = parsed(HEADER.replace("C O N F I D E N T I A L ASTANA 001161", line) + BODY).document
    assert document.metadata["classification"] == level
    assert document.doc_id == "09ASTANA1161"


@pytest.mark.parametrize(
    ("good", "faulty", "key"),
    [
        ("TAGS:", "TAG:", "tags"),
        ("TAGS:", "AGS:", "tags"),
        ("SUBJECT:", "UBJECT:", "subject"),
        ("SUBJECT:", "SUBJ:", "subject"),
    ],
)
def test_field_names_with_the_faults_of_archives(good: str, faulty: str, key: str) -> None:
    expected = parsed(HEADER + BODY).document.metadata[key]
    document = parsed(HEADER.replace(good, faulty) + BODY)
    assert document.document.metadata[key] == expected
    assert labels(document.paragraphs) == ["1", "2"]


def test_references_wrap() -> None:
    document = parsed(f"{HEADER}REF: A. 06PORTVESPER318\n     B. ASTANA 0251\n{BODY}").document
    assert document.metadata["references"] == "A. 06PORTVESPER318 B. ASTANA 0251"


def test_classified_by_is_a_block_without_a_number() -> None:
    paragraphs = cable(f"Classified By: Ambassador Some Body.\nReason: 1.4 (b,d)\n{BODY}")
    assert labels(paragraphs) == ["u1", "1", "2"]
    assert paragraphs[0].text == "Classified By: Ambassador Some Body. Reason: 1.4 (b,d)"


def test_cable_of_one_paragraph_without_a_number() -> None:
    paragraphs = cable("The only paragraph\nis not numbered.\n\nHOAGLAND\n")
    assert [(p.paragraph, p.text) for p in paragraphs] == [
        ("u1", "The only paragraph is not numbered.")
    ]


def test_headings_go_to_the_paragraph_that_follows() -> None:
    body = "1. One.\n\nWhat Changes\n------------\n\n2. Two.\n\nOCTOBER 2\n\n3. Three.\n"
    assert [(p.heading, p.text) for p in cable(body)] == [
        ("", "One."),
        ("What Changes", "Two."),
        ("OCTOBER 2", "Three."),
    ]


@pytest.mark.parametrize("heading", ["RURAL ROADS", "RUSSIAN RULERS", "SECRET TALKS OF 1998"])
def test_headings_that_look_like_header_lines(heading: str) -> None:
    paragraphs = cable(f"1. One was here.\n\n{heading}\n\n2. Two.")
    assert [p.heading for p in paragraphs] == ["", heading]


def test_a_sentence_that_wraps_before_a_word_of_classification() -> None:
    body = (
        "1. HE DENIED THAT THE\nCONFIDENTIAL AGREEMENT OF 1974\nHAD EXISTED. HE SAID NO.\n\n2. TWO."
    )
    assert cable(body)[0].text == (
        "HE DENIED THAT THE CONFIDENTIAL AGREEMENT OF 1974 HAD EXISTED. HE SAID NO."
    )


def test_a_heading_before_the_signature_is_not_the_signature() -> None:
    for word in ("SUMMARY", "COMMENT", "END TEXT"):
        document = parsed(f"{HEADER}\n1. One.\n\n{word}\n")
        assert "signed" not in document.document.metadata
        assert words_kept(document.paragraphs) == words("1", "One", word)


def test_a_cable_without_a_signature_keeps_its_last_words() -> None:
    document = parsed(f"{HEADER}\n1. One.\n\n2. It ended\nin the HARBOR\n")
    assert "signed" not in document.document.metadata
    assert document.paragraphs[-1].text == "It ended in the HARBOR"


def test_words_divided_at_line_ends_in_the_1970s() -> None:
    header = HEADER.replace("E.O. 12958: DECL: 07/13/2019", "E.O. 11652: GDS")
    body = "\n1. THE DEPART-\nMENT SAID SO.\n\n2. TWO.\n"
    assert parsed(header + body).paragraphs[0].text == "THE DEPARTMENT SAID SO."
    # Later telegrams break lines only after a hyphen that belongs to the word.
    assert parsed(HEADER + body).paragraphs[0].text == "THE DEPART-MENT SAID SO."


def test_quoted_text_numbers_itself() -> None:
    body = (
        "1. One.\n\n2. The memorandum:\nBEGIN TEXT:\n1. First clause.\n2. Second clause.\n"
        "3. Third clause.\nEND TEXT.\nHe agreed.\n\n3. Three.\n"
    )
    paragraphs = cable(body)
    assert labels(paragraphs) == ["1", "2", "3"]
    assert "1. First clause." in paragraphs[1].text
    assert paragraphs[1].text.endswith("He agreed.")


@pytest.mark.parametrize(
    ("quoted", "own"),
    [("123", "345"), ("12", "345"), ("1234", "345"), ("1", "34"), ("", "345"), ("123", "34123")],
)
@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_quoted_text_without_its_end_ends_where_the_cable_counts_on(
    quoted: str, own: str, blank: str
) -> None:
    inside = "".join(f"{n}. Clause {n}.\n{blank}" for n in quoted)
    after = "".join(f"{n}. Words {n}.\n{blank}" for n in own)
    body = f"1. One.\n\n2. The memorandum:\nBEGIN TEXT:\n{blank}{inside}\n{after}"
    assert labels(cable(body)) == ["1", "2", *own.removesuffix("123")]


def test_a_header_without_a_body_is_not_a_document() -> None:
    with pytest.raises(NotADocument, match=r"lone\.txt: .*no text after it"):
        parsed(HEADER, "lone.txt")


def test_name_of_the_file_is_the_id_of_a_cable_without_one() -> None:
    text = "E.O. 12958: N/A\nTAGS: PHUM\nSUBJECT: NO HEADER\n\n1. One.\n\n2. Two.\n"
    document = parsed(text, str(Path("somewhere") / "my cable.txt"))
    assert (document.document.format, document.document.doc_id) == ("cable", "my cable")


def test_what_is_a_cable() -> None:
    assert is_cable(HEADER)
    assert not is_cable("SUBJECT: a letter\n\nDear Sir,\n1. One.\n2. Two.\n")
    assert not is_cable("Rules\n\nTO whom it concerns\nFM radio\n\n1. One.\n")
    assert not is_cable("")


@pytest.mark.parametrize(
    ("end", "signed", "kept"),
    [
        (
            "They were:\n\nJOHN SMITH\n\nPAUL JONES\n\nHOAGLAND\n",
            "HOAGLAND",
            "JOHN SMITH PAUL JONES",
        ),
        ("They were:\n\nTHE PRESIDENT\nMinister Smith\n\nHOAGLAND\n", "HOAGLAND", "THE PRESIDENT"),
        ("So.\n\nTRADE   TONS   SHIPS\nCoal     12      3\n", None, "TRADE TONS SHIPS Coal"),
    ],
)
def test_names_and_tables_near_the_end_are_not_lost(
    end: str, signed: str | None, kept: str
) -> None:
    document = parsed(f"{HEADER}\n1. (C) One.\n\n2. (C) {end}")
    assert document.document.metadata.get("signed") == signed
    held = words_kept(document.paragraphs)
    assert not words(kept) - held, "each word is in a paragraph"


def test_a_list_in_a_paragraph_is_no_paragraph() -> None:
    body = (
        "1. (C) One.\n\n2. (C) Two.\n\n3. (C) Three.\n\n4. (C) The Minister made four points:\n\n"
        "1. peace.\n\n2. bread.\n\n3. land.\n\n4. work.\n\n5. (C) Five.\n"
    )
    paragraphs = cable(body)
    assert labels(paragraphs) == ["1", "2", "3", "4", "5"]
    assert "work." in paragraphs[3].text
