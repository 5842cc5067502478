"""Productivity by region and period: what is printed, and what may not be compared."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes, labels
from helseplan.formats import number
from helseplan.productivity.views.common import Frames
from helseplan.report.display import Column, Table, Text


def region_changes(result: Frames) -> Table:
    """The change in DRG points per krone by region and period, per cent."""
    rows = result["regions"].query("measure == 'productivity_change'")
    rows = rows.assign(period=[f"{row.from_year}–{row.year}" for row in rows.itertuples()])
    wide = _by_region(rows.pivot(index="region", columns="period", values="value"))
    periods = sorted(rows.period.unique())
    return Table(
        "productivity-regions",
        "Endring i produktivitet (DRG-poeng per krone, faste priser) etter region og periode, prosent",
        (Column("label", "Region"), *(Column(period, period, 1) for period in periods)),
        wide,
        note=(
            "Strek betyr at endringen ikke er trykt. Bortsett fra 2012–2016 er tallene regnet om fra trykte endringer "
            "i kostnad per DRG-poeng. 2012–2016 er hele perioden, ikke per år; for Helse Sør-Øst og Helse Vest skriver "
            "kilden «drøyt 2». 2022–2023 er for landet korrigert for pandemien; for regionene sier kilden ikke om den "
            "er det."
        ),
        quality=("published", "derived"),
    )


def region_levels(result: Frames) -> Table:
    """Cost per DRG point and DRG points in 2006, and the growth in points to 2007."""
    rows = result["regions"]
    level = rows[rows.from_year == 0].pivot(index="region", columns="measure", values="value")
    growth = rows[(rows.measure == "points_change") & (rows.year == 2007)].set_index("region").value
    return Table(
        "productivity-regions-2006",
        "Regionene i 2006: kostnad per DRG-poeng der behandlingen skjer, og DRG-poeng der pasientene bor",
        (
            Column("label", "Region"),
            Column("cost_per_drg_point", "Kroner per poeng", 0),
            Column("cost_per_drg_point_incl_capital", "Med kapital", 0),
            Column("cost_ratio", "Landet = 1", 2),
            Column("drg_points_all_stays", "DRG-poeng", 0),
            Column("drg_points_per_1000", "Per 1 000 innbyggere", 0),
            Column("growth", "Poeng 2006–2007, prosent", 1),
        ),
        _by_region(level.assign(growth=growth)),
        note=(
            "Løpende kroner. Poengene er døgn og dag uten poliklinikk, vektet med vektene for 2006 og 2007. Kostnaden "
            "er oppgitt for Helse Øst og Helse Sør, poengene for Helse Sør-Øst, som de ble slått sammen til i 2007."
        ),
        quality=("published", "derived"),
    )


def about_regions_drg(result: Frames) -> Text:
    """What the regional figures show and what they cannot carry."""
    ratios = result["regions"].query("measure == 'cost_ratio' and region != '0'").set_index("region").value
    names = labels("regions")
    cheap, dear = ratios.idxmin(), ratios.idxmax()
    return Text(
        f"I 2006 kostet et DRG-poeng fra {number((1 - ratios[cheap]) * 100)} prosent mindre enn i landet i "
        f"{names[cheap]} til {number((ratios[dear] - 1) * 100)} prosent mer i {names[dear]}. Nivåene føres ikke "
        "videre: Helse Øst og Helse Sør ble slått sammen i 2007, vektene endres hvert år, og poliklinikken kom inn i "
        "poengene. Kostnaden følger stedet pasientene behandles, poengene stedet de bor; de to kan derfor ikke deles "
        "på hverandre. Lange avstander, små sykehus og universitetsoppgaver er ikke trukket ut. Tall for hvert foretak "
        "er ikke med: foretakene i 2006 er ikke de samme som i dag.",
        quality=("published", "derived"),
    )


def _by_region(wide: pd.DataFrame) -> pd.DataFrame:
    """One row per region that has any number, in the classification's order, the nation first."""
    kept = wide.reindex([code for code in codes("regions") if code in wide.index])
    return kept.reset_index().assign(label=[labels("regions")[code] for code in kept.index])
