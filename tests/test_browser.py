"""The report opened as a reader opens it: in a browser, from disk, on a telephone and a desk."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
    "--virtual-time-budget=20000",
]
PROBE = """<!doctype html><body><script>
const pages = %s, found = {};
(async () => {
  for (const page of pages) {
    const frame = document.createElement("iframe");
    frame.width = %d; frame.height = 900;
    await new Promise(done => { frame.onload = done; frame.src = page; document.body.append(frame); });
    const root = frame.contentDocument.documentElement;
    found[page] = [root.scrollWidth, root.clientWidth,
      frame.contentWindow.performance.getEntriesByType("resource").map(entry => entry.name)];
    frame.remove();
  }
  document.body.innerHTML = "<pre>" + JSON.stringify(found) + "</pre>";
})();
</script></body>"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium er ikke installert på denne maskinen")


def opened(report: Path, width: int, tmp_path: Path) -> dict[str, tuple[int, int, list[str]]]:
    """Open every page in a frame of a width; return its scroll width, its width and what it loaded."""
    pages = [page.as_uri() for page in sorted(report.glob("*.html"))]
    probe = tmp_path / "probe.html"
    probe.write_text(PROBE % (json.dumps(pages), width), encoding="utf-8")
    command = [str(CHROMIUM), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", probe.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    match = re.search(r"<pre>(.*)</pre>", dom, re.S)
    assert match, dom[:500]
    return json.loads(match[1])


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_no_page_is_wider_than_the_screen_or_asks_the_network(report: Path, width: int, tmp_path: Path):
    found = opened(report, width, tmp_path)
    assert len(found) == 17
    assert {page: wide for page, (wide, seen, _) in found.items() if wide > seen} == {}
    loaded = {address for _, _, addresses in found.values() for address in addresses}
    assert all(address.startswith(report.as_uri()) for address in loaded)
