"""The page in a real browser: nothing is loaded, nothing fails, nothing breaks the layout, and everybody can read it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from html_samples import complete, hostile
from report_samples import clean, empty, founding

from w2vcheck.report.formats import render
from w2vcheck.results import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

Open = Callable[..., "Visit"]
Make = Callable[[], Report]
SIZES = {"desk": (1200, 900), "phone": (320, 640)}


def chromium() -> str | None:
    """The browser named by W2VCHECK_CHROMIUM, or one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("W2VCHECK_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


pytestmark = pytest.mark.skipif(chromium() is None, reason="no chromium on the path, and W2VCHECK_CHROMIUM names none")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as engine:
        opened = engine.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield opened
        opened.close()


class Visit:
    """A page that was opened, with what it said and asked for."""

    def __init__(self, browser: Browser, folder: Path, report: Report, *, size: str = "desk", **context: object) -> None:
        file = folder / "report.html"
        file.write_text(render(report, "html"), encoding="utf-8")
        width, height = SIZES[size]
        self.context = browser.new_context(viewport={"width": width, "height": height}, **context)  # type: ignore[arg-type]  # what a test names
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())
        self.address = file.as_uri()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    opened: list[Visit] = []

    def go(report: Report, **how: object) -> Visit:
        opened.append(Visit(browser, tmp_path, report, **how))  # type: ignore[arg-type]  # as above
        return opened[-1]

    yield go
    for one in opened:
        one.context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("make", [complete, hostile, founding, clean, empty])
def test_nothing_fails_nothing_leaves_the_page_and_it_does_not_scroll_sideways(visit: Open, make: Make, size: str) -> None:
    seen = visit(make(), size=size)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    assert seen.said == []
    assert [one for one in seen.asked if not one.startswith("data:")] == [seen.address]
    assert seen.page.evaluate("window.stolen") is None
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("make", [complete, founding, pytest.param(hostile, marks=pytest.mark.slow)])
def test_axe_finds_nothing(visit: Open, make: Make, scheme: str) -> None:
    seen = visit(make(), color_scheme=scheme)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    found = axe.Axe().run(seen.page)

    assert found.response["violations"] == [], found.generate_report()
    assert len(found.response["passes"]) > 20


def test_axe_would_find_something(visit: Open) -> None:
    seen = visit(complete())
    seen.page.evaluate("document.querySelectorAll('svg').forEach((one) => { one.removeAttribute('aria-label'); })")

    assert [one["id"] for one in axe.Axe().run(seen.page).response["violations"]] == ["svg-img-alt"]


def test_the_policy_holds_off_what_is_not_of_the_page(visit: Open) -> None:
    seen = visit(complete())

    seen.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://example.org/x.png\"><b style=\"color: red\">x</b>')"
    )
    seen.page.wait_for_function("() => true")

    assert len([one for one in seen.said if "Content Security Policy" in one]) == 2


def test_the_page_can_be_read_without_its_script(visit: Open) -> None:
    seen = visit(complete(), java_script_enabled=False)

    assert not seen.page.locator("#theme").is_visible()
    closed = seen.page.locator("details.finding:not([open]) > summary").first
    closed.click()
    assert seen.page.locator("details.finding[open] .body").last.is_visible()


def test_light_and_dark_can_be_switched_and_follow_the_system(visit: Open) -> None:
    seen = visit(complete(), color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = seen.page.evaluate(ground)

    assert seen.page.get_attribute("#theme", "aria-pressed") == "true"
    seen.page.click("#theme")
    assert seen.page.get_attribute("#theme", "aria-pressed") == "false"
    assert seen.page.evaluate(ground) != dark


def test_findings_are_filtered_opened_and_reached_by_their_address(visit: Open) -> None:
    seen = visit(complete())
    every = seen.page.locator("details.finding").count()

    seen.page.click("[data-only=error]")
    assert 0 < seen.page.locator("details.finding:visible").count() < every
    seen.page.click("#fold")
    assert seen.page.locator("details.finding:not([open])").count() == 0
    seen.page.evaluate(f"location.hash = '#finding-{every}'")
    seen.page.wait_for_function(f"document.getElementById('finding-{every}').checkVisibility()")


def test_everything_can_be_reached_with_the_keyboard(visit: Open) -> None:
    seen = visit(complete())
    wanted = seen.page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, [tabindex]')].filter((one) => one.checkVisibility()).length"""
    )

    reached = set()
    for _ in range(wanted + 5):
        seen.page.keyboard.press("Tab")
        reached.add(
            seen.page.evaluate(
                "() => [...document.querySelectorAll('a, button, summary, [tabindex]')].indexOf(document.activeElement)"
            )
        )

    assert len(reached - {-1}) == wanted
    assert wanted > 20


def test_print_shows_what_is_folded_on_the_screen(visit: Open) -> None:
    seen = visit(complete(), java_script_enabled=False)
    hidden = seen.page.locator("details.finding:not([open]) .body dl").first
    assert not hidden.is_visible()

    seen.page.emulate_media(media="print")

    assert hidden.is_visible()
    assert not seen.page.locator(".top").is_visible()
