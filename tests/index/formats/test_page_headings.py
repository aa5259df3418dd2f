"""What the mark-up of web pages and Markdown says of headings and code reaches the paragraphs."""

import pytest

from tests.index.formats.texts import HEADER, parsed

Paragraphs = list[tuple[str, str, str]]


def read(text: str, name: str) -> Paragraphs:
    """Number, heading and text of each paragraph."""
    return [(p.paragraph, p.heading, p.text) for p in parsed(text, format=name).paragraphs]


@pytest.mark.parametrize(
    "before", ["<pre>no stop</pre>", "<p>(b) a list; </p>", "<p>and so on,</p>"]
)
@pytest.mark.parametrize("heading", ["Part three", "what of the rest?", "IV. END OF IT."])
def test_a_heading_is_one_whatever_stands_before(before: str, heading: str) -> None:
    page = f"<h1>T</h1><p>1. One.<p>2. Two.</p>{before}<h2>{heading}</h2><p>3. Three.<p>4. Four."
    found = read(page, "html")
    assert [(label, above) for label, above, _ in found] == [
        ("1", ""),
        ("2", ""),
        ("3", heading),
        ("4", ""),
    ]


def test_a_heading_after_code_in_markdown() -> None:
    text = "# T\n\n1. One.\n\n```\ncode here\n```\n\n## Part two\n\n2. Two.\n\n## Last\n"
    document = parsed(text, format="markdown")
    assert [(p.paragraph, p.heading, p.text) for p in document.paragraphs] == [
        ("1", "", "One.\ncode here"),
        ("2", "Part two", "Two."),
        ("u1", "", "Last"),
    ]
    assert document.document.metadata == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "markdown",
            "1. One.\n\n2. Two.\n\n3. Three:\n\n```\n4. a line\n4.1 another\n```\n\n"
            "4. Four.\n\n5. Five.",
        ),
        (
            "html",
            "<p>1. One.<p>2. Two.<p>3. Three:<pre><code>4. a line\n4.1 another</code></pre>"
            "<p>4. Four.<p>5. Five.",
        ),
    ],
)
def test_no_paragraph_begins_in_code(name: str, text: str) -> None:
    assert read(text, name) == [
        ("1", "", "One."),
        ("2", "", "Two."),
        ("3", "", "Three:\n4. a line 4.1 another"),
        ("4", "", "Four."),
        ("5", "", "Five."),
    ]


def test_paragraphs_that_are_only_indented_or_in_pre_are_no_code() -> None:
    expected = [("1", "", "One."), ("2", "", "Two.")]
    assert read("Title\n\n    1. One.\n\n    2. Two.\n", "markdown") == expected
    assert read("<h1>Title</h1><pre>1. One.\n\n2. Two.</pre>", "html") == expected


def test_a_single_section_of_a_section_is_numbered_by_its_heading() -> None:
    text = (
        "# P\n\n## 1. Scope\n\nA.\n\n## 2. Method\n\nB.\n\n### 2.1 Samples\n\nC.\n\n## 3. End\n\nD."
    )
    assert read(text, "markdown") == [
        ("1", "", "Scope A."),
        ("2", "", "Method B."),
        ("2.1", "", "Samples C."),
        ("3", "", "End D."),
    ]


@pytest.mark.parametrize("owner", ["Copyright", "© Ellery Press", "<p>Copyright 2011 Press</p>"])
def test_a_page_is_not_signed_by_its_copyright(owner: str) -> None:
    page = f"<h1>Judgment</h1><p>1. One.<p>2. Two.<footer>{owner}</footer>"
    document = parsed(page, format="html")
    assert document.document.metadata == {}
    assert [p.paragraph for p in document.paragraphs] == ["1", "2"]


def test_the_call_of_a_note_is_no_part_of_a_word() -> None:
    page = (
        "<p>1. The goods<sup>1</sup> rose.<sup>2, 3</sup> On the 4<sup>th</sup>, 5 km<sup>2</sup>."
    )
    assert read(page, "html") == [("1", "", "The goods 1 rose. 2, 3 On the 4th, 5 km2.")]


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_a_cable_in_a_page_is_read_as_a_cable(name: str) -> None:
    cable = f"{HEADER}\n1. (C) One.\n\n2. (C) Two.\n"
    text = (
        f"<h1>Cable</h1><pre><code>{cable}</code></pre>" if name == "html" else f"```\n{cable}```"
    )
    (found,) = [parsed(text, format=name)]
    assert found.document.doc_id == "09ASTANA1161"
    assert [(p.paragraph, p.text) for p in found.paragraphs] == [("1", "One."), ("2", "Two.")]
