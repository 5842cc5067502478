"""What real answers from SSB and PxWeb read as."""

from __future__ import annotations

import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import jsonstat
from tests.samples import SAMPLES, needs_samples, sample

pytestmark = needs_samples
NOT_ANSWERS = [
    *sorted(path.name for path in SAMPLES.glob("pxapispecs_*.json")),
    *sorted(path.name for path in SAMPLES.glob("pxwebapi_*.json")),
]


def test_halden_has_people_from_2024_and_zeros_before() -> None:
    cube = jsonstat.read(sample("ssb_v2_07459_halden_2005_2026.json"))
    assert (cube.table, cube.updated, cube.source) == (
        "07459",
        "2026-02-25T07:00:00Z",
        "Statistisk sentralbyrå",
    )
    by_year = cube.frame.groupby("Tid", observed=True)["value"].sum()
    assert (by_year[:"2023"] == 0).all()
    assert (by_year["2024":] > 30_000).all()
    assert len(cube.notes) == 1


def test_sex_keeps_the_answers_order_and_the_open_age_its_code() -> None:
    cube = jsonstat.read(sample("ssb_v2_07459_halden_2005_2026.json"))
    assert cube.dimension("Kjonn").codes == ("2", "1")
    assert list(cube.frame["Kjonn"].cat.categories) == ["2", "1"]
    assert cube.dimension("Alder").codes[-1] == "105+"
    assert cube.dimension("Alder").labels["105+"] == "105 år eller eldre"
    assert [item.role for item in cube.dimensions] == ["geo", "", "", "metric", "time"]


def test_single_cells_of_halden_are_where_the_file_has_them() -> None:
    frame = jsonstat.read(sample("ssb_v2_07459_halden_2005_2026.json")).frame
    cells = frame.set_index(["Kjonn", "Alder", "Tid"])["value"]
    assert cells["2", "000", "2024"] == 127
    assert cells["2", "000", "2026"] == 114
    assert cells["2", "001", "2024"] == 111


def test_salmon_has_a_unit_for_each_content_and_decimals() -> None:
    cube = jsonstat.read(sample("ssb_v2_03024_response_nor.json"))
    assert cube.dimension("ContentsCode").units == {"Vekt": "tonn", "Kilopris": "kr"}
    price = cube.frame[(cube.frame.VareGrupper2 == "01") & (cube.frame.ContentsCode == "Kilopris")]
    assert price["value"].iloc[:3].tolist() == [125.36, 117.77, 105.08]


@pytest.mark.parametrize("language", ["nor", "eng"])
def test_the_figures_do_not_depend_on_the_language(language: str) -> None:
    norwegian = jsonstat.read(sample("ssb_v2_03024_response_nor.json")).frame
    assert jsonstat.read(sample(f"ssb_v2_03024_response_{language}.json")).frame.equals(norwegian)


@pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLES / "malformed").glob("*.json")))
def test_what_is_no_json_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"json-stat2|gyldig JSON"):
        jsonstat.read(sample(f"malformed/{name}"))


@pytest.mark.parametrize("name", NOT_ANSWERS)
def test_descriptions_configurations_and_lists_are_no_answers(name: str) -> None:
    with pytest.raises(DataError, match=r"uten tall|ikke et datasett|ikke så mange koder"):
        jsonstat.read(sample(name))
