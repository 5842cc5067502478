"""What is at hand answers the same question only: the same selection, of the same service."""

from __future__ import annotations

from tests.fetching.project import PEOPLE, Project, people
from tests.standin import StandIn


def test_another_selection_of_the_same_version_is_fetched(project: Project) -> None:
    project.fetch("en", PEOPLE)
    project.register(t07459={"selection": "Alder=001;Tid=*"})
    found = project.fetch("to", PEOPLE)
    assert [item.same for item in found.items] == [False]
    assert (found.vintage, project.asked()) == ("to", 2)


def test_another_service_never_answers_for_this_one(project: Project) -> None:
    project.fetch("en", PEOPLE)
    with StandIn(tables=[people(5.0)]) as other:
        found = project.fetch("to", PEOPLE, base_url=other.url)
        assert len(other.asked("/data")) == 1
    assert found.changed == (f"ssb-{PEOPLE}",)
