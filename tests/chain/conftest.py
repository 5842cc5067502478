"""Chains opened on runs that are computed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from helseplan.chain.opening import open_chain, open_model
from helseplan.params import load
from tests.chain.changes import Opened, moves
from tests.conftest import stage_run

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain as Computed


@pytest.fixture(scope="session")
def opened(compute: Callable[..., Computed], vintage: Vintage) -> Callable[..., Opened]:
    """The chain of a run with these overrides, its supply model, and the gap the stages found."""

    @cache
    def open_one(*sets: str) -> Opened:
        upstream = tuple(each for each in sets if not each.startswith("general."))
        computed = compute("gap", "referanse", *upstream) if upstream else compute("gap")
        return _open(computed, vintage, sets)

    return open_one


@pytest.fixture(scope="session")
def on_reference(compute: Callable[..., Computed], vintage: Vintage) -> Callable[..., Opened]:
    """The same on the artefacts of the reference: of those the chain only reads populations and ratios.

    The ratios, between paths and of groups to services, do not depend on the sections ``supply`` and ``demand``.
    """
    return cache(lambda *sets: _open(compute("gap"), vintage, sets))


def _open(computed: Computed, vintage: Vintage, sets: tuple[str, ...]) -> Opened:
    run = stage_run("measures", computed.folder, load("referanse", sets), vintage)
    return Opened(run, open_chain(run, moves(run)), open_model(run), computed["gap"]["gap"])
