"""The sample documents of the repository: exactly their labels, and not a word lost."""

import re
from pathlib import Path

import pytest

from index.model import ParsedDocument
from tests.conftest import EXAMPLES
from tests.index.formats.texts import labels, parsed_file, words, words_kept


def numbers(last: int) -> list[str]:
    return [str(n) for n in range(1, last + 1)]


# Title's first words, date, labels, markings in the same order (C for all where it is one).
CABLES: dict[str, tuple[str, str, list[str], str]] = {
    "06LAGUNABRAVA647": (
        "MONTARZA: HOW PESQUERA",
        "2006-08-22",
        ["u1", *numbers(7)],
        " C C C C C C C",
    ),
    "06NDOMBARI205": (
        "KELEWA: MBESHI GORGE",
        "2006-04-11",
        ["1", "2", "3", "4", "5", "7", "8", "9"],
        "SBU U SBU SBU SBU SBU SBU SBU",
    ),
    "06OSTREVAL540": (
        "TESMARK: NEW ELECTION LAW",
        "2006-06-21",
        ["1", "2", "3", "4", "4#2", "5", "6", "7", "8"],
        "SBU U U SBU SBU SBU SBU SBU SBU",
    ),
    "06PORTVESPER318": (
        "CALDRENNA: CABINET CANCELS",
        "2006-03-14",
        numbers(8),
        "SBU U SBU SBU SBU SBU U SBU",
    ),
    "07DARZUN91": (
        "ORDUZAN: KIDNAPPED",
        "2007-02-06",
        ["u1", *numbers(8)],
        " S C S/NF S S C/NF C S",
    ),
    "07DARZUN139": ("ORDUZAN: AMCIT", "2007-02-28", ["u1"], ""),
    "07NDOMBARI734": (
        "KELEWA: WITH THE WATER",
        "2007-10-19",
        ["u1", *numbers(10)],
        " C C C C C C C C C C",
    ),
    "07OSTREVAL123": (
        "TESMARK: RAID ON",
        "2007-02-08",
        ["u1", *numbers(9)],
        " C C C C C C C C C",
    ),
    "07PORTVESPER412": (
        "CALDRENNA: TERMINAL DISPUTE",
        "2007-05-03",
        ["u1", *numbers(10)],
        " C C C/NF C C C C C C/NF C",
    ),
    "08DARZUN254": (
        "ORDUZAN: A DAY",
        "2008-06-05",
        ["u1", *numbers(9)],
        " C C C C C C C C C",
    ),
    "08LAGUNABRAVA211": (
        "MONTARZA: TELMONTA",
        "2008-03-27",
        ["u1", *numbers(8)],
        " C C C C C C C C",
    ),
    "08OSTREVAL389": (
        "TESMARK: KORVATH",
        "2008-04-17",
        numbers(8),
        "SBU U SBU SBU SBU SBU SBU SBU",
    ),
    "08PORTVESPER66": ("CALDRENNA: FORMER", "2008-01-24", numbers(8), "       "),
}
RULES = """
u1 u2 1.1.1 1.1.2 1.2.1 1.2.1.(a) 1.2.1.(b) 1.2.1.(c) 1.2.2 1.3.1 1.3.1.(a) 1.3.1.(b) 1.3.1.(c)
1.3.1.(d) 1.3.1.(e) 1.3.2 2.1.1 2.1.2 2.1.3 2.2.1 2.2.2 2.2.3 3.1.1 3.1.2 3.1.3 3.2.1 3.2.2
3.2.2.(a) 3.2.2.(b) 3.2.2.(c) 3.2.2.(d) 3.3.1 3.3.2 3.4.1 3.4.2 3.4.2.(a) 3.4.2.(a)(i)
3.4.2.(a)(ii) 3.4.2.(b) 3.4.3 4.1.1 4.1.2 4.1.3 4.1.3.(a) 4.1.3.(b) 4.1.3.(c) 4.2.1 4.2.2 5.1.1
5.2.1 5.2.2 6.1.1 6.1.2 6.1.3 6.2.1 6.2.2 7.1.1 7.1.2 7.1.3 8.1.1 8.1.2 8.1.3
""".split()
JUDGMENT = ["u1", "u2", "u3", "u4", "u5", "u6", *numbers(34)]


def unpadded(doc_id: str) -> str:
    return re.sub(r"(?<=[A-Z])0+(?=\d)", "", doc_id)


@pytest.fixture(scope="module")
def samples() -> dict[str, ParsedDocument]:
    documents = [parsed_file(path) for path in sorted(EXAMPLES.iterdir())]
    return {unpadded(document.document.doc_id): document for document in documents}


def test_every_sample_is_looked_at(samples: dict[str, ParsedDocument]) -> None:
    texts = {"harbour-safety-rules", "lanternfish-v-quay-commission"}
    assert set(samples) == {*CABLES, *texts}
    assert len(samples) == len(list(EXAMPLES.iterdir()))
    for doc_id, document in samples.items():
        assert document.document.format == ("text" if doc_id in texts else "cable")


@pytest.mark.parametrize("doc_id", CABLES)
def test_labels_and_markings_of_a_cable(samples: dict[str, ParsedDocument], doc_id: str) -> None:
    title, date, expected, markings = CABLES[doc_id]
    document = samples[doc_id]
    assert labels(document.paragraphs) == expected
    assert [p.marking for p in document.paragraphs] == markings.split(" ")[: len(expected)]
    assert document.document.title.startswith(title)
    assert document.document.title == document.document.metadata["subject"]
    assert document.document.date == date


def test_labels_of_the_rules_and_the_judgment(samples: dict[str, ParsedDocument]) -> None:
    assert labels(samples["harbour-safety-rules"].paragraphs) == RULES
    assert labels(samples["lanternfish-v-quay-commission"].paragraphs) == JUDGMENT
    assert samples["harbour-safety-rules"].document.date == "2011-03-14"
    judgment = samples["lanternfish-v-quay-commission"].document
    assert judgment.date == "2013-06-21"
    assert judgment.title.startswith("LANTERNFISH TOWAGE LIMITED v THE QUAY COMMISSION")
    assert judgment.metadata["court"] == "THE COURT OF HARBOUR APPEALS OF SKERRIMOOR"


# Paragraphs in which something is meant to mislead: how they begin, what they hold, their end.
TRICKY = [
    ("06LAGUNABRAVA647", "u1", "Classified By: Economic", "Whitcombe. Reason:", "1.4 (b,d)"),
    (
        "06LAGUNABRAVA647",
        "3",
        "Vanoost's ledger covers",
        "\nDona Ramira         CF-2291      38       96\n",
        "how much the cook kept.",
    ),
    (
        "06NDOMBARI205",
        "3",
        "According to",
        "Each household is to have a two-room",
        "eight percent.",
    ),
    ("06NDOMBARI205", "7", "Sister Perpetua", "the census of March 2005", "by the end of May."),
    ("06OSTREVAL540", "3", "The main provisions", "\nb. the deposit goes", "due in spring 2008."),
    ("06OSTREVAL540", "4", "Justice Minister", "five governments in", "ever been dismissed."),
    (
        "06OSTREVAL540",
        "4#2",
        "Jonna Tarvik, who",
        "seven percent barrier",
        "smaller party to go to.",
    ),
    ("06PORTVESPER318", "3", "Minister of Ports", "at the Harbour Authority", "it would not."),
    ("06PORTVESPER318", "5", "Tolvane's country", "in the first week wanted", "fourteen meters."),
    ("06PORTVESPER318", "6", "Haskett-Orme's", "\n(2) that no new tender", "against another."),
    ("07DARZUN91", "3", "Hajji Sarbaz", "been given the wrong tablets", "doctor has provided."),
    ("07DARZUN91", "4", "By Toluk's account", "\n(2) USD 2 million, which", "to his mother."),
    ("07DARZUN139", "u1", "American citizen", "walked the last six", "family has agreed."),
    ("07NDOMBARI734", "3", "What the team", "\n-- Clinic: built", "a transport charge."),
    ("07NDOMBARI734", "4", "Witnesses in", "between one minute and ten. The", "left empty."),
    ("07OSTREVAL123", "3", "Brisk received", "the series that began on", "names on a machine."),
    ("07OSTREVAL123", "4", "The Courant has", "(NOTE: The paper's usual", "Accord did not."),
    ("07PORTVESPER412", "3", "Haskett-Orme", "to 44 percent and has an option", 'the harbor."'),
    ("07PORTVESPER412", "4", "Strand gave us", "BEGIN TEXT:\n1. The Operator", "agreed at once."),
    ("07PORTVESPER412", "5", "Minister of Ports", "Her rival, Finance", "for a calm year."),
    ("07PORTVESPER412", "8", "The Public", "December 2005 are missing; and\nc.", "call her last."),
    ("08DARZUN254", "2", "Tishkan was put up", "serves barley twice a day", "from the register."),
    ("08DARZUN254", "4", "Nuri Ashgar", "enough, he said, and he would", "lost the fingers."),
    ("08DARZUN254", "8", "Deputy Justice", "\nb. to bring the 370", "had opposed it."),
    ("08OSTREVAL389", "1", "SUMMARY: Prime", "43.8 percent", "END SUMMARY."),
    ("08OSTREVAL389", "4", "The voters' roll", "Ballot Watch says that some", "dead at home."),
    ("08PORTVESPER66", "3", "The judge also", "came to 12. Of these, five", "the Pellin Bank."),
    ("08PORTVESPER66", "8", "COMMENT. The court", "seen voting", "END COMMENT."),
    ("harbour-safety-rules", "2.1.3", "When visibility", "limits in 2.1.1 are", "signal sounds."),
    ("harbour-safety-rules", "3.4.2.(a)", "within four hours", "a crane rail", "rail:"),
    (
        "harbour-safety-rules",
        "3.4.2.(a)(ii)",
        "the vessel shall",
        "Surveyor has",
        "released it; and",
    ),
    ("harbour-safety-rules", "4.2.2", "The consignee", "at least 2 million", "million crowns."),
    ("harbour-safety-rules", "6.1.3", "A vessel that", "as Table 2. The berth", "a first breach."),
    ("harbour-safety-rules", "8.1.3", "A towing wire", "under 2.2.3 until nine", "after that day."),
    (
        "lanternfish-v-quay-commission",
        "14",
        "The provision",
        "3.4.2.(a) within four hours of the master",
        "at 09:48 was good.",
    ),
    (
        "lanternfish-v-quay-commission",
        "17",
        "I do not accept",
        "consequence of this at [18] below, after",
        "the earlier authorities.",
    ),
    (
        "lanternfish-v-quay-commission",
        "25",
        "Two things follow.",
        "recorded at [5] above",
        "of fog.",
    ),
    ("lanternfish-v-quay-commission", "28", "The majority's", "[2010] 5 QCR 77", "That was 06:20."),
    ("lanternfish-v-quay-commission", "30", "Since Marrable", "radio call", "at [26] to [29]."),
]


@pytest.mark.parametrize(("doc_id", "label", "begin", "middle", "end"), TRICKY)
def test_tricky_paragraphs(
    samples: dict[str, ParsedDocument], doc_id: str, label: str, begin: str, middle: str, end: str
) -> None:
    (text,) = (p.text for p in samples[doc_id].paragraphs if p.paragraph == label)
    assert text.startswith(begin)
    assert middle in text
    assert text.endswith(end)


def test_headings(samples: dict[str, ParsedDocument]) -> None:
    def headings(doc_id: str) -> dict[str, str]:
        return {p.paragraph: p.heading for p in samples[doc_id].paragraphs if p.heading}

    assert headings("06PORTVESPER318") == {"2": "A Tender Undone", "5": "Lawyers and Cranes"}
    assert headings("07NDOMBARI734") == {"2": "NEW SANJE", "4": "OCTOBER 2"}
    assert headings("08PORTVESPER66") == {}
    judgment = headings("lanternfish-v-quay-commission")
    assert judgment["14"] == "Discussion · When time began to run"
    assert judgment["26"] == "DISSENTING JUDGMENT OF QUILLFEATHER J"
    rules = headings("harbour-safety-rules")
    assert rules["3.1.1"] == "3. NOTIFICATION OF INCIDENTS · 3.1 Duty to notify"
    assert rules["3.4.1"] == "3.4 Time limits"


# What a reader would strike out of a cable: page lines, and the heading of each section.
_PAGE = re.compile(r"[A-Z ]+ \d{8} +\d{3} OF \d{3}\s*")
_SECTION = re.compile(r".* SECTION 0[2-9] OF \d\d .*")
_FIRST = re.compile(r"(Classified By:|¶?1\. |American citizen )")


def body_lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    lines = lines[next(i for i, line in enumerate(lines) if _FIRST.match(line)) :]
    kept: list[str] = []
    in_heading = in_subject = False
    for line in lines:
        if not in_heading and re.fullmatch(r"[A-Z]+", line) and kept and not kept[-1]:
            break  # the signature
        if _SECTION.match(line):
            in_heading, in_subject = True, False
        in_subject = in_subject or (in_heading and line.startswith("SUBJECT:"))
        if in_subject and not line:
            in_heading = in_subject = False
        if not in_heading and not _PAGE.fullmatch(line):
            kept.append(line)
    return kept


@pytest.mark.parametrize("doc_id", CABLES)
def test_a_cable_loses_no_word(samples: dict[str, ParsedDocument], doc_id: str) -> None:
    document = samples[doc_id]
    assert words(*body_lines(Path(document.document.source))) == words_kept(document.paragraphs)


@pytest.mark.parametrize("doc_id", ["harbour-safety-rules", "lanternfish-v-quay-commission"])
def test_a_text_loses_no_word(samples: dict[str, ParsedDocument], doc_id: str) -> None:
    document = samples[doc_id]
    every = words(Path(document.document.source).read_text(encoding="utf-8"))
    # The title of a judgment is made of lines that are kept; the court that was above them is not.
    head = document.document.metadata.get("court", document.document.title)
    assert every == words(head) + words_kept(document.paragraphs)
