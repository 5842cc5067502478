"""Times reading a json-stat2 answer against pyjstat and the bare JSON reader: ``python benchmarks/fetch.py``.

An answer of 800 000 cells, SSB's limit, of two kinds: ``persons``, whole numbers without gaps, and ``key figures``,
with decimals and one cell in ten suppressed. The frame must agree with pyjstat's, cell by cell, before anything is
timed. Ratios within one run, not seconds, are compared with the targets; each is held against the worse of the two
kinds. Memory is measured in a process of its own, over what it had before the call: resident, and what was allocated;
the larger counts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from timing import Target, fastest, finish

from helseplan.vintages.pxweb import jsonstat

sys.path.append(str(Path(sys.prefix) / "peers"))
try:
    from pyjstat import pyjstat
except ImportError:
    sys.exit("Sammenligningspakkene mangler. Kjør `make bench`, som legger dem i .venv/peers.")

MEMORY = Path(__file__).with_name("fetch_memory.py")
KINDS = ("persons", "key figures")
CODES = {
    "Region": [f"{place:04d}" for place in range(400)],
    "Kjonn": ["2", "1"],
    "Alder": [*(f"{age:03d}" for age in range(99)), "099+"],
    "ContentsCode": ["Personer"],
    "Tid": [str(year) for year in range(2017, 2027)],
}
SUPPRESSED = 10
"""One cell in so many has a symbol instead of a value."""


def answer(kind: str) -> bytes:
    """A json-stat2 answer as SSB sends it, without spaces."""
    rng = np.random.default_rng(7459)
    size = [len(codes) for codes in CODES.values()]
    count = int(np.prod(size))
    values: list = rng.integers(0, 600, count).tolist()
    document = {
        "version": "2.0",
        "class": "dataset",
        "label": kind,
        "source": "made for this run",
        "updated": "2026-02-25T07:00:00Z",
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": list(CODES),
        "size": size,
        "dimension": {
            name: {
                "label": name,
                "category": {"index": numbered(codes), "label": dict(zip(codes, codes, strict=True))},
            }
            for name, codes in CODES.items()
        },
        "extension": {"px": {"tableid": "07459"}},
    }
    if kind == "key figures":
        gone = rng.choice(count, count // SUPPRESSED, replace=False)
        values = (rng.integers(0, 10_000, count) / 10).tolist()
        for place in gone:
            values[place] = None
        document["status"] = {str(place): ":" for place in sorted(gone)}
    return json.dumps({**document, "value": values}, separators=(",", ":")).encode()


def numbered(codes: list[str]) -> dict[str, int]:
    """Code → its place."""
    return {code: place for place, code in enumerate(codes)}


def by_pyjstat(text: str) -> pd.DataFrame:
    """The same answer as a frame, by pyjstat."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyjstat.Dataset.read(text).write("dataframe", naming="id")


def must_agree(content: bytes) -> None:
    """End the run when the two frames differ in a code or a value."""
    ours, theirs = jsonstat.read(content).frame, by_pyjstat(content.decode())
    same = all((ours[name].astype(str).to_numpy() == theirs[name].to_numpy()).all() for name in CODES)
    values = theirs["value"].to_numpy(dtype=np.float64)
    if len(ours) != len(theirs) or not same or not np.array_equal(ours["value"], values, equal_nan=True):
        sys.exit("pyjstat and the reader differ; nothing is timed")


def memory(content: bytes) -> tuple[int, int]:
    """Bytes a process of its own took to read the answer: resident, allocated."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.json"
        file.write_bytes(content)
        done = subprocess.run([sys.executable, MEMORY, file], check=True, capture_output=True, text=True)
    used, allocated = map(int, done.stdout.split())
    return used, allocated


def measured(kind: str) -> tuple[float, float, float]:
    """pyjstat / reader, reader / json.loads, memory / size of the answer."""
    content = answer(kind)
    text = content.decode()
    must_agree(content)
    read = fastest(lambda: jsonstat.read(content), 15)
    loads = fastest(lambda: json.loads(content), 15)
    peer = fastest(lambda: by_pyjstat(text), 2)
    used, allocated = memory(content)
    print(
        f"{kind}: {len(content) / 1e6:.1f} MB; pyjstat {peer * 1e3:.0f} ms, json.loads {loads * 1e3:.0f} ms, "
        f"reader {read * 1e3:.0f} ms; memory {used / 1e6:.1f} MB resident, {allocated / 1e6:.1f} MB allocated"
    )
    return peer / read, read / loads, max(used, allocated) / len(content)


def main() -> None:
    """Measure both kinds and say whether the targets are met."""
    faster, slower, larger = zip(*(measured(kind) for kind in KINDS), strict=True)
    targets: list[Target] = [
        ("800 000 cells, pyjstat / reader, at least 10", min(faster), min(faster) >= 10),
        ("800 000 cells, reader / json.loads alone, at most 3", max(slower), max(slower) <= 3),
        ("memory / size of the answer, at most 6", max(larger), max(larger) <= 6),
    ]
    finish(targets)


if __name__ == "__main__":
    main()
