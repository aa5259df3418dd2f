"""The page, read back as HTML."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from eval.evaluation_file import EvaluationFile
from eval.model import Judgement, Query
from eval.report.content import gather
from eval.report.page import render_report
from tests.eval.report.conftest import (
    FINDINGS_A,
    MEASURES,
    NASTY,
    QUERIES,
    TEXTS,
    answer,
    evaluation,
    read,
)
from tests.ui.html_tree import Node, parse

Read = tuple[Path, EvaluationFile]


@pytest.fixture
def one(a: Read) -> str:
    answers = {"q1": answer("q1", ("rules", "1")), "q2": answer("q2"), "x": answer("x")}
    return render_report(gather([a], answers=answers), read)


@pytest.fixture
def two(a: Read, b: Read) -> str:
    return render_report(gather([a, b]), read)


def rows(section: Node) -> list[list[str]]:
    """The cells of its tables, row by row."""
    cells = [
        [n.text.strip() for n in tr.all() if n.tag in {"th", "td"}] for tr in section.all("tr")
    ]
    return [row for row in cells if row]


def test_the_measures_are_those_of_the_evaluation(one: str, a: Read) -> None:
    found = a[1].evaluation
    shown = rows(parse(one).one("section", id="measures"))
    assert shown[1 : 1 + len(MEASURES)] == [
        [name, f"{found.measures[name]:.4f}", "{:.4f} to {:.4f}".format(*found.intervals[name])]
        for name in MEASURES
    ]
    assert shown[-1] == [
        "lexical",
        f"{found.latency.p50_ms:.1f}",
        f"{found.latency.p95_ms:.1f}",
    ]
    recall = rows(parse(one).one("section", id="plots"))
    assert recall[1][:2] == ["1", f"{found.measures['R@1']:.4f}"]
    assert recall[-1][0] == "100"


def test_two_evaluations_stand_side_by_side_with_their_comparison(
    two: str, a: Read, b: Read
) -> None:
    shown = {row[0]: row for row in rows(parse(two).one("section", id="measures"))}
    assert shown["RR@10"][1] == f"{a[1].evaluation.measures['RR@10']:.4f}" == "0.5000"
    assert shown["RR@10"][3] == f"{b[1].evaluation.measures['RR@10']:.4f}" == "0.5000"
    assert shown["RR@10"][5:] == ["0.0000", "−0.5000 to +0.5000", "1.0000", "1", "1", "1"]
    assert shown["R@1"][5] == "−0.3333"
    settings = parse(two).one("section", id="settings")
    differing = {row.all("th")[0].text for row in settings.all("tr", class_="differs")}
    assert {"Evaluation file", "Retriever"} <= differing
    assert "Encoder" not in differing


def test_the_data_of_the_table_are_those_of_the_evaluation(two: str, a: Read, b: Read) -> None:
    data = json.loads(parse(two).one("script", id="data").text)
    assert (data["letters"], data["measures"], data["by"]) == (
        ["A", "B"],
        list(MEASURES),
        "nDCG@10",
    )
    assert [query["id"] for query in data["queries"]] == ["q1", "q2", "q10"]
    for at, (_, kept) in enumerate((a, b)):
        for query, evaluated in zip(data["queries"], kept.evaluation.queries, strict=True):
            finding = query["findings"][at]
            assert finding["measures"] == [round(v, 4) for v in evaluated.measures.values()]
            first = [(data["passages"][n][0], score) for n, score in finding["first"]]
            assert first == [
                (f"{each.doc_id} ¶{each.paragraph}", round(each.score, 4))
                for each in evaluated.ranking[:3]
            ]
    assert data["queries"][2]["findings"][0]["ranks"] == [None]
    assert data["queries"][2]["findings"][1]["ranks"] == [2]
    # Each passage stands there once.
    assert sorted(label for label, _ in data["passages"]) == ["law ¶9", "rules ¶1", "rules ¶2"]


def test_questions_and_passages_are_text_whatever_they_hold(one: str) -> None:
    page = parse(one)
    assert len(page.all("script")) == 2
    assert page.all("img") == []
    assert page.one("title").text.endswith("<b>set.jsonl")
    headings = [node.text for node in page.one("section", id="worst").all("h3")]
    assert f"q1 Who {NASTY}?" in headings
    texts = [node.text for node in page.one("section", id="worst").all("p", class_="text")]
    assert TEXTS["rules", "1"] in texts
    data = json.loads(page.one("script", id="data").text)
    assert data["queries"][0]["query"] == QUERIES[0].query
    assert "<script>window" not in one
    assert "</script></script>" not in one


def test_control_characters_are_shown(a: Read) -> None:
    page = render_report(gather([a]), lambda *_: "A \x1b[31m\x00 sign")
    assert "A ␛[31m␀ sign" in page
    assert "\x1b" not in page
    assert "\x00" not in page


def test_the_page_needs_nothing_else(one: str, two: str) -> None:
    for html in (one, two):
        assert re.findall(r"https?:|//[a-z]+\.|@import|url\((?!#)", html) == []
        page = parse(html)
        policy = next(m for m in page.all("meta") if "http-equiv" in m.attributes)
        script = page.all("script")[-1].text
        digest = b64encode(sha256(script.encode()).digest()).decode()
        assert (
            f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
            in (policy.attributes["content"])
        )
        for node in page.all():
            outside = {
                k: v for k, v in node.attributes.items() if k in {"src", "href", "xlink:href"}
            }
            assert all(value.startswith(("#", "data:,")) for value in outside.values())


def test_the_page_can_be_heard(one: str, two: str) -> None:
    for html in (one, two):
        page = parse(html)
        assert page.one("html").attributes["lang"] == "en"
        levels = [int(n.tag[1]) for n in page.all() if re.fullmatch("h[1-6]", n.tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(below <= above + 1 for above, below in pairwise(levels))
        assert all(th.attributes.get("scope") in {"col", "row"} for th in page.all("th"))
        drawings = page.all("div", role="img")
        assert drawings
        assert all(len(each.attributes["aria-label"]) > 30 for each in drawings)
        ids = [n.attributes["id"] for n in page.all() if "id" in n.attributes]
        assert len(ids) == len(set(ids))
        named = {node.attributes["href"][1:] for node in page.all("a")}
        assert named <= set(ids)


def test_the_same_evaluations_give_the_same_page(a: Read, b: Read, two: str) -> None:
    assert render_report(gather([a, b]), read) == two


def test_plots_take_their_colours_from_the_page(two: str) -> None:
    drawings = parse(two).all("svg")
    assert len(drawings) == 3
    for drawing in drawings:
        styles = " ".join(node.attributes.get("style", "") for node in drawing.all())
        assert "var(--plot-first)" in styles
        assert re.findall(r"#[0-9a-f]{6}\b", styles) == []
        assert "font-family" not in styles
    assert {"A", "B"} <= {node.text for node in drawings[0].all("text")}


def test_answers_are_shown(one: str) -> None:
    page = parse(one)
    shown = {row[0]: row[1:] for row in rows(page.one("section", id="answers"))}
    assert shown["answered"][0] == "0.5000"
    assert shown["answered"][2] == "2"
    assert "Of 1 other questions" in page.one("section", id="answers").text
    worst = page.one("section", id="worst")
    assert worst.one("blockquote").text.startswith("“First <script>")
    assert "That the documents do not say." in worst.text


def test_without_a_library_passages_are_named_only(a: Read) -> None:
    page = parse(render_report(gather([a]), lambda *_: None))
    worst = page.one("section", id="worst")
    assert "rules ¶1" in worst.text
    assert worst.all("p", class_="text") == []


def test_missing_paragraphs_are_named(a: Read) -> None:
    queries = (*QUERIES, Query("q11", "What?", (Judgement("gone", "1", 1),)))
    page = parse(
        render_report(gather([(Path("a"), evaluation(FINDINGS_A, queries=queries))]), read)
    )
    settings = page.one("section", id="settings")
    assert "1 wanted paragraphs are not in the library" in settings.text
    assert "q11: gone ¶1" in settings.text
