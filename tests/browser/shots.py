"""Screenshots of every page in both languages and themes, of campaigns that run: to be looked at.

``python3 dev.py shots [--out DIR] [--pages live,room] [--widths 1366,390]``. Nothing is compared; a
developer looks at the pictures before a change of the screens is handed in.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

import dev
from dashboards import pages as found
from tests.browser.sandbox import Sandbox, dress, open_sandbox

DAY = 1440
LANGUAGES, THEMES = ("zh", "en"), ("light", "dark")
HEIGHT, HEAD, TALLEST = 768, 80, 4_000
STANDS_MS, SETTLED_MS = 60_000, 1_500
"""Milliseconds in which charts are drawn after a page stands (assumed; only pictures hang on it)."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A campaign in which a page has something to show.

    Parameters
    ----------
    days : float
        How far the expert has played it.
    """

    case: str
    days: float


TEA = Scene(case="tea-launch", days=6.5)
SCENES = {
    "room": Scene(case="farm-live", days=3 + 20.5 / 24), "opinion": Scene(case="flu-facts", days=4.5),
}  # fmt: skip
"""Page -> its campaign; every other page shows the tea launch."""
FINISHED = ("result", "review")
"""Pages that are about a run that was handed in."""
CONTENT = "piece"


def wanted(text: str | None) -> list[str]:
    """Return the keys of the pages to be taken."""
    known = [page.key for page in found.PAGES]
    names = text.split(",") if text else known
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"no page named {', '.join(unknown)}; there are {', '.join(known)}")
    return names


def campaigns(sandbox: Sandbox, keys: list[str]) -> dict[str, str]:
    """Return page -> run, each scene played once; what is finished is a copy of its own."""
    runs: dict[tuple[Scene, bool], str] = {}
    chosen = {}
    for key in keys:
        scene, done = SCENES.get(key, TEA), key in FINISHED
        if (scene, done) not in runs:
            print(f"playing {scene.case} for {scene.days:.1f} days …", flush=True)  # noqa: T201
            runs[scene, done] = played(sandbox, scene, done=done)
        chosen[key] = runs[scene, done]
    return chosen


def played(sandbox: Sandbox, scene: Scene, *, done: bool) -> str:
    """Return a campaign as the expert left it, handed in where it is to be finished."""
    run = sandbox.new_run(scene.case)
    sandbox.play_as(run, "expert-delivery", int(scene.days * DAY), scene.case)
    if done:
        sandbox.finish(run, expected=72.0, text="先看清人群，再排期；预算分三步放，回复慢了一小时。")
    return run


def addresses(sandbox: Sandbox, runs: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each picture and the address of its page."""
    for key, run in runs.items():
        page = found.PAGE_BY_KEY[key]
        where = f"r/{run}/{key}" if page.needs_run else ""
        yield key, f"{sandbox.address}/{where}" + (f"?c={sandbox.first_piece(run)}" if key == CONTENT else "")


def take(browser: Browser, sandbox: Sandbox, runs: dict[str, str], out: Path, widths: list[int]) -> int:
    """Take all pictures and return how many there are."""
    count = 0
    for language, theme, width in product(LANGUAGES, THEMES, widths):
        context = browser.new_context(viewport={"width": width, "height": HEIGHT}, locale="zh-CN")
        dress(context, sandbox.address, language=language, theme=theme)
        page = context.new_page()
        page.goto(f"{sandbox.address}/enter?ticket={sandbox.ticket()}")
        for key, address in addresses(sandbox, runs):
            page.goto(address)
            picture(page, out / f"{key}-{language}-{theme}-{width}.png", width)
            count += 1
            print(f"\r{count} pictures", end="", flush=True)  # noqa: T201
        context.close()
    print()  # noqa: T201
    return count


def picture(page: Page, file: Path, width: int) -> None:
    """Take one picture of a whole page, once it stands."""
    page.locator("#page > *, .door").first.wait_for(timeout=STANDS_MS)
    expect(page.locator("#page .skeleton")).to_have_count(0, timeout=STANDS_MS)
    # pages scroll inside the frame: the window grows until nothing is hidden
    height = page.evaluate(
        "Math.max(...[...document.querySelectorAll('body, #page')].map(one => one.scrollHeight))"
    )
    page.set_viewport_size({"width": width, "height": min(TALLEST, max(HEIGHT, height + HEAD))})
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=file)
    page.set_viewport_size({"width": width, "height": HEIGHT})


def main(words: list[str]) -> int:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=dev.STATE / "shots")
    parser.add_argument("--pages", default=None, help="out of " + ",".join(page.key for page in found.PAGES))
    parser.add_argument("--widths", default="1366")
    options = parser.parse_args(words)
    keys, widths = wanted(options.pages), [int(width) for width in options.widths.split(",")]
    options.out.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_sandbox(Path(folder)) as sandbox,
        sync_playwright() as play,
    ):
        runs = campaigns(sandbox, keys)
        browser = play.chromium.launch(executable_path=dev.find_chromium(), args=arguments)
        count = take(browser, sandbox, runs, options.out, widths)
        browser.close()
    print(f"{count} pictures in {options.out}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
