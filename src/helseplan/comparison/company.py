"""What each measure gives in company with the others, run by run, and what is not known of the net gap."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helseplan import formats
from helseplan.comparison import finding
from helseplan.comparison import numbers as n
from helseplan.comparison.reading import LAST, Run
from helseplan.comparison.rows import BELOW, Row, columns, dashes, numbers, quality, texts
from helseplan.report.display import Table

_SPAN = (
    "Stedet i effektspennet trekkes for hvert tiltak når kjøringen ikke har bestemt det, uansett nivået kjøringen "
    "ellers har valgt. To kjøringer som bare skiller seg i det, har da de samme tallene her."
)


def shares(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """Each measure's exact Shapley share in 2040, their joint sum and the overlap, one column per run.

    Args:
        runs: The runs; at least one carries out measures.
        frame: What ``numbers.numbers`` returned for them.
    """
    names = [
        n.measure_name(code) for code in dict.fromkeys(code for run in runs for code in run.measured.shares)
    ]
    rows = [
        *(numbers(name, runs, frame, n.SHARE, measure=name) for name in names),
        numbers("I alt, sammen", runs, frame, n.JOINT),
        numbers("Overlapp", runs, frame, n.OVERLAP),
    ]
    return Table(
        "sammenligning-tiltak",
        f"Hva hvert tiltak gir i {LAST} når alle i kjøringen virker sammen, årsverk",
        columns("Tiltak", [run.label for run in runs]),
        pd.DataFrame(rows),
        note=" ".join(
            [
                BELOW.format(first=f"«{runs[0].label}»"),
                "Et tiltaks del er gjennomsnittet av det tiltaket legger til over alle rekkefølger (Shapley), og "
                "delene summerer til effekten av alle sammen. Overlappet er summen av tiltakene hvert for seg minus "
                "effekten av alle sammen.",
                *(
                    ["Strek: tiltaket er ikke gjennomført, eller tallet er ikke regnet ut."]
                    if dashes(rows)
                    else []
                ),
            ]
        ),
        quality=quality(runs),
    )


def uncertainty(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """The 5th, 50th and 95th percentile of the net gap in 2040, and how often it closes, one column per run."""
    rows = [
        row
        for way, said in n.WAYS.items()
        for row in (
            *(
                numbers(f"{name.capitalize()} {said}", runs, frame, n.spread(column, way))
                for column, name in n.SPREAD.items()
            ),
            _closes(f"Lukket {said}", runs, frame, way),
        )
    ]
    return Table(
        "sammenligning-usikkerhet",
        f"Nettogapet i {LAST} over trekningene, årsverk, og andelen der det er lukket",
        columns("Størrelse", [run.label for run in runs]),
        pd.DataFrame(rows),
        note=" ".join(
            [
                BELOW.format(first=f"«{runs[0].label}»"),
                "90 prosent av trekningene ligger mellom 5- og 95-prosentilen. En andel av trekningene er ikke en "
                "sannsynlighet.",
                *([_SPAN] if finding.any_measures(runs) else []),
                *(
                    ["Strek: kjøringen har ikke tiltak, eller den har ikke regnet dette ut."]
                    if dashes(rows)
                    else []
                ),
            ]
        ),
        quality=quality(runs),
    )


def has_draws(runs: Sequence[Run]) -> bool:
    """Whether a run has drawn the net gap."""
    return any(bool(run.measured.spread.notna().any(axis=None)) for run in runs)


def _closes(label: str, runs: Sequence[Run], frame: pd.DataFrame, way: str) -> Row:
    found = [n.value(frame, run, n.spread("closes_share", way)) for run in runs]
    return texts(label, [formats.MISSING if pd.isna(share) else formats.percent(share) for share in found])
