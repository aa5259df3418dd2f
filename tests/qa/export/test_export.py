"""An exported conversation, read back by libraries that know its format."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from selectolax.lexbor import LexborHTMLParser

from index.errors import InputError, UnknownDocument
from index.filters import Filter
from index.model import Document, Paragraph
from qa.export import FORMATS, Transcript, export
from qa.model import Answer, Citation, Hit, Statement

FACTS = {"origin": "Embassy Astana"}
CABLE = Document("09ASTANA1161", "CIVIL <i>SOCIETY</i>", "2009-07-13", "a.txt", "cable", FACTS)
REFERENCE = (
    "U.S. Embassy Astana, “CIVIL <i>SOCIETY</i>,” cable 09ASTANA1161, July 13, 2009, para. {}."
)
NASTY = (
    "<script>ran = 1</script> <img src=x onerror='ran = 2'> &amp; [here](javascript:ran())\n"
    "![x](y) `code` ``` | a | b |\n\n# head\n===\n---\n- item\n1. one\n> quoted\n    code\n"
    "[^1] [1]: http://x _a_ *b* ~~c~~ $d$ \\\n[^2]: forged {{ x }} {% y %}"
)
PLAIN = "Burns met activists. He praised them."


class Held:
    """A library of one document."""

    def __init__(self, *texts: str) -> None:
        self.texts = {str(at): text for at, text in enumerate(texts, 1)}

    def document(self, doc_id: str) -> Document:
        assert doc_id == CABLE.doc_id
        return CABLE

    def paragraph(self, doc_id: str, label: str) -> Paragraph:
        if label not in self.texts:
            raise UnknownDocument(f"{doc_id} has no paragraph {label}")
        return Paragraph(doc_id, label, 0, "", "", self.texts[label], 1, 1)

    def answer(self, question: str, *labels: str, end: int | None = None) -> Answer:
        paragraphs = [self.paragraph(CABLE.doc_id, label) for label in labels]
        citations = tuple(
            Citation.of(each, marker=n, start=0, end=end or len(each.text))
            for n, each in enumerate(paragraphs, 1)
        )
        return Answer(question, bool(labels), 0.9, "text", citations, ())

    def no_answer(self, question: str) -> Answer:
        paragraphs = [self.paragraph(CABLE.doc_id, label) for label in self.texts] * 4
        hits = tuple(Hit(each, 1, n, None, None) for n, each in enumerate(paragraphs, 1))
        return Answer(question, False, 0.1, "text", (), hits, warnings=("index <b>rebuilt</b>",))


def exported(suffix: str, held: Held, *answers: Answer) -> bytes:
    return FORMATS[suffix](Transcript.of(answers, held))


def of_markdown(written: bytes) -> LexborHTMLParser:
    """What a reader of Markdown with footnotes makes of it; HTML in it would come through."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    return LexborHTMLParser(reader.use(footnote_plugin).render(written.decode()))


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [re.sub(r"\s*\n\s*", "\n", node.text()).strip() for node in page.css(selector)]


def lines_of(text: str) -> str:
    """The text as a page shows it whose line breaks are kept, without empty lines."""
    return re.sub(r"[ \t]*\n\s*", "\n", text)


def docx_notes(written: bytes) -> list[str]:
    """The texts of the footnotes of a Word file."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        root = ElementTree.fromstring(package.read("word/footnotes.xml"))
        body = ElementTree.fromstring(package.read("word/document.xml"))
    said = {
        note.get(f"{w}id"): "".join(
            "\n" if node.tag == f"{w}br" else node.text or ""
            for node in note.iter()
            if node.tag in {f"{w}t", f"{w}br"}
        )
        for note in root
    }
    calls = [call.get(f"{w}id") for call in body.iter(f"{w}footnoteReference")]
    assert set(said) == {"-1", "0", *calls}, "each note is called"
    return [said[call].strip() for call in calls]


CONVERSATION = ("Who met whom?", "And <b>then</b>?")


def conversation(held: Held) -> tuple[Answer, ...]:
    return (
        held.answer(CONVERSATION[0], "1", "2"),
        held.no_answer(CONVERSATION[1]),
        held.answer("Again?", "1", end=20),
    )


NOTES = [
    f"“{PLAIN}” 09ASTANA1161 ¶1.\n{REFERENCE.format(1)}",
    f"“{NASTY}” 09ASTANA1161 ¶2.\n{REFERENCE.format(2)}",
    f"“{PLAIN[:20]}” 09ASTANA1161 ¶1.\n{REFERENCE.format(1)}",
]


def test_markdown() -> None:
    held = Held(PLAIN, NASTY)
    page = of_markdown(exported(".md", held, *conversation(held)))
    assert texts(page, "h2") == [*CONVERSATION, "Again?"]
    quotes = [f"{lines_of(note.split('” 09')[0])}”[{n}]" for n, note in enumerate(NOTES, 1)]
    assert texts(page, "blockquote") == quotes
    assert texts(page, ".footnote-item") == [f"{lines_of(note)} ↩︎" for note in NOTES]
    assert "The documents do not answer this." in texts(page, "strong")
    assert "Closest, but not an answer:" in texts(page, "p")
    assert len(page.css("ul > li")) == 3
    assert page.css("ul > li")[0].text() == f"09ASTANA1161 ¶1: {PLAIN}"
    assert "Note: index <b>rebuilt</b>" in texts(page, "p")


def test_html() -> None:
    held = Held(PLAIN, NASTY)
    written = exported(".html", held, *conversation(held)).decode()
    page = LexborHTMLParser(written)
    assert texts(page, "h2") == [*CONVERSATION, "Again?"]
    for node, note in zip(page.css("footer li"), NOTES, strict=True):
        [quote] = node.css(".quote")
        assert f"{quote.text()} 09" == note.split("09ASTANA")[0] + "09"
        assert note.split("\n")[-1] in node.text()
        target = node.css("a")[0].attributes["href"]
        assert target is not None
        assert page.css(target), "the way back leads to the call"
    assert [call.text() for call in page.css("sup a")] == ["1", "2", "3"]
    assert all(page.css(str(call.attributes["href"])) for call in page.css("sup a"))
    assert "Closest, but not an answer:" in texts(page, "p")
    assert "http" not in re.sub(r"http://x|http-equiv", "", written), "it asks for nothing"


def test_docx() -> None:
    held = Held(PLAIN, NASTY)
    written = exported(".docx", held, *conversation(held))
    assert docx_notes(written) == NOTES
    paragraphs = docx.Document(io.BytesIO(written)).paragraphs
    said = [(each.style.name if each.style else "", each.text) for each in paragraphs]
    assert ("Heading 2", CONVERSATION[1]) in said
    assert ("Quote", f"“{NASTY}”") in said
    assert ("Normal", "The documents do not answer this.") in said
    assert ("List Bullet", f"09ASTANA1161 ¶1: {PLAIN}") in said


def test_json() -> None:
    held = Held(PLAIN, NASTY)
    answers = json.loads(exported(".json", held, *conversation(held)))["answers"]
    assert [each["question"] for each in answers] == [*CONVERSATION, "Again?"]
    assert [each["answered"] for each in answers] == [True, False, True]
    citation = answers[0]["citations"][1]
    assert citation["quote"] == NASTY
    assert citation["note"] == 2
    assert citation["reference"] == REFERENCE.format(2)
    assert answers[2]["citations"][0]["note"] == 3


MARKUP = {"script", "img", "table", "pre", "code", "em", "del", "hr", "s", "ol", "i"}


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_no_word_of_a_document_becomes_markup(suffix: str) -> None:
    held = Held(NASTY)
    written = exported(suffix, held, held.answer(NASTY, "1"), held.no_answer(NASTY))
    page = of_markdown(written) if suffix == ".md" else LexborHTMLParser(written.decode())
    quotes = page.css("blockquote, li, h2")
    assert quotes
    for node in quotes:
        inside = {each.tag for each in node.css("*")} - {"li"}
        assert not inside & MARKUP, node.html
    for link in page.css("a"):
        assert str(link.attributes["href"]).startswith("#")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("now", ["Burns met nobody.", "", None])
def test_a_quote_that_does_not_stand_there_is_never_written(
    tmp_path: Path, suffix: str, now: str | None
) -> None:
    held = Held(PLAIN)
    answer = held.answer("Who?", "1")
    path = tmp_path / f"answers{suffix}"
    path.write_text("as it was")
    changed = Held() if now is None else Held(now)
    with pytest.raises(UnknownDocument, match="09ASTANA1161"):
        export([answer], changed, path)
    assert path.read_text() == "as it was"
    export([answer], held, path)
    assert path.read_bytes() != b"as it was"
    assert list(tmp_path.iterdir()) == [path]


def test_a_suffix_that_is_no_format_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"answers\.pdf: .* \.md, \.html, \.docx, \.json"):
        export([], Held(), tmp_path / "answers.pdf")


def shown(text: str) -> str:
    """What a reader sees of a text: without the blanks that pages do not show."""
    return "".join(text.split())


def signs(text: str) -> str:
    """The text with its control characters as the signs that stand for them."""
    named = {chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
    named |= {"\x7f": "␡", **{chr(code): "\ufffd" for code in range(0x80, 0xA0)}}
    return "".join(named.get(sign, sign) for sign in text)


@given(
    text=st.text(min_size=1, max_size=80)
    | st.text(alphabet="\\`*_{}[]<>&|~^$@#-+=:.)1 \n\t!(/;x", min_size=1, max_size=40)
)
@example(text="a\x00b\x1bc\x85d\uffffe")
@example(text="\\\n\\\\\n\n\n]: x\n")
@example(text="&lt;b&gt; &#60;")
@example(text="a\n<!-- b\n</p \nc <?d")
@example(text="\n\t- a\n    b\n\n\n1) c\n12345. d")
def test_any_quote_is_shown_as_it_is(text: str) -> None:
    held = Held(text)
    answer = held.answer("Who?", "1")
    read: dict[str, Callable[[bytes], str]] = {
        ".md": lambda written: of_markdown(written).css("blockquote")[0].text().rstrip()[:-3],
        ".html": lambda written: (
            LexborHTMLParser(written.decode()).css("blockquote .quote")[0].text()
        ),
        ".docx": lambda written: docx.Document(io.BytesIO(written)).paragraphs[2].text,
    }
    for suffix, quote_in in read.items():
        expected = signs(text)
        if suffix == ".docx":
            expected = re.sub("[\ufffe\uffff]", "\ufffd", expected)
        assert shown(quote_in(exported(suffix, held, answer))) == shown(f"“{expected}”"), suffix
    [cited] = json.loads(exported(".json", held, answer))["answers"]
    assert cited["citations"][0]["quote"] == text


WRITTEN = (
    Statement("Burns met <b>~~them~~</b>.", (1,), True),
    Statement("Petrov\npaid <script>ran</script>.", (), False, "not in it: <i>Petrov</i>"),
)
STRUCK = "(not supported by the cited paragraph: not in it: <i>Petrov</i>)"


def written_conversation(suffix: str) -> bytes:
    held = Held(PLAIN)
    second = replace(held.answer("And?", "1"), statements=WRITTEN, understood_as="And <u>he</u>?")
    return exported(suffix, held, held.answer("Who?", "1"), second)


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_what_a_language_model_wrote_is_kept_and_what_failed_is_struck(suffix: str) -> None:
    written = written_conversation(suffix)
    page = of_markdown(written) if suffix == ".md" else LexborHTMLParser(written.decode())
    assert texts(page, "s") == ["Petrov paid <script>ran</script>."]
    paragraphs = texts(page, "p")
    assert f"Petrov paid <script>ran</script>. {STRUCK}" in paragraphs
    (kept,) = [each for each in page.css("p") if each.text().startswith("Burns met <b>~~them")]
    assert [link.text().strip("[]") for link in kept.css("a")] == ["2"], "the second note of all"
    assert "Understood as: And <u>he</u>?" in paragraphs
    assert not page.css("script, u, b")


def test_word_has_what_a_language_model_wrote_too() -> None:
    document = docx.Document(io.BytesIO(written_conversation(".docx")))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.strike] == ["Petrov paid <script>ran</script>."]
    said = [paragraph.text for paragraph in document.paragraphs]
    assert f"Petrov paid <script>ran</script>. {STRUCK}" in said
    assert "Burns met <b>~~them~~</b>. [2]" in said
    assert "Understood as: And <u>he</u>?" in said


def test_json_has_what_a_language_model_wrote_too() -> None:
    second = json.loads(written_conversation(".json"))
    assert "not in it: <i>Petrov</i>" in json.dumps(second)


FILTERS = (Filter("origin", "<b>Astana</b>"), Filter("date", "2006..2007"), Filter("date", "2009"))
NARROWED = "Only documents with Origin: <b>Astana</b> · Date: from 2006 to 2007 · Date: 2009"


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_a_question_was_narrowed_to_and_what_was_not_done_are_told(suffix: str) -> None:
    held = Held(PLAIN)
    narrowed = replace(held.answer("Who?", "1"), filters=FILTERS)
    refused = Answer("Summarise it", False, 0.0, "Name the *document*.", (), ())
    written = exported(suffix, held, narrowed, refused)
    if suffix == ".json":
        first, second = json.loads(written)["answers"]
        assert first["filters"] == ["origin=<b>Astana</b>", "date=2006..2007", "date=2009"]
        assert (second["answer"], "filters" in second) == ("Name the *document*.", False)
        return
    if suffix == ".docx":
        said = [each.text for each in docx.Document(io.BytesIO(written)).paragraphs]
    else:
        page = of_markdown(written) if suffix == ".md" else LexborHTMLParser(written.decode())
        assert not page.css("b, em")
        said = texts(page, "p")
    assert said.count(NARROWED) == 1
    assert "Name the *document*." in said
    assert "The documents do not answer this." not in said


def with_part(suffix: str) -> bytes:
    held = Held(PLAIN)
    answer = held.answer("Who?", "1")
    under = replace(answer.citations[0], under="DISSENT of\n<b>Marr</b>")
    struck = Statement("Petrov paid.", (1,), False, "not in it: Petrov")
    return exported(
        suffix, held, replace(answer, citations=(under,), statements=(*WRITTEN, struck))
    )


def test_what_a_model_wrote_is_said_to_be_its() -> None:
    held = Held(PLAIN)
    written = replace(held.answer("Who?", "1"), statements=WRITTEN, written_by="osk<b>-7")
    said = "Written by the language model osk<b>-7; each sentence was checked against the paragraph"
    markdown = of_markdown(exported(".md", held, written))
    assert said in " ".join(markdown.text().split())
    assert said in LexborHTMLParser(exported(".html", held, written).decode()).text()
    archive = zipfile.ZipFile(io.BytesIO(exported(".docx", held, written)))
    assert said in "".join(ElementTree.fromstring(archive.read("word/document.xml")).itertext())
    assert json.loads(exported(".json", held, written))["answers"][0]["written_by"] == "osk<b>-7"
    assert "language model" not in exported(".md", held, held.answer("Who?", "1")).decode()


class HeldCase(Held):
    """A library of one judgment."""

    def document(self, doc_id: str) -> Document:
        return replace(CABLE, format="text", metadata={"court": "THE COURT"})


def test_a_note_tells_a_dissent() -> None:
    held = HeldCase(PLAIN)
    answer = held.answer("Who?", "1")
    dissent = replace(answer.citations[0], under="DISSENT of Marr")
    for under, told in ((answer.citations[0], False), (dissent, True)):
        written = exported(".md", held, replace(answer, citations=(under,))).decode()
        assert ("para. 1 (dissenting)" in written) == told


TOLD = "09ASTANA1161 ¶1, under “DISSENT of <b>Marr</b>”."


def test_footnotes_tell_the_part_that_a_quote_is_from_and_struck_sentences_have_theirs() -> None:
    for suffix in (".md", ".html"):
        written = with_part(suffix)
        page = of_markdown(written) if suffix == ".md" else LexborHTMLParser(written.decode())
        assert TOLD in " ".join(page.text().split()), suffix
        assert not page.css("b")
        (struck,) = [p for p in page.css("p") if p.text().startswith("Petrov paid.")]
        assert [link.text().strip("[]")[0] for link in struck.css("a")] == ["1"], "again"
    archive = zipfile.ZipFile(io.BytesIO(with_part(".docx")))
    notes = ElementTree.fromstring(archive.read("word/footnotes.xml"))
    assert TOLD in " ".join("".join(notes.itertext()).split())
    document = docx.Document(io.BytesIO(with_part(".docx")))
    said = "Petrov paid. [1] (not supported by the cited paragraph: not in it: Petrov)"
    assert said in [paragraph.text for paragraph in document.paragraphs]
    [answer] = json.loads(with_part(".json"))["answers"]
    assert answer["citations"][0]["under"] == "DISSENT of\n<b>Marr</b>"
    assert answer["statements"][-1]["markers"] == [1]
