"""The main figure of efficiency: every trust with its interval, sorted by corrected score."""

from __future__ import annotations

from itertools import combinations
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
    break_caveat,
    capital,
    count,
    cover,
    listed,
    main_model,
    main_rows,
    name,
    outward,
    share,
    short,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun


def apart(rows: pd.DataFrame) -> tuple[int, int]:
    """Count the pairs of trusts whose intervals do not overlap, and all the pairs."""
    pairs = list(combinations(zip(rows.lower, rows.upper, strict=True), 2))
    return sum(a[1] < b[0] or b[1] < a[0] for a, b in pairs), len(pairs)


def _title(rows: pd.DataFrame, run: StageRun) -> str:
    """How many are on the frontier, and how far from it their intervals go."""
    best = rows[rows.efficient]
    on_it = f"{share(len(best), len(rows))} foretak ligger på fronten"
    if rows.lower.isna().any():
        return on_it
    ends = best.upper if outward(run) else best.lower
    far, near = (ends.max(), ends.min()) if outward(run) else (ends.min(), ends.max())
    way = "opp" if outward(run) else "ned"
    if len(best) == 1:
        return f"{on_it}, men intervallet går {way} til {number(far, 2)}"
    if number(near, 2) == number(far, 2):
        return f"{on_it}, men intervallene går {way} til {number(far, 2)}"
    return f"{on_it}, men intervallene går {way} til mellom {number(near, 2)} og {number(far, 2)}"


def efficiency(result: Frames, run: StageRun) -> Figure:
    """Dots and intervals of the main model, sorted by corrected score; the raw score as a hollow mark."""
    rows, params, model = main_rows(result, run), run.params.productivity, main_model(run)
    low, high = rows.score.min(), rows.score.max()
    data = rows.assign(unit=rows.unit.map(name))
    return Figure(
        "productivity-efficiency",
        _title(rows, run),
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
                Column("bias_corrected", "Målt minus skjevhet", 3),
                Column("lower", "Nedre grense", 3),
                Column("upper", "Øvre grense", 3),
            ),
            data,
        ),
        note=_note(rows, run) + break_caveat(result, run),
        quality=QUALITY,
        narrow=True,
    )


def _note(rows: pd.DataFrame, run: StageRun) -> str:
    params = run.params.productivity
    if rows.lower.isna().any():
        return f"{UNIVERSITY_MARK} Alle foretak måles likt, så det er ingenting å trekke intervaller av. {NOT_SHOWN}"
    separate, pairs = apart(rows)
    return (
        f"{cover(run)} De bygger på {number(params.bootstrap_draws)} trekninger (Simar og Wilson 1998) og gjelder "
        f"usikkerheten om hvor fronten ligger, ikke feil i dataene. Av {number(pairs)} par av foretak har "
        f"{number(separate)} intervaller som ikke overlapper. Det er ikke en test av om to foretak er ulike. "
        f"{_correction(rows, run)} {UNIVERSITY_MARK} {NOT_SHOWN}"
    )


def _correction(rows: pd.DataFrame, run: StageRun) -> str:
    """What «corrected» is for those it is used for and for those it is not."""
    used = int(rows.correction_used.sum())
    consistent = "Kolonnen «Målt minus skjevhet» i tabellen er regnet likt for alle."
    if used == len(rows):
        return f"Korreksjonen brukes for alle foretakene. {consistent}"
    beyond = "under den nedre" if outward(run) else "over den øvre"
    whom = f"her for {share(used, len(rows))} foretak" if used else "her ikke for noen"
    order = (
        " Rekkefølgen mellom korrigerte og ukorrigerte foretak skal derfor ikke leses som en rangering."
        if used
        else ""
    )
    return (
        f"Korreksjonen brukes bare der skjevheten er stor mot usikkerheten i anslaget på den, {whom}. Ellers er "
        f"«Korrigert» det målte tallet. Det er for godt og ligger {beyond} grensen i intervallet.{order} {consistent}"
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
    m, s = len(model.inputs), len(model.outputs)
    enough = "oppfylt" if len(rows) >= model.needed_units else "ikke oppfylt"
    return Text(
        f"I {params.year} ligger **{share(len(best), len(rows))}** foretak på fronten i hovedmodellen "
        f"({model.label.lower()}, {RETURNS[params.returns_to_scale]}).{_by_themselves(result, list(best.unit))} "
        "Tommelfingerregelen sier at det "
        f"trengs minst {number(model.needed_units)} enheter for {number(m)} "
        f"{'innsatsfaktor' if m == 1 else 'innsatsfaktorer'} og {number(s)} {'produkt' if s == 1 else 'produkter'}; "
        f"den er {enough} med {number(len(rows))}. Jo færre foretak og jo flere mål, desto flere havner på "
        f"fronten uansett hvordan de drives.{break_caveat(result, run)}",
        quality=QUALITY,
    )


def _by_themselves(result: Frames, best: list[str]) -> str:
    """Those on the frontier that nobody is held against, and those that cannot be held against anyone."""
    rows = result["outliers"].set_index("unit").reindex(best)
    alone, unlike = rows[rows.peer_of == 0], rows[rows.infeasible.astype(bool)]
    text = ""
    if len(alone) == len(best):
        text += " Ingen andre måles mot dem." if len(best) > 1 else " Ingen andre måles mot det."
    elif len(alone):
        text += f" {capital(count(len(alone)))} av dem er det ingen andre som måles mot."
    if len(unlike):
        text += (
            f" For {listed([name(unit) for unit in unlike.index])} finnes det ingen blanding av de andre å måle mot: "
            f"{'det' if len(unlike) == 1 else 'de'} ligger på fronten fordi ingen er sammenlignbare."
        )
    return text
