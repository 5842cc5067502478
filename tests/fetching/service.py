"""A service fetched whole, step by step, and what the command said at each step."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fetching.installed import Installed
from tests.fetching.world import sick_leave

__all__ = ["NEW", "NEWER", "PARENT", "UPDATED", "Told", "fetched"]

PARENT, NEW, NEWER = "plan-2026", "ny", "nyere"
UPDATED = "13935"
"""The table that has newer figures the second time."""


@dataclass
class Told:
    """What was said and asked for.

    Attributes:
        said: Step → what the command said.
        asked: Step → the paths asked for.
        names: Step → folders among the vintages afterwards.
    """

    said: dict[str, str] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def figures(self, step: str) -> list[str]:
        """The tables whose figures were asked for in a step."""
        return [path.split("/")[-2] for path in self.asked[step] if path.endswith("/data")]


def fetched(project: Installed) -> Told:
    """Look, fetch, fetch again, and fetch once more when one table has been updated."""
    told = Told()

    def step(name: str, *arguments: str) -> None:
        before = len(project.server.requests)
        network = ("--base-url", project.server.url) if arguments[0] == "fetch" else ()
        told.said[name] = project.said(*arguments, *network)
        told.asked[name] = [request.path for request in project.server.requests[before:]]
        told.names[name] = project.names()

    step("look", "fetch", "--dry-run")
    step("fetch", "fetch", "--vintage", NEW)
    step("again", "fetch")
    step("vintages", "vintages")
    project.server.tables[UPDATED] = sick_leave("2026K3", "2026-11-20T06:00:00Z")
    step("look again", "fetch", "--dry-run")
    step("vintages again", "vintages")
    step("newer", "fetch", "--vintage", NEWER)
    step("vintages at last", "vintages")
    return told
