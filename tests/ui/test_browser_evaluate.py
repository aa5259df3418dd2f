"""Evaluating in a browser: a set in, measures out, compared, and a failed question asked."""

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import ROOT
from tests.ui.pages import OpenPage, pincite

if TYPE_CHECKING:
    from playwright.sync_api import Page

SET = ROOT / "examples" / "questions.jsonl"
N_LONG = 40  # times the questions of the set: a run that does not end by itself

pytestmark = [pytest.mark.browser, pytest.mark.model]


def open_view(open_page: OpenPage, *, width: int = 1280, dark: bool = False) -> "Page":
    page = open_page(width=width, dark=dark)
    page.get_by_role("link", name="Evaluate").click()
    page.locator("#pc-set-upload input[type=file]").wait_for(state="attached")
    return page


def upload(page: "Page", path: Path) -> None:
    page.locator("#pc-set-upload input[type=file]").set_input_files(str(path))


def run(page: "Page", retriever: str) -> None:
    rows = page.locator("#pc-evaluations tbody tr")
    n_before = rows.count()
    page.get_by_label("Search", exact=True).select_option(retriever)
    page.get_by_role("button", name="Run").click()
    rows.nth(n_before).wait_for()
    page.frame_locator("iframe").get_by_role("heading", name="Measures").wait_for()


def remove_all(page: "Page") -> None:
    for box in page.locator("#pc-evaluations input[type=checkbox]").all():
        box.check()
    page.locator("#pc-evaluations").get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Delete them").click()
    page.get_by_text("No evaluation is kept yet").wait_for()


def test_a_set_is_measured_compared_and_asked(
    open_page: OpenPage, library: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"query_id": "q1"}\n', encoding="utf-8")
    page = open_view(open_page)
    page.get_by_text("No evaluation is kept yet").wait_for()
    upload(page, bad)
    page.get_by_text("bad.jsonl:1: needs 'query'").wait_for()
    upload(page, SET)
    page.get_by_label("Question set", exact=True).wait_for()

    run(page, "hybrid")
    command = pincite("eval", "run", SET, "--library", library, "--json")
    told = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, timeout=300)
    found = json.loads(told.stdout)
    headings = page.locator("#pc-evaluations thead th").all_inner_texts()
    cells = page.locator("#pc-evaluations tbody tr").first.locator("td, th").all_inner_texts()
    shown = dict(zip(headings, cells, strict=True))
    assert list(shown)[5:] == list(found["measures"])
    rows = page.frame_locator("iframe").locator("#measures .figures").first.locator("tbody tr")
    for name, row in zip(found["measures"], rows.all_inner_texts(), strict=True):
        low, high = found["intervals"][name]
        assert shown[name] == f"{found['measures'][name]:.4f}"
        assert row.split("\t") == [name, shown[name], f"{low:.4f} to {high:.4f}"]

    run(page, "lexical")
    for box in page.locator("#pc-evaluations input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Compare two").click()
    report = page.frame_locator("iframe")
    report.get_by_role("columnheader", name="B − A").first.wait_for()
    report.get_by_role("link", name="Worst questions").click()
    worst = report.get_by_role("heading", name="Worst questions")
    page.wait_for_timeout(300)
    assert 0 <= worst.evaluate("e => e.getBoundingClientRect().top") < 200
    page.reload()  # what was kept is still there
    page.locator("[data-report]").nth(1).wait_for()
    page.get_by_text("Add a set").wait_for()
    page.wait_for_timeout(1000)
    page.locator("[data-report]").first.click()
    report.get_by_label("Show").select_option("none")
    failed = report.locator("button.open").first
    question = failed.inner_text()
    failed.click()
    report.locator("#table").get_by_role("button", name="Open in the chat").click()
    page.locator(".pc-question").get_by_text(question).wait_for()
    page.locator("blockquote, .pc-verdict").first.wait_for()
    page.get_by_role("button", name="does not answer the question").first.click()
    page.locator(".pc-mark[aria-pressed=true]").wait_for()

    page.get_by_role("link", name="Evaluate").click()
    page.locator("option", has_text="What was marked in the chat").wait_for(state="attached")
    with page.expect_download() as download:
        page.get_by_text("Save what was marked in the chat").click()
    assert question in Path(download.value.path()).read_text(encoding="utf-8")
    remove_all(page)


def test_a_report_is_sorted_saved_and_opened_again(open_page: OpenPage) -> None:
    page = open_view(open_page)
    upload(page, SET)
    page.get_by_label("Question set", exact=True).wait_for()
    run(page, "lexical")
    report = page.frame_locator("iframe")
    report.locator("#table").get_by_role("button", name="nDCG@10").click()
    figures = report.locator("#table tbody tr td:nth-of-type(4)").all_inner_texts()
    assert figures == sorted(figures)
    assert figures[0] < figures[-1]

    with page.expect_download() as download:
        page.get_by_role("button", name="Save the report").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert saved.startswith("<!DOCTYPE html>")
    page.get_by_role("button", name="Close it").click()
    page.locator("iframe").wait_for(state="hidden")
    page.locator("[data-report]").first.click()
    page.locator("iframe").wait_for()
    save = page.get_by_role("button", name="Save the report")
    assert save.evaluate("(e) => e === document.activeElement")
    # The worst questions, too, can be asked.
    report.locator(".card").first.get_by_role("button", name="Open in the chat").click()
    page.locator(".pc-question").wait_for()
    page.get_by_role("link", name="Evaluate").click()
    remove_all(page)


def test_what_is_chosen_stays_chosen_when_lists_grow(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_view(open_page)
    sets = page.get_by_label("Question set", exact=True)
    upload(page, SET)
    sets.wait_for()
    run(page, "lexical")
    box = page.locator("#pc-evaluations input[type=checkbox]").first
    box.check()
    first = box.get_attribute("value")
    run(page, "lexical")
    checked = page.locator("#pc-evaluations input[type=checkbox]:checked")
    assert [each.get_attribute("value") for each in checked.all()] == [first]

    for name in ("z.jsonl", "a.jsonl"):  # after the one that is chosen, and before it
        (tmp_path / name).write_bytes(SET.read_bytes())
        upload(page, tmp_path / name)
        page.locator("option", has_text=name).wait_for(state="attached")
        assert sets.input_value() == name
    sets.select_option(SET.name)
    other = open_view(open_page)
    other.get_by_label("Question set", exact=True).select_option("a.jsonl")
    other.locator("#pc-evaluate summary").click()
    other.get_by_role("button", name="Delete it").click()
    other.locator("option", has_text="a.jsonl").wait_for(state="detached")
    page.get_by_role("link", name="Ask").click()
    page.get_by_role("link", name="Evaluate").click()
    page.locator("option", has_text="a.jsonl").wait_for(state="detached")
    assert sets.input_value() == SET.name
    remove_all(page)


def test_a_run_goes_on_without_its_page_and_is_stopped(open_page: OpenPage, tmp_path: Path) -> None:
    long = tmp_path / "long.jsonl"
    rows = [json.loads(each) for each in SET.read_text(encoding="utf-8").splitlines()]
    again = [{**row, "query_id": f"{row['query_id']}-{n}"} for n in range(N_LONG) for row in rows]
    long.write_text("".join(json.dumps(row) + "\n" for row in again), encoding="utf-8")
    page = open_view(open_page)
    upload(page, long)
    page.get_by_label("Question set", exact=True).wait_for()
    page.locator("option", has_text="long.jsonl").wait_for(state="attached")
    page.get_by_role("button", name="Run").click()
    page.get_by_text("searched for").wait_for()
    page.context.close()

    page = open_view(open_page)
    page.get_by_text("searched for").wait_for()
    page.get_by_role("button", name="Run").click()
    page.get_by_text("an evaluation runs already").wait_for()
    stop = page.get_by_role("button", name="Stop").locator("visible=true")
    stop.focus()
    page.wait_for_timeout(1500)  # the count has changed, and the button is still the same
    assert stop.evaluate("(e) => e === document.activeElement")
    stop.click()
    page.get_by_text("long.jsonl: It was stopped.").wait_for()
    page.get_by_text("No evaluation is kept yet").wait_for()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_nothing_in_the_view_is_hard_to_use(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_view(open_page, width=width, dark=dark)
    upload(page, SET)
    page.get_by_label("Question set", exact=True).wait_for()
    page.locator("option", has_text=SET.name).wait_for(state="attached")
    page.get_by_label("Question set", exact=True).select_option(SET.name)
    run(page, "lexical")
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]] == []
    scrolled = page.locator(".pc-wide").evaluate("e => { e.scrollLeft = 9; return e.scrollLeft; }")
    assert (scrolled > 0) == (width == 360)  # the table alone, in a box of its own
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
