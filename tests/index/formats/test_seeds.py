"""Real documents, against what can be read in them with one's own eyes."""

from pathlib import Path

import pytest

from index.model import ParsedDocument
from tests.index.formats.texts import labels, parsed_file, words, words_kept

SUBJECT = "KAZAKHSTAN: UNDER SECRETARY BURNS'S MEETING WITH CIVIL SOCIETY REPRESENTATIVES"


@pytest.fixture
def astana(seeds: Path) -> ParsedDocument:
    return parsed_file(seeds / "09ASTANA1161.txt")


def test_astana_is_one_document_with_its_facts(astana: ParsedDocument) -> None:
    document = astana.document
    assert (document.doc_id, document.title, document.date, document.format) == (
        "09ASTANA1161",
        SUBJECT,
        "2009-07-13",
        "cable",
    )
    assert document.metadata == {
        "origin": "Embassy Astana",
        "classification": "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
        "handling": "SENSITIVE; SIPDIS",
        "tags": "PHUM PREL PGOV KDEM OSCE KZ",
        "from": "AMEMBASSY ASTANA",
        "to": "SECSTATE WASHDC",
        "info": "CIS COLLECTIVE; ALL SOUTH AND CENTRAL ASIA COLLECTIVE; "
        "EUROPEAN POLITICAL COLLECTIVE; AMEMBASSY BEIJING; AMEMBASSY TOKYO; AMEMBASSY SEOUL; "
        "USMISSION USUN NEW YORK; USMISSION USNATO; CIA WASHDC; DIA WASHDC; NSC WASHDC; "
        "SECDEF WASHDC; JOINT STAFF WASHDC; CDR USCENTCOM MACDILL AFB FL",
        "precedence": "IMMEDIATE",
        "subject": SUBJECT,
        "eo12958": "N/A",
        "signed": "HOAGLAND",
    }


def test_astana_has_exactly_its_nine_paragraphs(astana: ParsedDocument) -> None:
    assert labels(astana.paragraphs) == [str(n) for n in range(1, 10)]
    assert [p.marking for p in astana.paragraphs] == ["U"] + ["SBU"] * 8
    assert {p.heading for p in astana.paragraphs} == {""}
    assert [p.label for p in astana.paragraphs][6] == "09ASTANA1161 ¶7"


def test_astana_paragraph_5_goes_on_after_its_blank_line(astana: ParsedDocument) -> None:
    fifth = astana.paragraphs[4].text
    assert fifth.startswith("Anara Ibrayeva noted positively")
    assert "civil and political rights. She praised the Plan for giving" in fifth
    assert fifth.endswith("implementation of human rights protections.")
    assert "\n" not in fifth


def test_astana_first_and_last_words(astana: ParsedDocument) -> None:
    by_label = {p.paragraph: p.text for p in astana.paragraphs}
    assert by_label["1"] == "Sensitive but unclassified. Not for public Internet."
    assert by_label["7"].endswith("three branches of government, she asserted.")
    assert by_label["8"].startswith("Pokoleniye's Lozovoy told the delegation")
    assert by_label["9"].startswith("Special Assistant to the President")
    assert by_label["9"].endswith("on the outskirts of the relevant locale.")


@pytest.mark.parametrize(
    "furniture",
    [
        "ASTANA 00001161  002 OF 002",
        "ASTANA 00001161 002 OF 002",
        "HOAGLAND",
        "Share this cable",
        "facebook",
        "bluesky",
        "RUEH",
        "VZCZC",
        "UNCLAS",
        "SIPDIS",
        "SUBJECT:",
        "pdf how-to",
    ],
)
def test_astana_has_no_furniture(astana: ParsedDocument, furniture: str) -> None:
    assert not [
        p.paragraph
        for p in astana.paragraphs
        if furniture in " ".join(f"{p.heading} {p.text}".split())
    ]


def test_astana_lines_lead_back_to_the_file(astana: ParsedDocument, seeds: Path) -> None:
    lines = (seeds / "09ASTANA1161.txt").read_text(encoding="utf-8").split("\n")
    for paragraph in astana.paragraphs:
        assert lines[paragraph.first_line - 1].startswith(f"{paragraph.paragraph}. (")
        assert lines[paragraph.last_line - 1].split()[-1] == paragraph.text.split()[-1]


def test_astana_loses_no_word(astana: ParsedDocument, seeds: Path) -> None:
    lines = (seeds / "09ASTANA1161.txt").read_text(encoding="utf-8").split("\n")
    body = lines[lines.index("1. (U) Sensitive but unclassified. Not for public Internet.") :]
    body = body[: body.index("HOAGLAND")]
    body.remove("ASTANA 00001161 002 OF 002")
    assert words(*body) == words_kept(astana.paragraphs)


# Editor's number, title, date line, numbered paragraphs, opening line, signature.
FRUS = [
    (
        "frus1977-80v15_d107",
        "107. Telegram From the Embassy in Panama to the Department of State",
        "1978-09-24",
        9,
        "6968. For Asst. Sec. Vaky",
        "Dikeos",
    ),
    (
        "frus1977-80v15_d111",
        "111. Telegram From the Embassy in Nicaragua to the Department of State",
        "1978-10-07",
        8,
        "4935. Subject: Nicaragua",
        "Solaun",
    ),
    (
        "frus1981-88v04_d303",
        "303. Telegram from the Embassy in the Soviet Union to the Department of State",
        "1984-11-07",
        7,
        "14297. For the President",
        "Hartman",
    ),
]


@pytest.mark.parametrize(("name", "title", "date", "n", "opening", "signer"), FRUS)
def test_frus_telegrams(
    seeds: Path, name: str, title: str, date: str, n: int, opening: str, signer: str
) -> None:
    path = seeds / "frus" / f"{name}.txt"
    telegram = parsed_file(path)
    document, paragraphs = telegram.document, telegram.paragraphs
    assert (document.doc_id, document.title, document.date) == (name, title, date)
    assert document.metadata["source_note"].startswith(("National Archives", "Reagan Library"))
    assert labels(paragraphs) == ["u1", *map(str, range(1, n + 1)), "u2"]
    assert paragraphs[0].text.startswith(opening)
    assert paragraphs[-1].text == signer
    assert not any("Source:" in p.text or title in p.text for p in paragraphs)
    facts = (document.metadata["source_note"], document.metadata["dateline"], "Source:")
    assert words(path.read_text(encoding="utf-8")) == words(title, *facts) + words_kept(paragraphs)


def test_frus_paragraph_2_keeps_the_numbers_in_its_sentence(seeds: Path) -> None:
    panama = parsed_file(seeds / "frus" / "frus1977-80v15_d107.txt")
    assert "talking points 1 through 14 plus 19" in panama.paragraphs[2].text
    assert panama.paragraphs[2].label == "frus1977-80v15_d107 ¶2"
    assert panama.paragraphs[0].label == "frus1977-80v15_d107 unnumbered ¶1"


def test_a_telegram_that_is_classified_as_a_whole(seeds: Path) -> None:
    moscow = parsed_file(seeds / "frus" / "frus1981-88v04_d303.txt")
    assert (moscow.paragraphs[1].marking, moscow.paragraphs[1].text) == ("S", "(S—Entire text).")


def test_the_question_set_of_the_seeds_is_left_aside(seeds: Path) -> None:
    from index.parsers import collect_files

    found = collect_files([seeds])
    assert [path.name for path in found.question_sets] == ["questions.jsonl"]
    assert len(found.files) == 4
