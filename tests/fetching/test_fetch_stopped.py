"""A table that stops the program in a way nobody had thought of is that table's fault; the others go on."""

from __future__ import annotations

import pytest

from helseplan.fetching import fetch as fetching
from helseplan.fetching.services import PxWeb
from tests.fetching.project import CARE, PEOPLE, Project


@pytest.mark.parametrize("error", [ValueError("5"), OverflowError("inf"), RecursionError("dypt")], ids=repr)
@pytest.mark.parametrize("step", ["look", "collect"])
def test_it_is_a_message_and_the_rest_is_fetched(
    project: Project, monkeypatch: pytest.MonkeyPatch, error: Exception, step: str
) -> None:
    owner = PxWeb if step == "look" else fetching
    real = getattr(owner, step)

    def stops(*given: object) -> object:
        row = given[1] if step == "look" else given[0].row  # type: ignore[attr-defined]
        if row.table == PEOPLE:  # type: ignore[attr-defined]
            raise error
        return real(*given)

    monkeypatch.setattr(owner, step, stops)
    found = project.fetch("ny", partial=True)
    assert found.vintage == "ny"
    assert found.changed == (f"ssb-{CARE}",)
    (fault,) = found.faults
    assert f"Svaret for tabell {PEOPLE} lar seg ikke lese" in fault
    assert type(error).__name__ in fault
