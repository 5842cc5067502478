"""Each measure alone and in company, beside the number the plan prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.measures.views.common import (
    LAST,
    QUALITY,
    Frames,
    about_span,
    last_effects,
    lower,
    measure_name,
    single,
    span,
)
from helseplan.measures.views.reservations import DAGGER, sick_leave_above, upper_bounds, upper_note
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

ENDS = ("low", "high")
LINES = {
    "published": ("Planens tall", style.GREY),
    "alone": ("Modellen, alene", style.SKY),
    "shapley": ("Modellen, sammen med de andre", style.PURPLE),
}
"""What is drawn for each measure: key → name and colour."""
STAR = " *"
"""Marks a measure whose effect the model is set to give, since the source has only a number."""
CONSTRUCTED = (
    "* Kilden har bare et tall, og modellen er satt slik at tiltaket gir det alene; likheten er ingen prøve."
)


def rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """Return the plan's measures, the largest share first.

    Columns: title, name, constructed, upper, reason, and low and high of published, counted (the model, as the
    published number is counted), alone and shapley (14 groups, årsverk).
    """
    ends = {}
    for bound in ENDS:
        effects, own = last_effects(result, f"plan_{bound}"), single(result, bound)
        ends[f"published_{bound}"] = own.published_aarsverk.reindex(effects.index)
        ends[f"counted_{bound}"] = own.model_aarsverk.reindex(effects.index)
        ends[f"alone_{bound}"] = effects.alone_aarsverk
        ends[f"shapley_{bound}"] = effects.shapley_aarsverk
    out = pd.DataFrame(ends)
    said, titles = (
        single(result, "high").reindex(out.index),
        run.vintage.read("measures").set_index("measure"),
    )
    out = out.assign(
        title=titles.title.reindex(out.index),
        name=[measure_name(code, run) for code in out.index],
        constructed=said.constructed,
        upper=out.index.isin(list(upper_bounds(run))),
        reason=said.reason,
    )
    return out.sort_values("shapley_high", ascending=False)


def company(result: Frames, run: StageRun) -> Figure:
    """Three lines per measure: the published range, the model's range alone, and its share in company."""
    found = rows(result, run)
    top = found.iloc[0]
    shares = about_span(top.shapley_low, top.shapley_high)
    return Figure(
        "measures-company",
        (
            f"{top['name']} gir mest: {shares} årsverk sammen med de andre tiltakene, "
            f"{about_span(top.alone_low, top.alone_high)} alene"
        ),
        (
            f"Tre streker for hvert av planens tiltak viser laveste og høyeste virkning i {LAST}: planens tall, "
            "modellen for tiltaket alene, og tiltakets andel når alle gjennomføres. "
            + "; ".join(
                f"{lower(row['name'])} {span(row.published_low, row.published_high)}, "
                f"{about_span(row.alone_low, row.alone_high)} og {about_span(row.shapley_low, row.shapley_high)}"
                for _, row in found.iterrows()
            )
            + "."
        ),
        lambda: _draw(found),
        _numbers(found),
        note=(
            "«Alene» er tiltaket uten de andre, med kjøringens opptrapping og for de 14 gruppene. «Sammen med de "
            "andre» er Shapley-andelen når alle planens tiltak gjennomføres. Planens tall for produktivitet gjelder "
            f"alt personell. {CONSTRUCTED} {upper_note(found.index, run)}"
        ),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def _draw(found: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(0.72 * len(found) + 1.3)
    figure.set_figwidth(style.NARROW)
    names = [
        row["name"] + (STAR if row.constructed else "") + (DAGGER if row.upper else "")
        for _, row in found.iterrows()
    ]
    style.horizontal_bars(ax, names, wrap=17)
    for shift, (key, (name, colour)) in zip((-0.26, 0.0, 0.26), LINES.items(), strict=True):
        for place in range(len(found)):
            ends = [found[f"{key}_{bound}"].iloc[place] / 1000 for bound in ENDS]
            ax.plot(ends, [place + shift] * 2, "o-", color=colour, linewidth=4, label=None if place else name)
    ax.set_xlim(left=min(0.0, ax.get_xlim()[0]))
    ax.set_ylim(len(found) - 0.45, -0.55)
    style.number_axis(ax.xaxis)
    ax.set_xlabel(f"Tusen årsverk i {LAST}")
    figure.legend(loc="outside upper left", ncols=1, handlelength=1.6)
    return figure


def _numbers(found: pd.DataFrame) -> Table:
    names = {
        "published": "Planens tall",
        "counted": "Modellen, som planen",
        "alone": "Alene",
        "shapley": "Sammen",
    }
    columns = [
        Column(f"{key}_{bound}", f"{name}, {word}", 0)
        for key, name in names.items()
        for bound, word in zip(ENDS, ("laveste", "høyeste"), strict=True)
    ]
    return Table(
        "measures-company-table",
        f"Planens tiltak alene og sammen i {LAST}, årsverk",
        (Column("title", "Tiltak"), *columns),
        found.assign(title=found.title + found.upper.map({True: DAGGER, False: ""})),
    )


def reasons(result: Frames, run: StageRun) -> Table:
    """The same as a table to read, with the reason where the model differs from the plan."""
    found = rows(result, run)
    data = pd.DataFrame(
        {
            "title": found.title + found.constructed.map({True: STAR, False: ""}),
            **{
                key: [span(*pair) for pair in zip(found[f"{key}_low"], found[f"{key}_high"], strict=True)]
                for key in ("published", "counted", "alone", "shapley")
            },
            "reason": found.reason,
        }
    )
    data["published"] = found.upper.map({True: "inntil ", False: ""}) + data.published
    total = {"title": "Sum av radene", "reason": ""} | {
        key: span(found[f"{key}_low"].sum(), found[f"{key}_high"].sum())
        for key in ("published", "counted", "alone", "shapley")
    }
    return Table(
        "measures-reasons",
        f"Hvert tiltak: planens tall, alene og sammen i {LAST}, årsverk",
        (
            Column("title", "Tiltak", below="reason"),
            Column("published", "Planens tall"),
            Column("counted", "Modellen, regnet som planen"),
            Column("alone", "Modellen, alene"),
            Column("shapley", "Sammen med de andre"),
        ),
        pd.concat([data, pd.DataFrame([total])]),
        note=(
            "Under tiltaket står hvorfor modellens tall skiller seg fra planens. «Regnet som planen» er full virkning "
            "fra første år og, for produktivitet, alt personell i smal avgrensning. De to siste tallkolonnene har "
            "kjøringens opptrapping og gjelder bare de 14 gruppene. Summen av «sammen» er den felles effekten; de "
            "andre summene er ikke effekter. «Inntil» står der planen kaller tallet et øvre anslag. "
            f"{sick_leave_above(result, run)} {CONSTRUCTED}"
        ),
        quality=(*QUALITY, *run.shown_quality),
    )
