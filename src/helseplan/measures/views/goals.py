"""What it would take: how strongly the measures must be carried out, and how fast productivity must grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number, percent
from helseplan.measures.views.common import (
    ALL,
    LAST,
    QUALITY,
    Frames,
    about,
    carries_out,
    last_gaps,
    listed,
    lower,
    measure_name,
    plural,
    short_of,
)
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

WHOLE, OWN = "package", "own_mix"
ALTERNATIVE = "alternative"
"""The list of measures that stand in for another, in the series ``measure_models``."""
MIXES = {
    WHOLE: "Alle tiltakene i kjøringen",
    "supply": "Tiltakene på tilbudssiden",
    OWN: "Eget utvalg",
}
"""Mixes of measures, in the order they are shown; the others are single measures."""
LARGEST = 3
"""Groups with the largest shortages that are shown."""
NEVER = "når ikke"


def _targets(result: Frames, run: StageRun) -> list[str]:
    """The net gap, the largest shortages, and the group that the run asks for."""
    short = [str(group) for group in short_of(last_gaps(result).reference).index[:LARGEST]]
    return list(dict.fromkeys([ALL, *short, run.params.measures.goal_group]))


def _nothing(result: Frames) -> bool:
    """Whether there is no mix to step up: nothing is carried out, and the run names none of its own."""
    return not carries_out(result) and OWN not in set(result["goals"].mix)


def _mix_name(mix: str, run: StageRun) -> str:
    """Name a row: a mix, the run's own mix with its measures, or a single measure."""
    if mix != OWN:
        return MIXES.get(mix) or measure_name(mix, run)
    return f"{MIXES[OWN]}: {_own_measures(run)}"


def _own_measures(run: StageRun) -> str:
    return listed([lower(measure_name(name, run)) for name in run.params.measures.goal_measures])


def goals(result: Frames, run: StageRun) -> Table | Text:
    """The least common intensity that closes the net gap and the largest shortages, by mix and by single measure."""
    if _nothing(result):
        return Text("Kjøringen gjennomfører ingen tiltak, så det er ikke noe å trappe opp.", QUALITY)
    rows = result["goals"].set_index(["mix", "target"])
    mixes = list(dict.fromkeys(rows.index.get_level_values("mix")))
    order = [*(mix for mix in MIXES if mix in mixes), *(mix for mix in mixes if mix not in MIXES)]
    if not carries_out(result):
        order = [OWN]
    targets = _targets(result, run)
    data = pd.DataFrame(
        {
            "name": [_mix_name(mix, run) for mix in order],
            **{target: [_said(rows.loc[(mix, target)]) for mix in order] for target in targets},
        }
    )
    names = {ALL: "Nettogapet", **labels("groups")}
    return Table(
        "measures-goals",
        f"Hvor stor styrke som skal til for å lukke gapet i {LAST}",
        (Column("name", "Tiltak"), *(Column(target, names[target]) for target in targets)),
        data,
        note=(
            "100 prosent, full styrke, er tiltakene slik kjøringen gjennomfører dem. «Når ikke» betyr at gapet står "
            "åpent også da; tallet bak er årsverkene som fortsatt mangler. Alle tiltakene i en rad får samme styrke."
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def _said(row: pd.Series) -> str:
    if row.gap_aarsverk >= 0:
        return "ingen mangel"
    if np.isnan(row.intensity):
        return f"{NEVER} ({number(row.left_aarsverk)})"
    return percent(row.intensity * 100, 0)


def about_goals(result: Frames, run: StageRun) -> Text:
    """The answer for what the run asks for, for the net gap, and the groups that the run's measures never reach."""
    quality = (*QUALITY, *run.shown_quality)
    if _nothing(result):
        return Text("Kjøringen gjennomfører ingen tiltak.", quality)
    rows = result["goals"]
    mix = WHOLE if carries_out(result) else OWN
    sentences = [
        *(_asked(rows, target, mix, run) for target in dict.fromkeys([run.params.measures.goal_group, ALL])),
        _never(rows[rows.mix == mix].set_index("target")),
        _alone(rows, run),
    ]
    return Text(" ".join(each for each in sentences if each), quality)


def _asked(rows: pd.DataFrame, target: str, mix: str, run: StageRun) -> str:
    """What closes one gap: all that is carried out and, when the run names some measures, those."""
    found = rows[rows.target == target].set_index("mix")
    what = "Nettogapet" if target == ALL else f"Gapet for {plural(target)}"
    if found.gap_aarsverk[mix] >= 0:
        return f"{what} er lukket også uten tiltak."
    mixes = list(dict.fromkeys([mix, OWN])) if OWN in found.index else [mix]
    parts = [_reached(found.loc[each], what, _who(each, run)) for each in mixes]
    if target != ALL and found.intensity.isna().all():
        parts.append(_instead(rows, run))
    return " ".join(part for part in parts if part)


def _who(mix: str, run: StageRun) -> str:
    return "alle tiltakene" if mix == WHOLE else f"eget utvalg ({_own_measures(run)})"


def _reached(row: pd.Series, what: str, who: str) -> str:
    if np.isnan(row.intensity):
        left = about(-row.left_aarsverk)
        return f"{what} lukkes ikke med {who} i full styrke: det mangler fortsatt **{left}** årsverk."
    return f"{what} lukkes når {who} gjennomføres med **{percent(row.intensity * 100, 0)}** styrke."


def _instead(rows: pd.DataFrame, run: StageRun) -> str:
    """Name what is not carried out because it excludes a measure that is."""
    models, used = run.vintage.read("measure_models").set_index("measure"), set(rows.mix)
    pairs = [
        (name, other)
        for name in models.index[models.package == ALTERNATIVE]
        for other in str(models.excludes[name]).split()
        if name not in used and other in used
    ]
    return " ".join(
        f"«{measure_name(name, run)}» kan bare komme i stedet for «{measure_name(other, run)}», ikke i tillegg: de to "
        "scenarioene utelukker hverandre."
        for name, other in pairs
    )


def _never(whole: pd.DataFrame) -> str:
    """The groups that are short with everything in full."""
    never = whole[(whole.index != ALL) & (whole.gap_aarsverk < 0) & whole.intensity.isna()]
    if never.empty:
        return "Ingen av gruppene mangler folk når tiltakene gjennomføres fullt ut."
    never = never.sort_values("left_aarsverk")
    return f"Mangelen på {listed([plural(str(group)) for group in never.index])} lukkes ikke med full styrke."


def _alone(rows: pd.DataFrame, run: StageRun) -> str:
    single = rows[(rows.target == ALL) & ~rows.mix.isin(list(MIXES))]
    enough = single[single.intensity.notna() & (single.gap_aarsverk < 0)]
    if single.gap_aarsverk.ge(0).all():
        return ""
    if enough.empty:
        return "Ingen av tiltakene lukker nettogapet alene."
    return f"Alene lukker {listed([measure_name(mix, run).lower() for mix in enough.mix])} nettogapet."


def share_rule(result: Frames, run: StageRun) -> Table:
    """The yearly growth in productivity that keeps the sector's share of employment under each ceiling."""
    rows = result["share_rule"]
    first = rows.iloc[0]
    own = run.params.demand.productivity_growth_percent
    return Table(
        "measures-share-rule",
        f"Produktivitetsveksten som holder sektorens andel av landets årsverk under et tak i {LAST}",
        (
            Column("ceiling_percent", "Tak for andelen", 1, unit="percent"),
            Column("productivity_percent", "Produktivitetsvekst som skal til", 2, unit="prosent i året"),
        ),
        rows,
        note=(
            f"Uten tiltak er andelen {percent(first.share_without_percent)} i {LAST}, med {percent(own, 2)} "
            f"produktivitetsvekst i året. Veksten gjelder fra {first.from_year:.0f} og alle tjenester. Andelen er "
            "årsverk i offentlig finansierte tjenester av alle årsverk i landet. Det laveste taket er kjøringens valg; "
            "standardvalget er nivået i 2024, som NOU 2023: 4 vil holde om lag uendret."
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def about_share(result: Frames, run: StageRun) -> Text:
    """The share rule in one sentence."""
    rows = result["share_rule"]
    first, own = rows.iloc[0], run.params.demand.productivity_growth_percent
    if first.productivity_percent <= own:
        said = "Det klarer kjøringen med produktivitetsveksten den har."
    else:
        said = (
            f"Da må produktiviteten vokse med **{percent(first.productivity_percent, 1)}** i året fra "
            f"{first.from_year:.0f}, mot {percent(own, 1)} i kjøringen."
        )
    return Text(
        f"Skal sektorens andel av landets årsverk ikke være høyere enn {percent(first.ceiling_percent)} i {LAST}, må "
        f"etterspørselen dempes. Uten tiltak blir andelen {percent(first.share_without_percent)}. {said}",
        quality=(*QUALITY, *run.shown_quality),
    )
