"""The tables of a comparison: runs side by side, the gap by group, and what the runs were made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import zip_longest

import pandas as pd

from helseplan import formats
from helseplan.classifications import labels
from helseplan.comparison import numbers as n
from helseplan.comparison.origin import components, mark, shared_stages, unlike
from helseplan.comparison.reading import LAST, Run
from helseplan.contracts.shared import MODELLED
from helseplan.report.display import Column, Table

YEARS = (2025, 2030, 2035, LAST)
_BELOW = "Med liten skrift: forskjellen fra {first}."
_SHOWN_FILES = 3


def summary(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """One column per run: what it is, and its totals with the difference to the first run."""
    rows = [
        _texts("Scenario", [run.scenario for run in runs]),
        _texts("Datagrunnlag", [run.vintage for run in runs]),
        _texts("Avstemt mot publiserte tall", ["ja" if run.benchmarked else "nei" for run in runs]),
        _numbers(f"Tilbud i {LAST}", runs, frame, n.SUPPLY),
        _numbers(f"Etterspørsel i {LAST}", runs, frame, n.DEMAND),
        *(_numbers(f"Nettogap i {year}", runs, frame, n.NET, year) for year in YEARS),
        _numbers(f"Brutto underskudd i {LAST}", runs, frame, n.SHORTAGE),
        _numbers(f"Brutto overskudd i {LAST}", runs, frame, n.SURPLUS),
        _numbers(f"Tiltakenes felles effekt i {LAST}", runs, frame, n.JOINT),
        _numbers(f"Gap etter tiltak i {LAST}", runs, frame, n.LEFT),
    ]
    unknown = any(math.isnan(run.effects["joint_aarsverk"]) for run in runs)
    return Table(
        "sammenligning-kjoringer",
        f"Kjøringene side om side, årsverk i de {len(MODELLED)} gruppene",
        _columns("Størrelse", runs),
        pd.DataFrame(rows),
        note=" ".join(
            [
                _BELOW.format(first=f"«{runs[0].label}»"),
                "Tilbud og etterspørsel er i vid avgrensning. Nettogapet er tilbud minus etterspørsel, minus "
                "mangelen i basisåret; på den avstemte banen kommer et avstemmingsledd i tillegg. "
                "Et negativt gap betyr at det mangler personell.",
                *(["Strek: kjøringen har ikke regnet ut tallet."] if unknown else []),
            ]
        ),
        quality=quality(runs),
    )


def by_group(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """The gap in 2040 of each group, one column per run."""
    names = labels("groups")
    rows = [_numbers(names[group], runs, frame, "gap", group=names[group]) for group in MODELLED]
    return Table(
        "sammenligning-grupper",
        f"Gapet i {LAST} for hver gruppe, årsverk",
        _columns("Gruppe", runs),
        pd.DataFrame([*rows, _numbers("I alt, netto", runs, frame, n.NET)]),
        note=_BELOW.format(first=f"«{runs[0].label}»"),
        quality=quality(runs),
    )


def origins(runs: Sequence[Run]) -> Table:
    """What each run was made of, and whether it is the same as for the first run."""
    stages = shared_stages([run.origin for run in runs])
    data = [components(run.origin, "data", stages) for run in runs]
    code = [components(run.origin, "code", stages) for run in runs]
    packages = [run.origin.packages for run in runs]
    rows = [
        _texts("Datagrunnlag", [run.vintage for run in runs]),
        _texts("Data, avtrykk", [mark(items) for items in data], _likeness(data)),
        _texts("Programkode, avtrykk", [mark(items) for items in code], _likeness(code)),
        _texts("Python", [items.get("python", "") for items in packages]),
        _texts("Pakker, avtrykk", [mark(items) for items in packages], _likeness(packages)),
        _texts("Ferdig kjørt", [_moment(run.origin.finished) for run in runs]),
    ]
    return Table(
        "sammenligning-opphav",
        "Hva kjøringene er laget av",
        (
            Column("label", "Opphav"),
            *(Column(f"run{i}", run.label, below=f"below{i}") for i, run in enumerate(runs)),
        ),
        pd.DataFrame(rows),
        note=(
            "Et avtrykk er de første tolv tegnene av SHA-256 over filenes innhold: det samme avtrykket betyr "
            "det samme innholdet. Data og programkode gjelder trinnene bak tallene på denne siden."
        ),
    )


def warnings(runs: Sequence[Run]) -> list[str]:
    """Say in Norwegian what besides parameters may separate the runs; empty when nothing does."""
    found = []
    vintages = dict.fromkeys(run.vintage for run in runs)
    stages = shared_stages([run.origin for run in runs])
    if len(vintages) > 1:
        found.append(
            f"Kjøringene bygger på ulike datagrunnlag: {_listed(list(vintages))}. "
            "Forskjellene skyldes da også dataene, ikke bare forutsetningene."
        )
    elif _differs(runs, "data", stages):
        found.append(f"Dataene i «{runs[0].vintage}» er endret mellom kjøringene. De bør kjøres på nytt.")
    if _differs(runs, "code", stages):
        found.append(
            "Kjøringene er laget med ulike versjoner av programmet. Forskjellene kan skyldes modellen, "
            "ikke bare forutsetningene. Kjør dem på nytt med den samme versjonen."
        )
    if len({run.benchmarked for run in runs}) > 1:
        found.append(
            "Noen av kjøringene er avstemt mot publiserte tall, andre er det ikke. "
            "Hver kjøring vises på sin egen bane."
        )
    return found


def quality(runs: Sequence[Run]) -> tuple[str, ...]:
    """How firm the numbers are, on the paths that the runs show."""
    kinds = {True: ("calibrated",), False: ("derived", "assumption")}
    return tuple(dict.fromkeys(code for run in runs for code in kinds[run.benchmarked]))


def _columns(first: str, runs: Sequence[Run]) -> tuple[Column, ...]:
    each = (Column(f"run{i}", run.label, 0, below=f"below{i}") for i, run in enumerate(runs))
    return (Column("label", first), *each)


def _texts(label: str, texts: Sequence[str], below: Sequence[str] = ()) -> dict[str, str]:
    row = {"label": label}
    for place, (text, small) in enumerate(zip_longest(texts, below, fillvalue="")):
        row |= {f"run{place}": text, f"below{place}": small}
    return row


def _numbers(
    label: str,
    runs: Sequence[Run],
    frame: pd.DataFrame,
    quantity: str,
    year: int = LAST,
    group: str = n.ALL,
) -> dict[str, str]:
    values = [n.value(frame, run, quantity, year, group) for run in runs]
    below = ["", *(_difference(value - values[0]) for value in values[1:])]
    return _texts(label, [formats.number(value) for value in values], below)


def _difference(value: float) -> str:
    return "" if math.isnan(value) else formats.number(value, sign=True)


def _likeness(items: Sequence[Mapping[str, str]]) -> list[str]:
    """Say for each run after the first whether its items are those of the first, or which are not."""
    said = [""]
    for other in items[1:]:
        changed = unlike(items[0], other)
        if not items[0] or not other:
            said.append("ikke kjent")
        elif not changed:
            said.append("lik den første")
        else:
            more = f" og {len(changed) - _SHOWN_FILES} til" if len(changed) > _SHOWN_FILES else ""
            said.append("ulik den første: " + ", ".join(changed[:_SHOWN_FILES]) + more)
    return said


def _differs(runs: Sequence[Run], kind: str, stages: Sequence[str]) -> bool:
    found = [components(run.origin, kind, stages) for run in runs]
    return any(items != found[0] for items in found)


def _moment(iso: str) -> str:
    return iso[:16].replace("T", " kl. ") + " UTC" if iso.endswith("+00:00") else iso


def _listed(names: Sequence[str]) -> str:
    quoted = [f"«{name}»" for name in names]
    return " og ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]
