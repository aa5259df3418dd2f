"""Pages as text: what a browser shows, the numbers of lists, nothing lost, no crash."""

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.html import html_charset, html_text
from index.formats.lines import unmarked
from index.model import Paragraph
from tests.index.formats.texts import labels, parsed, words

PATH = Path("page.html")


def shown(page: str) -> str:
    return unmarked(html_text(page, PATH))


def lines(page: str) -> list[str]:
    """The written lines without their indents."""
    return [line.strip() for line in shown(page).split("\n") if line.strip()]


def paragraphs(page: str) -> tuple[Paragraph, ...]:
    return parsed(page, format="html").paragraphs


RULES = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Ferry rules | Harbour office</title>
<style>p { color: red }</style><script>let p = "<p>9. Not this.</p>";</script></head>
<body><nav><a href="/">Home</a> · <a href="/rules">Rules</a></nav>
<h1>FERRY RULES</h1>
<p>Made 14 March 2011</p>
<h2>Crews</h2>
<p><b>1.</b>&nbsp;The master keeps a log&shy;book.</p>
<p>2. The crew
   is of <em>four</em>:</p>
<ol type="a"><li>a master;</li><li>a mate; and<li>two hands.</ol>
<p>3. Fares are &lt; 5&nbsp;crowns &amp;amp; paid aboard:</p>
<table><tr><th>Who</th><th>Fare</th></tr><tr><td>Adult</td><td>4</td></tr></table>
<h2>Weather</h2>
<p>4. In fog<br>the ferry waits.</p>
<aside>Amended in 2012.</aside>
<footer><p>Signed, the Warden</p></footer>
<footer><a href="/privacy">Privacy</a> <a href="/imprint">Imprint</a></footer>
</body></html>
"""


def test_a_page_line_by_line() -> None:
    assert shown(RULES) == (
        "FERRY RULES\n\nMade 14 March 2011\n\nCrews\n\n1. The master keeps a logbook.\n\n"
        "2. The crew is of four:\n\n    a. a master;\n\n    b. a mate; and\n\n    c. two hands.\n\n"
        "3. Fares are < 5 crowns &amp; paid aboard:\n\nWho | Fare\nAdult | 4\n\nWeather\n\n"
        "4. In fog\nthe ferry waits.\n\nAmended in 2012.\n\nSigned, the Warden"
    )


def test_a_page_as_a_document() -> None:
    document = parsed(RULES, format="html")
    assert (document.document.title, document.document.date) == ("FERRY RULES", "2011-03-14")
    by_label = {p.paragraph: p for p in document.paragraphs}
    assert [label for label in by_label if not label.startswith("u")] == ["1", "2", "3", "4"]
    assert by_label["2"].text.split("\n")[1:] == ["a. a master;", "b. a mate; and", "c. two hands."]
    assert (by_label["4"].heading, by_label["1"].heading) == (
        "Weather",
        "Made 14 March 2011 · Crews",
    )


@pytest.mark.parametrize(
    ("attributes", "items", "expected"),
    [
        ("", "<li>x<li>y", ["1. x", "2. y"]),
        ("start=7", "<li>x<li>y", ["7. x", "8. y"]),
        ("start=' -1x'", "<li>x<li>y<li>z", ["-1. x", "0. y", "1. z"]),
        ("start=x", "<li>x", ["1. x"]),
        ("reversed", "<li>x<li>y<li>z", ["3. x", "2. y", "1. z"]),
        ("reversed start=9", "<li>x<li>y", ["9. x", "8. y"]),
        ("", "<li>x<li value=5>y<li>z", ["1. x", "5. y", "6. z"]),
        ("type=a start=26", "<li>x<li>y", ["z. x", "aa. y"]),
        ("type=A start=0", "<li>x<li>y", ["0. x", "A. y"]),
        ("type=i start=4", "<li>x<li type=A>y", ["iv. x", "E. y"]),
        ("type=I start=3999", "<li>x<li>y", ["MMMCMXCIX. x", "4000. y"]),
        ("style='list-style-type: upper-roman'", "<li>x<li>y", ["I. x", "II. y"]),
        ("style='list-style: none'", "<li>§ 4 x<li>y", ["§ 4 x", "y"]),
        ("class=plain", "<li>1. x<li>2. y", ["1. x", "2. y"]),
        ("class=plain", "<li>(a) x<li><p>(b) y", ["(a) x", "(b) y"]),
        ("start=4", "<li>[4] x<li>[5] y", ["[4] x", "[5] y"]),
        ("", "<li>(a) x; (b) y<li>z", ["1. (a) x; (b) y", "2. z"]),
        ("", "<li>(a) x", ["1. (a) x"]),
        ("", "<li><li>y", ["1.", "2. y"]),
        ("", "<li><ol type=i><li>x</ol><li>y", ["1. i. x", "2. y"]),
        ("", "<li><table><tr><td>x<td>y</table>", ["1. x | y"]),
    ],
)
def test_numbers_of_lists(attributes: str, items: str, expected: list[str]) -> None:
    assert lines(f"<ol {attributes}>{items}</ol>") == expected


def test_lists_without_numbers_and_items_without_list() -> None:
    assert lines("<ul><li>x<li>— y<li>(1) z</ul><li>w") == ["- x", "— y", "(1) z", "- w"]


def test_lists_in_lists_are_indented_and_count_apart() -> None:
    page = "<p>1. One:<ol><li>x<ol type=a><li>y<li>z</ol><li>w</ol><p>2. Two.<p>3. Three."
    assert shown(page).split("\n")[2::2] == [
        "    1. x",
        "        a. y",
        "        b. z",
        "    2. w",
        "2. Two.",
        "3. Three.",
    ]
    assert labels(paragraphs(page)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("<tr><td>a<td>b<tr><td>c<td>d", "a | b\nc | d"),
        ("<tr><td>a<td><td>c", "a | | c"),
        (
            "<tr><td>(1)<td>Whereas.<tr><td>(2)<td><p>So.<p>Then.",
            "(1) Whereas.\n\n(2) So.\n\nThen.",
        ),
        ("<tr><td><p>a<p>b<td>c", "a\n\nb\n\nc"),
        ("<tr><td>a<br>b<td>c", "a b | c"),
        ("<tr><td>a<br>b", "a\nb"),
        ("<caption>T</caption><thead><tr><th>h<tbody><tr><td>a<td>b", "T\n\nh\n\na | b"),
        ("<tr><td>a<td><table><tr><td>x<td>y<tr><td>z<td>w</table>", "a | x | y z | w"),
    ],
)
def test_tables(table: str, expected: str) -> None:
    assert shown(f"<table>{table}</table>") == expected


def test_two_tables_are_kept_apart() -> None:
    assert shown("<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>") == "a | b\n\nc | d"


def test_preformatted_lines_are_kept() -> None:
    assert shown("x<pre>\n1. (U) One\n  two\n\n\n<b>3.</b>&nbsp; Three\n</pre>y") == (
        "x\n\n1. (U) One\n  two\n\n\n3.  Three\n\ny"
    )


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<title>T</title><p>x", "T\n\nx"),
        ("<title>T</title><h2>H</h2>x", "H\n\nx"),
        ("<title>T</title><h2> </h2>x", "T\n\nx"),
        ("<title>T</title><table><tr><td><h1>H</h1><td>x</table>", "H | x"),
        ("<svg><title>T</title></svg>x", "x"),
        ("<title>T</title>", "T"),
        ("", ""),
    ],
)
def test_the_title_stands_in_for_a_heading(page: str, expected: str) -> None:
    assert shown(page) == expected


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>w</script>",
        "<style>w</style>",
        "<template>w</template>",
        "<noscript>w</noscript>",
        "<!-- w -->",
        "<p hidden>w</p>",
        "<p style='color:red; display : none'>w</p>",
        "<iframe>w</iframe>",
        "<nav><ul><li><a href=x>w</a></ul></nav>",
        "<footer><a href=x>w w</a> | <a href=x>w w w w</a></footer>",
        "<img alt=w><input value=w>",
    ],
)
def test_what_is_not_seen_is_left_out(unseen: str) -> None:
    assert lines(f"a {unseen} b") in (["a b"], ["a", "b"])


@pytest.mark.parametrize(
    "seen",
    [
        "<nav>w</nav>",
        "<aside><a href=x>w</a></aside>",
        "<footer>w</footer>",
        "<article><footer><a href=x>w</a></footer></article>",
        "<details><summary>v</summary>w</details>",
        "<p hidden=until-found>w</p>",
        "<del>w</del>",
        "<header><a href=x>w</a></header>",
        "<unknown-tag>w</unknown-tag>",
    ],
)
def test_what_may_be_text_is_kept(seen: str) -> None:
    assert "w" in " ".join(lines(f"a {seen} b")).split()


def test_a_page_of_links_alone_is_kept() -> None:
    assert lines("<nav><a href=x>w</a></nav>") == ["w"]


def test_the_number_of_a_note_is_no_part_of_a_word() -> None:
    assert lines(
        "law<sup><a href=#n>1</a></sup>, act<a href=#n><sup>2</sup></a>, m<sup>2</sup>"
    ) == ["law 1, act 2, m2"]


@pytest.mark.parametrize("end", ["<br><br>", "<br>\n&nbsp;<br>", "<br><br><br><br>"])
def test_line_breaks_that_part_paragraphs(end: str) -> None:
    assert shown(f"1. One{end}2. Two") == "1. One\n\n2. Two"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ("<META CHARSET = 'KOI8-R' >", "koi8-r"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<meta content='text/html;charset=gb2312' http-equiv=content-type>", "gb18030"),
        ('<?xml version="1.0" encoding="Shift_JIS"?>', "cp932"),
        ('<?xml version="1.0" encoding="utf-8"?><meta charset="windows-1251">', "cp1251"),
        ("<!-- <meta charset=big5> --><meta charset=euc-kr>", "cp949"),
        ("<meta charset=utf-16le>", "utf-8"),
        ("<meta charset=nonsense><meta charset=latin2>", "iso8859-2"),
        ("<meta charset=rot13>", None),
        ("<meta charset=utf-7>", None),
        ("<meta name=description content=charset>", None),
        ("<p>charset=utf-8</p>", None),
        (" " * 1024 + "<meta charset=utf-8>", None),
        ("", None),
    ],
)
def test_declared_encodings(head: str, expected: str | None) -> None:
    assert html_charset(head.encode()) == expected


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_search_for_an_encoding(data: bytes) -> None:
    html_charset(data)
    html_charset(b"<meta charset=" + data)


# Pages of known words: what is seen is written once and in order, whatever the tags.
_TAGS = st.sampled_from(
    "p div b i span a h2 ol ul li table tr td th pre br blockquote section article dl dt dd q sup "
    "center font header aside details summary form button select option svg math nav footer".split()
)
_PIECE = st.one_of(
    st.integers(0, 999).map(lambda number: f" w{number} "),
    _TAGS.map(lambda tag: f"<{tag}>"),
    _TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        ["<ol reversed>", "<ol start=3 type=i>", "<li value=4>", "&nbsp;", "<!-- x -->"]
    ),
)


@given(st.lists(_PIECE, max_size=40).map("".join))
def test_every_visible_word_is_written_once(page: str) -> None:
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(page)
    for furniture in ("nav", "footer", "svg", "math"):
        for node in parser.css(furniture):
            node.unwrap()
    seen = parser.html or ""
    inside = words(LexborHTMLParser(seen).body.text())  # type: ignore[union-attr]
    written = words(shown(seen))
    assert Counter({w: n for w, n in written.items() if w.startswith("w")}) == inside


@given(st.one_of(st.text(max_size=300), st.lists(_PIECE | st.text(max_size=9)).map("".join)))
def test_nothing_crashes_and_all_is_repeatable(page: str) -> None:
    text = shown(page)
    assert text == shown(page)
    assert not text.startswith("\n")
    assert not text.endswith("\n")


def test_half_a_character_does_not_crash() -> None:
    assert shown("a \ud800 b").startswith("a ")


@pytest.mark.parametrize("tag", ["div", "ol><li", "b", "table><tr><td", "blockquote"])
def test_deep_pages_are_read(tag: str) -> None:
    assert lines(f"<{tag}>" * 2000 + "end")[-1].endswith("end")


def test_time_is_linear_in_the_size_of_a_page() -> None:
    page = "".join(f"<p>{n}. Words of it.<ol><li>x<li>y</ol>" for n in range(20_000))
    begun = time.monotonic()
    assert shown(page).count("Words of it.") == 20_000
    assert time.monotonic() - begun < 10
