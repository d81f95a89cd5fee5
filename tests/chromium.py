"""A headless Chromium under Playwright's hand, as all tests and benchmarks start it.

The headless shell is the same browser without a desktop, windows and prompts; it takes three fifths of the CPU time.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@asynccontextmanager
async def running_chromium(*flags: str, desktop: bool = False) -> AsyncIterator[Browser]:
    """Run one with these flags beside the usual ones; `desktop` for what only a whole one has, such as prompts."""
    path = (None if desktop else shutil.which("chromium-headless-shell")) or shutil.which("chromium")
    assert path, "Chromium is missing: bash tests/machine.sh"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            await browser.close()
