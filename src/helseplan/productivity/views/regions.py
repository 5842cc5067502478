"""Productivity by region and period: what is printed, and what may not be compared."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes, labels
from helseplan.formats import number
from helseplan.productivity.regions import DISTANCES
from helseplan.productivity.views.common import Frames
from helseplan.report.display import Column, Table, Text


def region_changes(result: Frames) -> Table:
    """The change in DRG points per krone by region and period, per cent."""
    rows = result["regions"].query("measure == 'productivity_change'")
    rows = rows.assign(period=[f"{row.from_year}–{row.year}" for row in rows.itertuples()])
    wide = _by_region(rows.pivot(index="region", columns="period", values="value"))
    periods = sorted(rows.period.unique())
    regional = rows[rows.region != "0"].value
    return Table(
        "productivity-regions",
        (
            "Endring i DRG-poeng per krone etter region og periode, prosent: fra "
            f"{number(regional.min(), 1, sign=True)} til {number(regional.max(), 1, sign=True)}"
        ),
        (Column("label", "Region"), *(Column(period, period, 1) for period in periods)),
        wide,
        note=(
            "Faste priser. Strek betyr at endringen ikke er trykt. Bortsett fra 2012–2016 er tallene regnet om fra "
            "trykte endringer i kostnad per DRG-poeng. 2012–2016 er hele perioden, ikke per år; for Helse Sør-Øst "
            "og Helse Vest skriver "
            "kilden «drøyt 2». 2022–2023 er for landet korrigert for pandemien; for regionene sier kilden ikke om den "
            "er det."
        ),
        quality=("published", "derived"),
    )


def region_points(result: Frames) -> Table:
    """The change in DRG points by region and period, per cent."""
    rows = result["regions"].query("measure == 'points_change'")
    rows = rows.assign(period=[f"{row.from_year}–{row.year}" for row in rows.itertuples()])
    periods, last = sorted(rows.period.unique()), rows[rows.year == rows.year.max()]
    by_region = last[last.region != "0"].set_index("region").value
    low, high, names = by_region.idxmin(), by_region.idxmax(), labels("regions")
    return Table(
        "productivity-regions-points",
        (
            f"Endring i DRG-poeng etter region og periode, prosent: {number(by_region[low], 1, sign=True)} i "
            f"{names[low]} og {number(by_region[high], 1, sign=True)} i {names[high]} i {last.period.iloc[0]}"
        ),
        (Column("label", "Region"), *(Column(period, period, 1) for period in periods)),
        _by_region(rows.pivot(index="region", columns="period", values="value")),
        note=(
            "Strek betyr at endringen ikke er trykt. 2006–2007 gjelder døgn og dag etter pasientenes bosted. "
            "2022–2023 er korrigert for pandemien og bare trykt for landet."
        ),
        quality=("published", "derived"),
    )


def region_levels(result: Frames) -> Table:
    """Cost per DRG point in 2006 and 2016, and DRG points in 2006."""
    rows = result["regions"]
    level = rows[rows.from_year == 0].pivot(index="region", columns="measure", values="value")
    raw, adjusted = level[DISTANCES[0]], level[DISTANCES[1]]
    dear = raw.idxmax()
    return Table(
        "productivity-regions-levels",
        (
            f"Kostnad per DRG-poeng etter region: i 2016 lå {labels('regions')[dear]} {number(raw[dear])} prosent over "
            f"landet, og {number(adjusted[dear])} korrigert for strukturkostnader"
        ),
        (
            Column("label", "Region"),
            Column("cost_per_drg_point", "2006, kroner per poeng", 0),
            Column("cost_per_drg_point_incl_capital", "Med kapital", 0),
            Column("cost_ratio", "Landet = 1", 2),
            Column("drg_points_all_stays", "DRG-poeng", 0),
            Column("drg_points_per_1000", "Per 1 000 innbyggere", 0),
            Column(DISTANCES[0], "2016, prosent fra landet", 0),
            Column(DISTANCES[1], "Korrigert for struktur", 0),
        ),
        _by_region(level),
        note=(
            "De fem første kolonnene gjelder 2006, de to siste 2016; kilden har bare trykt 2016 for de to regionene "
            "som lå lavest og høyest. Løpende kroner. Poengene er døgn og dag uten poliklinikk etter pasientenes "
            "bosted, vektet med vektene for 2006 og 2007; kostnaden følger stedet de behandles. Den er oppgitt for "
            "Helse Øst og Helse Sør, poengene for Helse Sør-Øst, som de ble slått sammen til i 2007. "
            "Strukturkostnadene er slik kilden har beregnet dem."
        ),
        quality=("published", "derived"),
    )


def about_regions_drg(result: Frames) -> Text:
    """What the regional figures show and what they cannot carry."""
    ratios = result["regions"].query("measure == 'cost_ratio' and region != '0'").set_index("region").value
    names = labels("regions")
    cheap, dear = ratios.idxmin(), ratios.idxmax()
    raw, adjusted = (
        result["regions"].query("measure == @item").set_index("region").value for item in DISTANCES
    )
    low, high = raw.idxmin(), raw.idxmax()
    return Text(
        f"I 2006 kostet et DRG-poeng fra {number((1 - ratios[cheap]) * 100)} prosent mindre enn i landet i "
        f"{names[cheap]} til {number((ratios[dear] - 1) * 100)} prosent mer i {names[dear]}. Nivåene føres ikke "
        "videre: Helse Øst og Helse Sør ble slått sammen i 2007, vektene endres hvert år, og poliklinikken kom inn i "
        "poengene. Kostnaden følger stedet pasientene behandles, poengene stedet de bor; de to kan derfor ikke deles "
        "på hverandre. I 2006-tallene er lange avstander, små sykehus og universitetsoppgaver ikke trukket ut. For "
        f"2016 har kilden korrigert for strukturkostnader: {names[low]} går fra {number(raw[low])} til "
        f"{number(adjusted[low])} prosent fra landet, og {names[high]} fra {number(raw[high], sign=True)} til "
        f"{number(adjusted[high], sign=True)}. Resten av forskjellen er ikke forklart. Tall for hvert foretak er ikke "
        "med: foretakene i 2006 er ikke de samme som i dag.",
        quality=("published", "derived"),
    )


def _by_region(wide: pd.DataFrame) -> pd.DataFrame:
    """One row per region that has any number, in the classification's order, the nation first."""
    kept = wide.reindex([code for code in codes("regions") if code in wide.index])
    return kept.reset_index().assign(label=[labels("regions")[code] for code in kept.index])
