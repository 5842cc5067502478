"""Every fault in the series about productivity gives a clear message: file, row or rule, and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.vintages.faults import Change, only, put, without

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy

CHANGE, ADJUSTED = "drg_points_change", "cost_per_drg_point_rel_to_nation_structure_adj"
LITERATURE, POTENTIAL = "productivity_literature", "productivity_potential"


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("productivity", without(item=CHANGE, region="0", year="2023"), "de nasjonale tallene"),
        ("productivity", without(item="fte_change_2002_2006"), "de nasjonale tallene"),
        ("productivity", put("year", "2020", item=CHANGE, region="0", year="2024"), "de nasjonale tallene"),
        ("productivity", without(item=CHANGE, region="helse_midt_norge"), "de regionale tallene"),
        ("productivity", without(item=ADJUSTED, region="helse_nord"), "de regionale tallene"),
        (
            "productivity",
            without(item="cost_per_drg_point", region="helse_ost"),
            "de regionale tallene",
        ),
        ("productivity", put("unit", "kroner", item="fte_change_2002_2006"), "ukjent kode «kroner»"),
        ("productivity", put("rounding", "-1", item="fte_change_2002_2006"), "skal være minst 0"),
        (LITERATURE, put("subject", "hospitals", subject="care"), "sykehus og omsorg"),
        (LITERATURE, put("unit", "", study="borge-2009"), "enhet"),
        (LITERATURE, put("unit", "percent", study="kittelsen-2017"), "enhet"),
        (LITERATURE, put("not_comparable", "", study="borge-2009"), "teksten er tom"),
        (POTENTIAL, without(sector="hospitals", column="second"), "begge kolonner"),
        (POTENTIAL, without(sector="municipal_care"), "begge kolonner"),
    ],
)
def test_a_fault_is_found_and_placed(copy: Copy, series: str, change: Change, says: str) -> None:
    assert says in only(copy.frame(series, change), series).what
