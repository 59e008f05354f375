"""JupyterLab as `pip install` leaves it, a browser in it, and a released lesson.

nbgrader's extensions are on wherever nbgrader is installed, by
`<prefix>/etc/jupyter/jupyter_server_config.d/nbgrader.json`: nothing is switched on here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
LESSON = "softmax_regression"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 120  # that anything is waited for: as long as a busy machine may take
LIBRARIES = "https://cdnjs.cloudflare.com/"  # from where nbgrader's form grader has MathJax
SETTINGS = {
    "notification": '{"fetchNews": "false", "checkForUpdates": false}',  # else it covers the page
    "themes": '{"adaptive-theme": true}',  # light or dark as the browser wishes
}

Visit = Callable[[Path], Page]


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course in which the real command has generated a lesson for release."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source" / LESSON, folder / "source" / LESSON)
    shutil.copy(ROOT / "source" / "header.ipynb", folder / "source")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", LESSON]
    options = {"cwd": folder, "env": surroundings(folder), "capture_output": True, "text": True}
    done = subprocess.run(command, check=False, **options)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def surprises() -> list[str]:
    """What no page should do, in words: scripts of a student's, dialogs, requests elsewhere."""
    return []


@pytest.fixture
def visit(browser: Browser, surprises: list[str]) -> Iterator[Visit]:
    """`visit(folder)` starts JupyterLab in a folder and gives a page that is logged in there."""
    with ExitStack() as stack:

        def start(folder: Path) -> Page:
            entrance = stack.enter_context(_server(folder))
            size = {"width": 1280, "height": 1000}
            context = browser.new_context(base_url=entrance.partition("lab?")[0], viewport=size)
            stack.callback(context.close)
            context.set_default_timeout(SECONDS * 1000)
            _watch(context, surprises)
            page = context.new_page()
            page.goto(entrance, wait_until="commit")  # the answer's cookie is all that is needed
            return page

        yield start


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Ends with the test: while it runs, no other test on this thread could use asyncio."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"needs a browser: none of {', '.join(BROWSERS)} is on PATH")
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        # The browser's own sandbox does not start for root, nor in most containers.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def surroundings(folder: Path) -> dict[str, str]:
    """Environment variables of a user without any settings, whose home is beside a folder."""
    home = folder.parent / f"home of {folder.name}"
    own = {f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    own["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {key: text for key, text in os.environ.items() if not key.startswith("JUPYTER")} | own


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A running JupyterLab's address for one who comes in, with the token."""
    environment = surroundings(folder)
    lab = Path(environment["JUPYTER_CONFIG_DIR"], "lab/user-settings/@jupyterlab")
    settings = lab / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    for name, text in SETTINGS.items():
        settings.joinpath(f"{name}.jupyterlab-settings").write_text(text)
    exchange = folder.parent / "exchange"
    exchange.mkdir(mode=0o777, exist_ok=True)
    own = Path(environment["JUPYTER_CONFIG_DIR"], "nbgrader_config.py")
    own.write_text(f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n")
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    command = [sys.executable, "-m", "jupyterlab", *options]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        entrances: SimpleQueue[str] = SimpleQueue()
        reader = Thread(target=_read, args=(server.stderr, entrances))
        reader.start()
        try:
            yield entrances.get(timeout=SECONDS)
        finally:
            server.terminate()
            reader.join(SECONDS)


def _read(log: IO[str], entrances: SimpleQueue[str]) -> None:
    """Read a server's log to its end, lest it stop at a full pipe; note where one comes in."""
    for line in log:
        print(line, end="")
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", line):
            entrances.put(found[0])


def _watch(context: BrowserContext, surprises: list[str]) -> None:
    """Note what a page should not do. A student's script would call `attacked(where)`."""

    def keep_here(route: Route) -> None:
        if not route.request.url.startswith(LIBRARIES):
            surprises.append(f"request of {route.request.url}")
        route.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.text.startswith("script in "):
            surprises.append(message.text)

    context.add_init_script("window.attacked = where => console.log(`script in ${where}`)")
    context.on("console", hear)
    context.on("dialog", lambda dialog: surprises.append(f"dialog {dialog.message}"))
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1:)"), keep_here)
