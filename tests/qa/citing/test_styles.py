"""References as people read them, and as libraries for reference managers do."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from hypothesis import example, given
from hypothesis import strategies as st
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from index.model import Document
from qa.citing import STYLES, Reference, Style

FACTS = {"origin": "Embassy Astana", "from": "AMEMBASSY ASTANA", "signed": "HOAGLAND"}
CABLE = Document("09ASTANA1161", "CIVIL SOCIETY", "2009-07-13", "a.txt", "cable", FACTS)
MEMO = Document("memo", "The “Lamp” of Vell", None, "m.md", "markdown", {"author": "Ida Tarn"})


def written(style: Style, document: Document, paragraph: str = "") -> str:
    return STYLES[style](Reference.of(document, paragraph))


@pytest.mark.parametrize(
    ("style", "of_cable", "of_memo"),
    [
        ("short", "09ASTANA1161 ¶7", "memo unnumbered ¶3"),
        (
            "chicago",
            "U.S. Embassy Astana, “CIVIL SOCIETY,” cable 09ASTANA1161, July 13, 2009, para. 7.",
            "Ida Tarn, “The ‘Lamp’ of Vell,” memo, n.d., unnumbered para. 3.",
        ),
        (
            "bluebook",
            "Cable 09ASTANA1161 from U.S. Embassy Astana, CIVIL SOCIETY, ¶ 7 (July 13, 2009).",
            "Ida Tarn, The “Lamp” of Vell, memo, unnumbered ¶ 3 (n.d.).",
        ),
    ],
)
def test_what_people_read(style: Style, of_cable: str, of_memo: str) -> None:
    assert written(style, CABLE, "7") == of_cable
    assert written(style, MEMO, "u3") == of_memo


def test_a_judgment_is_a_case_and_its_dissent_is_called_one() -> None:
    case = Document("c", "Osk v Marr", "2013-06-21", "c.txt", "text", {"court": "THE COURT"})
    dissent = Reference.of(case, "9", under="DISSENTING JUDGMENT OF TARN J")
    assert STYLES["chicago"](dissent).endswith("June 21, 2013, para. 9 (dissenting).")
    assert STYLES["bluebook"](dissent).endswith("¶ 9 (dissenting) (June 21, 2013).")
    (record,) = rispy.loads(STYLES["ris"](dissent))
    assert (record["type_of_reference"], record["publisher"]) == ("CASE", "THE COURT")
    assert "authors" not in record
    (item,) = json.loads(STYLES["csl-json"](dissent))
    assert (item["type"], item["authority"], item["note"]) == (
        "legal_case",
        "THE COURT",
        "¶9 (dissenting)",
    )
    cable = Reference.of(CABLE, "7", under="DISSENTING VOICES IN PARLIAMENT")
    assert not cable.dissenting
    assert "dissent" not in "".join(written(style, case, "9") for style in STYLES)


def test_a_whole_document_is_cited_without_a_paragraph() -> None:
    assert written("short", CABLE) == "09ASTANA1161"
    assert written("chicago", CABLE).endswith("cable 09ASTANA1161, July 13, 2009.")
    assert written("bluebook", CABLE).endswith("CIVIL SOCIETY (July 13, 2009).")


def test_a_number_that_is_printed_twice_is_told_in_words() -> None:
    assert written("short", CABLE, "4#2") == "09ASTANA1161 ¶4#2", "as Pincite names it"
    assert written("chicago", CABLE, "4#2").endswith("para. 4 (the second so numbered).")
    assert written("bluebook", CABLE, "4#2").endswith(
        "¶ 4 (the second so numbered) (July 13, 2009)."
    )
    for style in ("ris", "csl-json", "bibtex"):
        assert "¶4 (the second so numbered)" in written(style, CABLE, "4#2")


def test_labels_with_a_sign_or_word_of_their_own_keep_it() -> None:
    assert written("chicago", MEMO, "Article 5(2)").endswith("memo, n.d., Article 5(2).")
    assert written("bluebook", MEMO, "§ 12a").endswith("memo, § 12a (n.d.).")


@pytest.mark.parametrize(
    ("date", "chicago", "bluebook"),
    [
        ("2009-01-02", "January 2, 2009", "Jan. 2, 2009"),
        ("2009-09", "September 2009", "Sept. 2009"),
        ("2009", "2009", "2009"),
        ("2009-13-40", "2009-13-40", "2009-13-40"),
        ("spring of 1912", "spring of 1912", "spring of 1912"),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(date: str, chicago: str, bluebook: str) -> None:
    dated = Document("memo", "", date, "m.txt", "text")
    assert written("chicago", dated) == f"memo, {chicago}."
    assert written("bluebook", dated) == f"memo ({bluebook})."


@pytest.mark.parametrize(
    ("facts", "author"),
    [
        (FACTS, "U.S. Embassy Astana"),
        ({"from": "USMISSION USNATO"}, "USMISSION USNATO"),
        ({"origin": "Secretary of State"}, "U.S. Secretary of State"),
        ({"origin": "US Mission Geneva"}, "US Mission Geneva"),
        ({"origin": "USEU Brussels"}, "USEU Brussels"),
        ({"origin": "American Institute Taiwan, Taipei"}, "American Institute Taiwan, Taipei"),
        ({}, ""),
    ],
)
def test_the_author_of_a_cable_is_its_post(facts: Mapping[str, str], author: str) -> None:
    cable = Document("09X1", "T", None, "a.txt", "cable", facts)
    assert Reference.of(cable).author == author
    assert "None" not in "".join(written(style, cable) for style in STYLES)


@pytest.mark.parametrize(
    ("title", "chicago", "bluebook"),
    [
        ("The tolls doubled.", "“The tolls doubled,” ", "The tolls doubled, "),
        ("News from the U.S.", "“News from the U.S.,” ", "News from the U.S., "),
        ("Who rules?", "“Who rules?,” ", "Who rules?, "),
    ],
)
def test_a_title_that_ends_in_a_full_stop_goes_on(title: str, chicago: str, bluebook: str) -> None:
    memo = Document("memo", title, None, "m.md", "markdown", {})
    assert written("chicago", memo) == f"{chicago}memo, n.d."
    assert written("bluebook", memo) == f"{bluebook}memo (n.d.)."
    assert json.loads(written("csl-json", memo))[0]["title"] == title


def test_keys_tell_documents_apart_whose_ids_are_in_other_letters() -> None:
    keys = {
        bibtex_fields(written("bibtex", Document(doc_id, "T", None, "m", "text"), "7"))[""]
        for doc_id in ("Письмо", "Устав", "memo")
    }
    assert len(keys) == 3
    assert "memo-7" in keys


def test_ris_as_a_reference_manager_reads_it() -> None:
    [record] = rispy.loads(written("ris", CABLE, "7"))
    assert record == {
        "type_of_reference": "GOVDOC",
        "authors": ["U.S. Embassy Astana"],
        "title": "CIVIL SOCIETY",
        "year": "2009",
        "date": "2009/07/13/",
        "note": "09ASTANA1161",
        "start_page": "¶7",
        "notes": ["09ASTANA1161 ¶7"],
    }
    [record] = rispy.loads(written("ris", MEMO))
    assert record["type_of_reference"] == "GEN"
    assert "date" not in record


def rendered(records: str) -> str:
    """The records as a citation processor prints them in the style that comes with it."""
    source = CiteProcJSON(json.loads(records))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatters.plain)
    bibliography.register(Citation([CitationItem(key) for key in source]))
    [entry] = bibliography.bibliography()
    return str(entry)


def test_csl_json_as_a_citation_processor_prints_it() -> None:
    printed = rendered(written("csl-json", CABLE, "7"))
    assert printed == "U.S. Embassy Astana (2009) CIVIL SOCIETY. Cable 09ASTANA1161."
    assert json.loads(written("csl-json", CABLE))[0]["author"] == [
        {"literal": "U.S. Embassy Astana"}
    ]
    assert "Ida Tarn" in rendered(written("csl-json", MEMO))


# What TeX prints for commands that pylatexenc does not know, or takes for another sign.
PRINTED = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciicircum": "^",
}


def tex_decoder() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    macros = [MacroTextSpec(name, sign) for name, sign in PRINTED.items()]
    context.add_context_category("printed", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context)


def bibtex_fields(entry: str) -> dict[str, str]:
    read = parse_string(entry, append_middleware=[LatexDecodingMiddleware(decoder=tex_decoder())])
    assert not read.failed_blocks
    [only] = read.entries
    return {field.key: field.value for field in only.fields} | {"": only.key}


def test_bibtex_as_a_reference_manager_reads_it() -> None:
    assert bibtex_fields(written("bibtex", CABLE, "7")) == {
        "": "09ASTANA1161-7",
        "author": "U.S. Embassy Astana",
        "title": "CIVIL SOCIETY",
        "howpublished": "Cable 09ASTANA1161",
        "year": "2009",
        "month": "July 13",
        "note": "¶7",
    }


NASTY = (
    "ER  - ",
    "a}, note = {b",
    "{",
    "}\\",
    "two\nlines\r\nTI  - forged",
    "it''s a -- dash --- and ``quotes'' ,, ?` 100% $x$ #1 a_b ~^& <x> |",
    "\\textbackslash{} \\input{x} % no",
    "ends on \\",
    "nul \x00 esc \x1b nel \x85 separator \u2028 end",
    "Ünïcödé Ωμέγα 漢字 🜚 e\u0301",
    "@misc{x, title={y}}",
)
TITLES = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))


def as_one_line(text: str) -> str:
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    return " ".join("".join(kept).split())


def titled(title: str) -> tuple[Document, str]:
    return Document(title, title, None, "m.txt", "text", {"author": title}), as_one_line(title)


@given(title=TITLES)
@example(title=NASTY[5])
@example(title=NASTY[1])
def test_any_title_comes_back_from_ris_and_csl_json(title: str) -> None:
    document, expected = titled(title)
    [record] = rispy.loads(written("ris", document, "7"))
    assert record.get("title", "") == expected
    assert record.get("authors", [""]) == [expected]
    [item] = json.loads(written("csl-json", document, "7"))
    assert item.get("title", "") == expected
    CiteProcJSON([item])


@given(title=TITLES)
@example(title=NASTY[5])
@example(title=NASTY[1])
@example(title=NASTY[3])
def test_any_title_comes_back_from_bibtex(title: str) -> None:
    document, expected = titled(title)
    fields: dict[str, Any] = bibtex_fields(written("bibtex", document, "7"))
    assert fields.get("title", "") == expected
    assert fields.get("author", "") == expected
    assert set(fields) <= {"", "author", "title", "howpublished", "note"}


@given(title=TITLES)
def test_what_people_read_is_one_line_that_ends_in_a_full_stop(title: str) -> None:
    for style in ("short", "chicago", "bluebook"):
        line = written(style, titled(title)[0], "7")
        assert line.splitlines() == [line]
        assert style == "short" or line.endswith(".")
