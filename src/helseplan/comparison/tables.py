"""The tables of what the runs lack: side by side in all, and group by group, after measures and without."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helseplan import formats
from helseplan.classifications import labels
from helseplan.comparison import finding, without
from helseplan.comparison import numbers as n
from helseplan.comparison.origin import keeps_benchmark
from helseplan.comparison.reading import LAST, Run
from helseplan.comparison.rows import BELOW, Row, columns, dashes, difference, numbers, quality, texts
from helseplan.contracts.shared import MODELLED
from helseplan.report.display import Table

YEARS = (2025, 2030, 2035, LAST)


def _benchmarked(run: Run) -> str:
    if not run.benchmarked:
        return "nei"
    return "ja, på eldre data" if keeps_benchmark(run.origin) else "ja"


def summary(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """One column per run: what it is, what is left after its measures, and what lacks without them."""
    rows = [
        texts("Scenario", [run.scenario for run in runs]),
        texts("Datagrunnlag", [run.vintage for run in runs]),
        texts("Avstemt mot publiserte tall", [_benchmarked(run) for run in runs]),
        texts("Tiltak i kjøringen", [carried_out(run) for run in runs]),
        *(numbers(f"Nettogap etter tiltak i {year}", runs, frame, n.NET_AFTER, year) for year in YEARS),
        numbers(f"Brutto underskudd etter tiltak i {LAST}", runs, frame, n.SHORTAGE_AFTER),
        numbers(f"Brutto overskudd etter tiltak i {LAST}", runs, frame, n.SURPLUS_AFTER),
        _largest(runs),
        numbers(f"Tiltakenes felles effekt i {LAST}", runs, frame, n.JOINT),
        *(numbers(f"Nettogap uten tiltak i {year}", runs, frame, n.NET, year) for year in YEARS),
        numbers(f"Brutto underskudd uten tiltak i {LAST}", runs, frame, n.SHORTAGE),
        numbers(f"Brutto overskudd uten tiltak i {LAST}", runs, frame, n.SURPLUS),
        numbers(f"Tilbud uten tiltak i {LAST}", runs, frame, n.SUPPLY),
        numbers(f"Etterspørsel uten tiltak i {LAST}", runs, frame, n.DEMAND),
    ]
    return Table(
        "sammenligning-kjoringer",
        f"Kjøringene side om side, årsverk i de {len(MODELLED)} gruppene",
        columns("Størrelse", [run.label for run in runs]),
        pd.DataFrame(rows),
        note=" ".join(
            [
                BELOW.format(first=f"«{runs[0].label}»"),
                "Etter tiltak: med de tiltakene kjøringen selv har valgt. "
                "Tilbud og etterspørsel er i vid avgrensning. Nettogapet er tilbud minus etterspørsel, minus "
                "mangelen i basisåret; på den avstemte banen kommer et avstemmingsledd i tillegg. "
                "Et negativt gap betyr at det mangler personell.",
                *(
                    ["Strek: kjøringen har ikke tiltak, eller den har ikke regnet ut tallet."]
                    if dashes(rows)
                    else []
                ),
            ]
        ),
        quality=quality(runs),
    )


def carried_out(run: Run) -> str:
    """Say how many measures a run carries out."""
    if not run.measured.known:
        return formats.MISSING
    if not run.measured.carried_out:
        return "uten tiltak"
    return f"{len(run.measured.shares)} tiltak" if run.measured.shares else "med tiltak"


def by_group(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """The gap in 2040 of each group: after measures, one column per run, and without, one for those that are equal."""
    measures = finding.any_measures(runs)
    alike = without.sets(runs, without.by_group, _bare)
    after, before = (list(runs), [same[0] for same in alike]) if measures else ([], list(runs))
    headings = [_heading(run) for run in after] + [without.name(same, runs) for same in alike]
    names = labels("groups")
    pairs = [*((names[group], names[group]) for group in MODELLED), ("I alt, netto", n.ALL)]
    rows = [_both(runs[0], after, before, frame, label, group) for label, group in pairs]
    which = "etter kjøringenes egne tiltak og uten" if measures else "uten tiltak"
    return Table(
        "sammenligning-grupper",
        f"Gapet i {LAST} for hver gruppe, {which}, årsverk",
        columns("Gruppe", headings if measures else [run.label for run in runs]),
        pd.DataFrame(rows),
        note=" ".join(
            [
                BELOW.format(first=f"«{runs[0].label}»")
                + (" Etter tiltak og uten er sammenlignet hver for seg." if measures else ""),
                *(
                    ["Uten tiltak er gapet det samme i alle kjøringene."]
                    if alike and alike[0] == list(runs)
                    else []
                ),
                *(["Strek: kjøringen har ikke regnet ut hva tiltak gir."] if dashes(rows) else []),
            ]
        ),
        quality=quality(runs),
    )


def _heading(run: Run) -> str:
    """Name the column of what is left in a run."""
    return f"{run.label}, {n.WAYS['none' if _bare(run) else 'chosen']}"


def _bare(run: Run) -> bool:
    """Whether what is left in a run is what it lacks without measures, because it says it has none."""
    return run.measured.known and not run.measured.carried_out


def _both(
    first: Run, after: Sequence[Run], before: Sequence[Run], frame: pd.DataFrame, label: str, group: str
) -> Row:
    """One group's gaps: after measures, then without, each with the difference to the first run."""
    net = group == n.ALL
    said, below = [], []
    for quantity, runs in (
        (n.NET_AFTER if net else n.GAP_AFTER, after),
        (n.NET if net else n.GAP_BEFORE, before),
    ):
        base = n.value(frame, first, quantity, group=group)
        for run in runs:
            found = n.value(frame, run, quantity, group=group)
            said.append(formats.number(found))
            below.append("" if run is first else difference(found - base))
    return texts(label, said, below)


def _largest(runs: Sequence[Run]) -> Row:
    """The group with the largest shortage left, its size in small type."""
    names = labels("groups")
    found = [finding.largest(run) if run.measured.known else None for run in runs]
    known = [run.measured.known and not finding.group_gaps(run).isna().all() for run in runs]
    said = [
        names[item[0]] if item else ("ingen" if sure else formats.MISSING)
        for item, sure in zip(found, known, strict=True)
    ]
    below = [formats.number(item[1]) if item else "" for item in found]
    return texts(f"Største underskudd etter tiltak i {LAST}", said, below)
