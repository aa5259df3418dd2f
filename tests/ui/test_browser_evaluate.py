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
    measures = json.loads(told.stdout)["measures"]
    row = page.locator("#pc-evaluations tbody tr").first.inner_text()
    for name in ("R@10", "AP@10", "RR@10", "nDCG@10"):
        assert f"{measures[name]:.4f}" in row

    run(page, "lexical")
    for box in page.locator("#pc-evaluations input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Compare two").click()
    report = page.frame_locator("iframe")
    report.get_by_role("columnheader", name="B − A").first.wait_for()
    page.reload()  # what was kept is still there
    page.locator("[data-report]").nth(1).wait_for()
    page.get_by_text("Add a set").wait_for()
    page.wait_for_timeout(1000)
    page.locator("[data-report]").first.click()
    report.get_by_label("Show").select_option("none")
    failed = report.locator("button.open").first
    question = failed.inner_text()
    failed.click()
    report.get_by_role("button", name="Open in the chat").click()
    page.locator(".pc-question").get_by_text(question).wait_for()
    page.locator("blockquote, .pc-verdict").first.wait_for()
    page.get_by_role("button", name="does not answer the question").first.click()
    page.locator(".pc-mark[aria-pressed=true]").wait_for()

    page.get_by_role("link", name="Evaluate").click()
    with page.expect_download() as download:
        page.get_by_text("Save what was marked in the chat").click()
    assert question in Path(download.value.path()).read_text(encoding="utf-8")

    for box in page.locator("#pc-evaluations input[type=checkbox]").all():
        box.check()
    page.locator("#pc-evaluations").get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Delete them").click()
    page.get_by_text("No evaluation is kept yet").wait_for()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_nothing_in_the_view_is_hard_to_use(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_view(open_page, width=width, dark=dark)
    upload(page, SET)
    page.get_by_label("Question set", exact=True).wait_for()
    run(page, "lexical")
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]] == []
    wide = page.locator(".pc-wide").evaluate("e => e.scrollWidth > e.clientWidth")
    assert wide == (width == 360)  # the table alone, in a box of its own
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
