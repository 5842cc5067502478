"""One process that reads an answer and says how much memory it took: ``python benchmarks/fetch_memory.py FILE``.

Two numbers are printed, in bytes and over what there was before the call: the most resident memory the process had
while it read, and the most that Python and numpy had asked for. The first counts what the allocator takes and keeps as
well.
"""

from __future__ import annotations

import gc
import re
import sys
import tracemalloc
from pathlib import Path

from helseplan.vintages.pxweb import jsonstat

KILOBYTE = 1024
SMALL = b'{"class":"dataset","id":["A"],"size":[1],"dimension":{"A":{"category":{"index":["a"]}}},"value":{"0":1}}'


def resident(name: str) -> int:
    """Resident memory of this process, bytes: now (VmRSS) or the most since it was last set back (VmHWM)."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if not found:
        sys.exit("Denne maskinen sier ikke hvor mye minne en prosess bruker.")
    return int(found[1]) * KILOBYTE


def main() -> None:
    """Read the file twice: once watching the process, once watching what is allocated."""
    content = Path(sys.argv[1]).read_bytes()
    jsonstat.read(SMALL)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    cube = jsonstat.read(content)
    used = resident("VmHWM") - before
    del cube
    gc.collect()
    tracemalloc.start()
    jsonstat.read(content)
    print(used, tracemalloc.get_traced_memory()[1])


if __name__ == "__main__":
    main()
