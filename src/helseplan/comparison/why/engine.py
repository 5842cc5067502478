"""The stages up to the gap, computed with today's code on any data and parameters; nothing is computed twice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from helseplan import contracts
from helseplan.comparison.source import LAST
from helseplan.comparison.why import parts
from helseplan.contracts.shared import MODELLED
from helseplan.executor.blas import one_thread_at_a_time
from helseplan.params import Params
from helseplan.runner.folder import keep
from helseplan.session import StageRun
from helseplan.stages import STAGES
from helseplan.vintages import Vintage


@dataclass
class Engine:
    """Computes in a scratch folder and remembers every stage by what its result depends on.

    Attributes:
        scratch: The folder; its owner removes it.
        computed: Stage → how many times it had to be computed.
    """

    scratch: Path
    computed: Counter[str] = field(default_factory=Counter)
    _done: dict[str, Path] = field(default_factory=dict)
    _folders: dict[str, Path] = field(default_factory=dict)

    def gap(self, vintage: Vintage, params: Params, paths: tuple[str, ...]) -> np.ndarray:
        """Return the gap in 2040, path × group, årsverk.

        Raises:
            HelseplanError: A stage refuses the data or the parameters.
        """
        return gap_of(self.folder(vintage, params), paths)

    def folder(self, vintage: Vintage, params: Params) -> Path:
        """Return a run folder with the artefacts of the stages up to the gap.

        Raises:
            HelseplanError: A stage refuses the data or the parameters.
        """
        keys: dict[str, str] = {}
        for name in parts.UNTIL_GAP:
            keys[name] = _key(name, vintage, params, keys)
        whole = keys[parts.UNTIL_GAP[-1]]
        if whole not in self._folders:
            target = self.scratch / f"beregning-{len(self._folders)}"
            for name, key in keys.items():
                self._stage(name, key, target, vintage, params)
            self._folders[whole] = target
        return self._folders[whole]

    def _stage(self, name: str, key: str, target: Path, vintage: Vintage, params: Params) -> None:
        if key in self._done:
            source = self._done[key]
            files = (source / "artefacts" / name).glob("*.parquet")
            keep([path.relative_to(source).as_posix() for path in files], source, target)
            return
        stage = STAGES[name]
        with one_thread_at_a_time()():
            StageRun(stage, target, params, replace(vintage, declared=stage.series)).compute()
        self.computed[name] += 1
        self._done[key] = target


def gap_of(folder: Path, paths: tuple[str, ...]) -> np.ndarray:
    """Return the gap in 2040 of a run folder, path × group, årsverk."""
    frame = contracts.read(folder, "gap", "gap")
    wide = frame[frame["year"] == LAST].pivot(index="path", columns="group", values="gap_aarsverk")
    return wide.loc[list(paths), list(MODELLED)].to_numpy()


def _key(name: str, vintage: Vintage, params: Params, known: dict[str, str]) -> str:
    """Digest what a stage depends on: parameters, the content of its series, and what it needs."""
    stage, tree = STAGES[name], params.model_dump(mode="json")
    made_of: dict[str, Any] = {
        "parameters": {section: tree[section] for section in ("general", *stage.sections)},
        "data": {series: parts.content(vintage.path(series)) for series in stage.series},
        "upstream": {need: known[need] for need in stage.needs},
        "stage": name,
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
