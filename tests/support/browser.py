"""A real browser on the pages of a real server: what it complains of is collected, and every page can be examined."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from support.programs import required_program

NARROW, USUAL, WIDE = 360, 1024, 1600
HEIGHT = 900

CANARY = "__xss"
"""What hostile text sets on the window of a page that runs it."""
HOSTILE = f"<img src=x onerror='window.{CANARY}=1'><script>window.{CANARY}=1</script>\"'{{{{7*7}}}}&amp;"
"""A name, caption or answer that a page must show as the text that it is."""


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=required_program("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


def _go_to_nothing(page: Page) -> None:
    """Leave the page for an empty one, so that it loads nothing more.

    Chromium forgets to close a page that is just about to load itself anew, and Playwright waits for ever for the
    end of it (crbug.com/536385539, microsoft/playwright 42068). A page of a figure loads itself when the figure is
    there.
    """
    while True:
        try:
            page.goto("about:blank")
        except Error as error:
            if "interrupted by another navigation" not in error.message:
                raise
        else:
            return


class Reader:
    """Somebody with a browser of their own on one server. ``complaints`` are what the browser found wrong so far."""

    def __init__(self, browser: Browser, url: str, *, width: int = USUAL, dark: bool = False) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._heard)

    def close(self) -> None:
        """Leave; what was complained of meanwhile is an error."""
        for page in self.context.pages:
            _go_to_nothing(page)
        self.context.close()
        assert self.complaints == []

    def examine(self, *, library: str = "") -> None:
        """Let axe-core look at the page as it is, and see that nothing runs off its side or ran that should not.

        ``library`` is a part whose markup, landmarks included, is not ours.
        """
        assert self.page.evaluate(f"window.{CANARY}") is None, f"{self.page.url} ran a script of its data"
        context = {"exclude": [[library]]} if library else None
        options = {"rules": {"landmark-no-duplicate-main": {"enabled": False}}} if library else None
        found = Axe().run(self.page, context=context, options=options)
        told = [
            f"{one['id']} ({one['impact']}): {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
            for one in found.response["violations"]
        ]
        assert told == [], f"{self.page.url}:\n" + "\n".join(told)
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow} pixels wider than the window"

    def _heard(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        is_expected = "Failed to load resource: the server responded with a status of 4" in text
        if kind == "error" and not is_expected:
            self.complaints.append(f"console: {text}")
