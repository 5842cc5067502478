"""A project of four tiny stages: a → b → d, c → d. Each adds up what it reads and waits a little."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from helseplan.runner.job import run_job
from helseplan.runner.project import Job, Project
from helseplan.stages import Stage

STAGES = {
    "a": Stage("a", "Alfa", "01_a.ipynb", (), ("one",), ("numbers",), ("sum",)),
    "b": Stage("b", "Beta", "02_b.ipynb", ("a",), ("two",), (), ("sum",)),
    "c": Stage("c", "Gamma", "03_c.ipynb", (), (), ("others",), ("sum",)),
    "d": Stage("d", "Delta", "04_d.ipynb", ("b", "c"), (), (), ("sum",)),
}
PARAMETERS = {"general": {"wait": 0.0, "fail": ""}, "one": {"add": 1}, "two": {"add": 2}}

COMPUTE = """
import json, time
from pathlib import Path
import yaml
folder = Path(run_folder)
p = yaml.safe_load((folder / "params.yml").read_text())["parameters"]
p["general"]["wait"] and time.sleep(p["general"]["wait"])
total = sum(json.loads((folder / f"artefacts/{need}/sum.json").read_text()) for need in NEEDS)
total += sum(p[section]["add"] for section in SECTIONS)
"""
WRITE = """
(folder / f"artefacts/{STAGE}/sum.json").write_text(json.dumps(total))
(folder / f"assets/data/{STAGE}-sum.csv").write_text(f"total;{total}")
print(total)
"""


class Toy:
    """The toy project in a folder of its own."""

    def __init__(self, root: Path):
        self.root, self.out = root, root / "reports" / "ref"

    @classmethod
    def create(cls, root: Path) -> Toy:
        self = cls(root)
        for stage in STAGES.values():
            self.write(f"src/{stage.name}/compute.py", f"# {stage.name}\n")
            self.write(f"notebooks/{stage.notebook}", json.dumps(notebook(stage)))
        self.write("src/shared.py", "# shared\n")
        self.write("src/cli.py", "# cli\n")
        self.write("data/v/numbers.csv", "1\n")
        self.write("data/v/others.csv", "1\n")
        self.write("data/codes/codes.csv", "code\n")
        self.write("template/page.html", "page\n")
        return self

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @property
    def project(self) -> Project:
        root = self.root
        return Project(
            stages=STAGES,
            notebooks=root / "notebooks",
            code=root / "src",
            classifications=root / "data" / "codes",
            report_sources=(root / "template",),
            protected=(root / "data", root / "src", root / "notebooks"),
            build_report=build_report,
        )

    def job(self, *, stages: Sequence[str] = tuple(STAGES), out: Path | None = None, **changes: Any) -> Job:
        options = {name: changes.pop(name) for name in ("force", "workers") if name in changes}
        parameters = {section: dict(values) for section, values in PARAMETERS.items()}
        for name, value in changes.items():
            section, key = name.split("__")
            parameters[section][key] = value
        return Job(
            out=out or self.out,
            vintage="v",
            scenario="ref",
            description="Referanse.",
            parameters=parameters,
            frozen=yaml.safe_dump({"vintage": "v", "scenario": "ref", "parameters": parameters}),
            data=self.root / "data" / "v",
            series=lambda name: self.root / "data" / "v" / f"{name}.csv",
            stages=tuple(stages),
            **options,
        )


def notebook(stage: Stage) -> dict[str, Any]:
    setup = f"STAGE, NEEDS, SECTIONS = {stage.name!r}, {stage.needs!r}, {stage.sections!r}"
    fail = 'assert p["general"]["fail"] != STAGE, "æsj"'
    return {
        "cells": [
            _cell('run_folder = ""', "parameters"),
            {"cell_type": "markdown", "metadata": {}, "source": f"# {stage.title}"},
            *(_cell(text) for text in (setup, COMPUTE.strip(), fail, WRITE.strip())),
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def _cell(source: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def build_report(folder: Path, job: Job) -> None:
    total = json.loads((folder / "artefacts" / job.stages[-1] / "sum.json").read_text())
    (folder / "index.html").write_text(f"<p>{total}</p>", encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


if __name__ == "__main__":
    toy, wait = Toy(Path(sys.argv[1])), float(sys.argv[2])
    try:
        run_job(toy.project, toy.job(general__wait=wait), lambda event: print(event.title, flush=True))
    except KeyboardInterrupt:
        sys.exit(130)
