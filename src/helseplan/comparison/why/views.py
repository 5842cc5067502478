"""The split in words, as a table, and as rows of the CSV."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from helseplan.classifications import labels, plurals
from helseplan.comparison.reading import LAST
from helseplan.comparison.why import naming
from helseplan.comparison.why.parts import CODE
from helseplan.comparison.why.split import Split
from helseplan.contracts.shared import MODELLED
from helseplan.formats import number
from helseplan.report.display import Column, Figure, Table

_ON = {
    "benchmarked": "Tallene er på den avstemte banen.",
    "raw": "Tallene er på den rå banen.",
    "own": "Hver kjøring er på den banen den selv viser.",
}
NOUGHT = 0.5
"""Årsverk: less than this is shown as nought."""
PATHS = {"benchmarked": "avstemt", "raw": "rå", "own": "kjøringens egen"}
_NOTE = (
    "Radene og kolonnene går opp nøyaktig i tallene bak; vist i hele årsverk kan summene være noen årsverk ved siden "
    "av. Hver del er det årsaken legger til, i gjennomsnitt over rekkefølgene årsakene kan endres i (Shapley). Data "
    "og parametre er delt over de to rekkefølgene, og dataenes deler innenfor det dataene gir."
)


def sentences(split: Split, first: str, other: str) -> list[str]:
    """Say in Norwegian what moved the net gap in 2040, and which group's gap has moved most; plain text."""
    change = split.net()
    before, after = (number(float(found[0].sum())) for found in (split.before, split.after))
    if not split.moved:
        return [f"Gapet i {LAST} uten tiltak er det samme: {before} årsverk netto i begge."]
    told = [
        f"Nettogapet i {LAST} uten tiltak går fra {before} årsverk i «{first}» til {after} i «{other}», "
        f"en endring på {number(change, sign=True)}."
    ]
    if split.unknown:
        return [*told, f"Endringen kan ikke deles på årsaker: {split.unknown}."]
    told += [_causes(split), _group(split)]
    if split.whole_data:
        told.append(
            f"Dataenes del kan ikke deles videre, for en blanding kan ikke regnes: {split.whole_data}."
        )
    return [text for text in told if text]


def table(split: Split) -> Table:
    """One row per group and one for the net gap; the change and each cause's share.

    Args:
        split: A split that is known.
    """
    names, players = labels("groups"), list(split.shares)
    rows = [_row("Netto, alle gruppene", split.net(), {p: split.net(p) for p in players})]
    whole = dict(zip(MODELLED, split.change[0], strict=True))
    for group in sorted(MODELLED, key=lambda group: -abs(whole[group])):
        rows.append(_row(names[group], whole[group], {p: split.group(p, group) for p in players}))
    return Table(
        "sammenligning-hvorfor",
        f"Endringen i gapet i {LAST} uten tiltak, og hva den kommer av, årsverk",
        (
            Column("label", "Gruppe"),
            Column("change", "Endring i alt", 0),
            *(Column(player, split.label(player), 0) for player in players),
        ),
        _signed(rows),
        note=_note(split),
        quality=("derived",),
    )


def figure(split: Split, first: str, other: str) -> Figure:
    """Bars: what each cause adds to the net gap in 2040."""
    from helseplan.comparison.why.drawing import bars  # noqa: PLC0415 - matplotlib only when something is drawn

    rows = [(split.label(player), split.net(player)) for player in split.shares]
    said = "; ".join(f"{label} {number(value, sign=True)}" for label, value in rows)
    change = number(split.net(), sign=True)
    return Figure(
        "sammenligning-arsaker",
        _title(split),
        f"Stolper for hva hver årsak legger til nettogapet i {LAST} fra «{first}» til «{other}», i alt {change} "
        f"årsverk: {said}.",
        lambda: bars(rows),
        Table(
            "sammenligning-arsaker-tabell",
            f"Endringen i nettogapet i {LAST} etter årsak, årsverk",
            (Column("label", "Årsak"), Column("aarsverk", "Endring", 0)),
            _signed(
                [{"label": label, "aarsverk": value} for label, value in [*rows, ("I alt", split.net())]]
            ),
        ),
        note="Stolper under null gjør mangelen større.",
        quality=("derived",),
        narrow=True,
    )


def series(split: Split) -> Table:
    """One row per changed series, under its part: what it changes alone, and per part what the series do together.

    Args:
        split: A split where the data are split by parts, and some part has changed series.
    """
    rows = []
    for part in (part for part in split.shares if split.changed.get(part)):
        alone = {
            unit: float(found[0].sum()) for unit, found in split.alone.items() if within_part(unit, part)
        }
        for unit, value in alone.items():
            rows.append(_in_part(split, part, split.label(unit), value))
        if alone:
            rest = split.net(part) - sum(value for value in alone.values() if not math.isnan(value))
            rows += [
                _in_part(split, part, "Samspill", rest),
                _in_part(split, part, "Delen i alt", split.net(part)),
            ]
        else:
            rows += [_in_part(split, part, naming.title(name, split.titles)) for name in split.changed[part]]
    return Table(
        "sammenligning-hvorfor-serier",
        f"Seriene som er endret i hver del, og hva de gjør med nettogapet i {LAST}, årsverk",
        (Column("label", "Serie", below="part"), Column("aarsverk", "Endring", 0)),
        pd.DataFrame(rows),
        note=(
            "Tallet for en serie er endringen når den alene er fra den andre årgangen. Samspill er resten av delen: "
            "det seriene gjør sammen, og sammen med de andre delene. Strek: kan ikke regnes alene, og er "
            "med i samspillet."
            if split.alone
            else ""
        ),
        quality=("derived",) if split.alone else (),
    )


def numbers(split: Split) -> Iterator[tuple[str, str, str, float]]:
    """Yield cause, group, path and share in årsverk: what the CSV holds."""
    names = labels("groups")
    for place, path in enumerate(split.paths):
        named = {split.label(player): share for player, share in split.shares.items()}
        for label, share in {"endring i alt": split.change, **named}.items():
            yield label, "alle 14 grupper", PATHS[path], float(share[place].sum())
            for group, value in zip(MODELLED, share[place], strict=True):
                yield label, names[group], PATHS[path], float(value)


def within_part(unit: str, part: str) -> bool:
    """Tell whether ``part/series``, or the part itself, belongs to a part."""
    return unit.partition("/")[0] == part


def _in_part(split: Split, part: str, label: str, value: float = math.nan) -> dict[str, str]:
    return {"label": label, "part": split.label(part), "aarsverk": number(value, sign=True)}


def _row(label: str, change: float, shares: dict[str, float]) -> dict[str, str | float]:
    return {"label": label, "change": change, **shares}


def _signed(rows: list[dict[str, str | float]]) -> pd.DataFrame:
    """Rows for a table, every number with its sign: they are changes."""
    return pd.DataFrame(
        [
            {key: value if isinstance(value, str) else number(value, sign=True) for key, value in row.items()}
            for row in rows
        ]
    )


def _causes(split: Split) -> str:
    ranked = [player for player in split.ranked() if abs(split.net(player)) >= NOUGHT]
    if not ranked:
        return "Ingen av årsakene flytter nettogapet med så mye som ett årsverk."
    said = [f"{split.plain(player)} ({number(split.net(player), sign=True)})" for player in ranked]
    if len(split.shares) == 1:
        return f"Hele endringen kommer av {split.plain(ranked[0])}; ellers er alt likt."
    rest = f", og deretter {joined(said[1:])}" if said[1:] else ", og ingen av de andre flytter gapet"
    return f"Mest betyr {said[0]}{rest}."


def joined(items: list[str]) -> str:
    """Join in running text."""
    return " og ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


def _group(split: Split) -> str:
    change = split.change[0]
    place = int(abs(change).argmax())
    name = plurals("groups")[MODELLED[place]]
    return f"Gapet er mest endret for {name} ({number(float(change[place]), sign=True)} årsverk)."


def _title(split: Split) -> str:
    most = split.ranked()[0]
    return (
        f"Nettogapet i {LAST} er endret med {number(split.net(), sign=True)} årsverk; "
        f"{split.plain(most)} står for {number(split.net(most), sign=True)}"
    )


def _note(split: Split) -> str:
    told = [_NOTE, _ON[split.paths[0]]]
    if any("/" in player for player in split.shares):
        told.append("Dataene er delt serie for serie.")
    elif split.alone:
        told.append(
            f"Dataene er delt i deler og ikke serie for serie, for {len(split.alone)} serier er endret; tabellen "
            "under viser seriene i hver del."
        )
    if CODE in split.shares:
        told.append(
            f"«{split.label(CODE)}» er det som er igjen når kjøringenes egne tall holdes mot dagens program på de "
            "samme dataene og parametrene."
        )
    return " ".join(told)
