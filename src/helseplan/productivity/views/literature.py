"""What others have found, and what can be set beside our own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.formats import number
from helseplan.productivity.views.common import plans
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

SUBJECTS = {"hospitals": "sykehus", "care": "omsorg", "sector": "hele sektoren"}


def literature(run: StageRun) -> Table:
    """Studies with their data, method and result, and what may and may not be compared."""
    rows = run.vintage.read("productivity_literature")
    highest = rows[rows.unit == "percent_per_year"].value_high.max()
    return Table(
        "productivity-literature",
        (
            "Hva andre har funnet: ingen av studiene som oppgir en årlig produktivitetsvekst, har mer enn "
            f"{number(highest, 1)} prosent"
        ),
        (
            Column("authors", "Studie", below="about"),
            Column("result", "Resultat", below="method"),
            Column("comparable", "Kan sammenlignes"),
            Column("not_comparable", "Kan ikke sammenlignes"),
        ),
        rows.assign(
            about=[f"{row.data} ({SUBJECTS[str(row.subject)]}, {row.period})" for row in rows.itertuples()]
        ),
        note=(
            "Gjengitt fra sammendrag og omtaler; studiene er ikke regnet på nytt. Adressene står på siden om "
            "datakilder."
        ),
        quality=("published",),
    )


def about_literature(run: StageRun) -> Text:
    """The yearly growth others have found, beside what the plan assumes."""
    rows = run.vintage.read("productivity_literature")
    yearly = rows[rows.unit == "percent_per_year"].value_high
    growth = plans(run).counterfactual_growth_percent
    above = int((yearly > growth).sum())
    return Text(
        f"Planens referansebane forutsetter {number(growth, 1)} prosent vekst i året. Av {number(len(yearly))} anslag "
        f"på veksten over lengre perioder ligger {number(above)} høyere; det høyeste er {number(yearly.max(), 1)} "
        "prosent, i en periode med en stor reform. De fleste studiene vekter produktene med DRG og måler kostnader. "
        "Foretakstallene her har verken vekter eller kostnader, så nivået på effektiviteten kan ikke settes ved siden "
        "av deres; retningen, skalaeffektiviteten og hvor usikre målene er, kan det.",
        quality=("published",),
    )


def printed_potential(run: StageRun) -> Table:
    """The potentials of the white paper of 2017, as printed."""
    rows = run.vintage.read("productivity_potential")
    wide = rows.pivot(index="label", columns="column", values="value").reset_index()
    return Table(
        "productivity-potential-2017",
        (
            "Beregnet effektiviseringspotensial i Perspektivmeldingen 2017, prosent, slik tallene er trykt: den andre "
            f"kolonnen er mindre enn den første i {number(int((wide['second'] < wide['first']).sum()))} av "
            f"{number(len(wide))} sektorer"
        ),
        (
            Column("label", "Sektor"),
            Column("first", "Første kolonne («laveste anslag»)", 0),
            Column("second", "Andre kolonne («høyeste anslag»)", 0),
        ),
        wide.sort_values("label"),
        note=(
            "Den andre kolonnen er kalt høyeste anslag, men er mindre enn den første og negativ for politiet. Trolig "
            "er den høyeste minus laveste anslag, fra en stablet figur. Vi bruker den derfor ikke, og regner ikke om "
            "potensialene til årsverk."
        ),
        quality=("published",),
    )
