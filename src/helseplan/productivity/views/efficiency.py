"""The main figure of efficiency: every trust with its interval, sorted by corrected score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    NOT_SHOWN,
    QUALITY,
    RETURNS,
    UNIVERSITY_MARK,
    axis_label,
    capital,
    count,
    level,
    main_model,
    main_rows,
    name,
    share,
    short,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun


def overlapping(rows: pd.DataFrame) -> tuple[int, str]:
    """Count the other trusts whose interval overlaps that of the median trust, and name the median trust.

    The median trust is the one in the middle by corrected score; of two in the middle, the better.

    Returns:
        The count and the median trust's code; −1 and an empty code without intervals.
    """
    if rows.lower.isna().any():
        return -1, ""
    middle = rows.iloc[(len(rows) - 1) // 2]
    overlap = (rows.lower <= middle.upper) & (rows.upper >= middle.lower)
    return int(overlap.sum()) - 1, str(middle.unit)


def efficiency(result: Frames, run: StageRun) -> Figure:
    """Dots and intervals of the main model, sorted by corrected score; the raw score as a hollow mark."""
    rows, params, model = main_rows(result, run), run.params.productivity, main_model(run)
    shared, middle = overlapping(rows)
    title = (
        f"{share(int(rows.efficient.sum()), len(rows))} foretak ligger på fronten"
        if shared < 0
        else f"{number(shared)} av de {number(len(rows) - 1)} andre foretakene har intervaller som "
        "overlapper medianforetakets"
    )
    low, high = rows.score.min(), rows.score.max()
    data = rows.assign(unit=rows.unit.map(name))
    return Figure(
        "productivity-efficiency",
        title,
        (
            f"Hvert av {number(len(rows))} helseforetak har et målt effektivitetstall i {params.year} fra "
            f"{number(low, 2)} til {number(high, 2)}, et korrigert tall der korreksjonen brukes, og et intervall. "
            f"{number(int(rows.efficient.sum()))} har målt effektivitet 1. Foretakene er sortert etter korrigert "
            "tall."
        ),
        lambda: _draw(rows, axis_label(run)),
        Table(
            "productivity-efficiency-table",
            f"Effektivitet i {params.year}: {model.label.lower()}, {RETURNS[params.returns_to_scale]}",
            (
                Column("unit", "Helseforetak"),
                Column("score", "Målt", 3),
                Column("corrected", "Korrigert", 3),
                Column("correction_used", "Korreksjon brukt"),
                Column("lower", "Nedre grense", 3),
                Column("upper", "Øvre grense", 3),
            ),
            data,
        ),
        note=_note(rows, run, middle),
        quality=QUALITY,
        narrow=True,
    )


def _note(rows: pd.DataFrame, run: StageRun, middle: str) -> str:
    params = run.params.productivity
    if not middle:
        return f"{UNIVERSITY_MARK} Alle foretak måles likt, så det er ingenting å trekke intervaller av. {NOT_SHOWN}"
    used = int(rows.correction_used.sum())
    return (
        f"Medianforetaket er {name(middle)}. Intervallene dekker {level(params.bootstrap_alpha)} prosent "
        f"({number(params.bootstrap_draws)} trekninger, Simar og Wilson 1998). Korreksjonen brukes bare der den gjør "
        f"tallet sikrere, her for {share(used, len(rows))}. De andre står med målt tall, som er for godt; "
        "rekkefølgen mellom korrigerte og ukorrigerte foretak skal derfor ikke leses som en rangering. Intervallene "
        "gjelder usikkerheten om hvor fronten ligger, ikke feil i dataene, og er i simuleringer for smale, mer jo "
        f"flere mål modellen har. {UNIVERSITY_MARK} {NOT_SHOWN}"
    )


def _draw(rows: pd.DataFrame, label: str) -> Drawing:
    figure, ax = style.new_figure(7.5)
    figure.set_figwidth(style.NARROW)
    style.horizontal_bars(ax, [short(unit) for unit in rows.unit], wrap=24)
    places = rows.index.to_numpy()
    ax.hlines(places, rows.lower, rows.upper, color=style.SPINE, linewidth=3, zorder=1, label="Intervall")
    used = rows.correction_used.to_numpy()
    ax.plot(rows.corrected[used], places[used], "o", color=style.BLUE, markersize=6.5, label="Korrigert")
    ax.plot(
        rows.score,
        places,
        "o",
        markerfacecolor="white",
        markeredgecolor=style.ORANGE,
        markeredgewidth=1.5,
        markersize=6.5,
        label="Målt",
    )
    style.number_axis(ax.xaxis, 1)
    ax.set(xlabel=style.wrapped(label, 30), ylabel="")
    style.legend(ax, 2)
    return figure


def efficiency_finding(result: Frames, run: StageRun) -> Text:
    """How many are on the frontier, how many of them for want of anyone to compare with, and the rule of thumb."""
    rows, model, params = main_rows(result, run), main_model(run), run.params.productivity
    best = rows[rows.efficient]
    used_by = result["outliers"].set_index("unit").peer_of
    alone = int((used_by.reindex(best.unit) == 0).sum())
    m, s = len(model.inputs), len(model.outputs)
    enough = "oppfylt" if len(rows) >= model.needed_units else "ikke oppfylt"
    by_itself = (
        f" {capital(count(alone))} av dem er ikke målestokk for noen andre: de ligger der fordi ingen ligner dem."
        if alone
        else ""
    )
    return Text(
        f"I {params.year} ligger **{share(len(best), len(rows))}** foretak på fronten i hovedmodellen "
        f"({model.label.lower()}, {RETURNS[params.returns_to_scale]}).{by_itself} Tommelfingerregelen sier at det "
        f"trengs minst {number(model.needed_units)} enheter for {number(m)} "
        f"{'innsatsfaktor' if m == 1 else 'innsatsfaktorer'} og {number(s)} {'produkt' if s == 1 else 'produkter'}; "
        f"den er {enough} med {number(len(rows))}. Få foretak og flere mål gir likevel mange på fronten, uansett "
        "hvordan de drives.",
        quality=QUALITY,
    )
