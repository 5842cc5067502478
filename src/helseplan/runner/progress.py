"""How a run is shown while it goes on: a bar in a terminal, a line per stage elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from helseplan.formats import number
from helseplan.runner.project import Event, Progress, RunResult, StageResult

if TYPE_CHECKING:
    from tqdm import tqdm

KEPT = {"unchanged": "uendret", "resumed": "ferdig fra en avbrutt kjøring"}


@contextmanager
def shown(stream: TextIO) -> Iterator[Progress]:
    """Show a run on a stream: a bar if it is a terminal, else one plain line per finished stage."""
    if not stream.isatty():
        yield lambda event: _line(event, stream)
        return
    from tqdm import tqdm  # noqa: PLC0415 - not needed for plain lines

    with tqdm(file=stream, leave=False, bar_format="{l_bar}{bar}| {n}/{total} [{elapsed}]") as bar:
        yield _Bar(bar)


class _Bar:
    """Moves a bar, and names the stages at work in front of it."""

    def __init__(self, bar: tqdm):
        self.bar, self.at_work = bar, dict[str, None]()

    def __call__(self, event: Event) -> None:
        if event.result is None:
            self.at_work[event.title] = None
        else:
            self.at_work.pop(event.title, None)
        self.bar.total, self.bar.n = event.total, event.done
        self.bar.set_description(", ".join(self.at_work))


def _line(event: Event, stream: TextIO) -> None:
    if event.result:
        print(
            f"[{event.done}/{event.total}] {event.title} … {_outcome(event.result)}", file=stream, flush=True
        )


def _outcome(result: StageResult) -> str:
    if result.status == "run":
        return f"ferdig på {_seconds(result.seconds)} ({result.reason})"
    return KEPT[result.status]


def summary(result: RunResult) -> list[str]:
    """Say where the report lies, what was run and how long it took, and what was not and why."""
    ran = [stage for stage in result.stages if stage.status == "run"]
    if not ran:
        first = f"Ingenting er endret; rapporten står som den var ({_seconds(result.seconds)})."
    else:
        first = f"Rapporten er ferdig på {_seconds(result.seconds)}."
    lines = [
        first,
        *(f"  kjørt: {stage.title} på {_seconds(stage.seconds)} ({stage.reason})" for stage in ran),
    ]
    for status, why in KEPT.items():
        kept = [stage.title for stage in result.stages if stage.status == status]
        if kept and ran:
            lines.append(f"  ikke kjørt, {why}: {', '.join(kept)}")
    return [*lines, result.index.as_uri()]


def _seconds(value: float) -> str:
    return f"{number(value, 1)} s"
