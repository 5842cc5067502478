"""Changes to supply whose effect SSB has published, and assumptions moved one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helseplan.params.supply import EducationChange, Supply
from helseplan.supply.inputs import GROUPS, PERCENT

LATER = ("helsefagarbeider", "lege")
"""Groups with years of their own in SSB's scenario of more graduates."""
MORE_GRADUATES = (
    EducationChange(from_year=2028, groups=[g for g in GROUPS if g not in LATER], graduates_percent=10.0),
    EducationChange(from_year=2029, groups=["helsefagarbeider"], graduates_percent=10.0),
    EducationChange(from_year=2031, groups=["lege"], graduates_per_year=900.0),
)
"""The plan's second education scenario (chapter 5)."""


@dataclass(frozen=True)
class Published:
    """A change whose effect on supply in 2040 is published.

    Attributes:
        code: Code of the scenario.
        title: What is changed, in Norwegian.
        update: New values of the section ``supply``.
        row: Row and bound of the plan's figure in ``plan_tables``.
        reason: What is known of why the model is off, in Norwegian.
        known: Whether that accounts for it.
        used: Whether the figure was seen when the reading of the case or a part of the model was chosen.
    """

    code: str
    title: str
    update: dict[str, Any]
    row: tuple[str, str]
    reason: str
    known: bool = False
    used: bool = False

    def apply(self, params: Supply) -> Supply:
        """Return the run's own parameters with the change on top."""
        own = {name: _on_top(name, getattr(params, name), value) for name, value in self.update.items()}
        return params.model_copy(update=own)


def _on_top(name: str, own: Any, more: Any) -> Any:
    """Years and points add, percentages compound, lists follow each other; a switch is on."""
    if isinstance(more, bool):
        return more
    if isinstance(more, list):
        return [*own, *more]
    if name.endswith("_percent") and name != "sick_leave_reduction_percent":
        return ((1 + own / PERCENT) * (1 + more / PERCENT) - 1) * PERCENT
    return own + more


_EXIT = (
    "SSBs virkning vokser litt for hvert år, modellens avtar, og modellen ligger lavere. SSB trykker ikke hva som "
    "forskyves; her er det avgang, deltakelse og stilling etter 62 år."
)
_SICK = (
    "Planens tall svarer til et fravær på 8,1 prosent; her er det 9,4 prosent, som planen oppgir for 4. kvartal "
    "2025."
)
_EDUCATION = (
    "Modellen ligger lavere: den har trolig færre kandidater fra Norge enn SSB, som ikke trykker antallet. Her er de "
    "anslått fra registre og kalibrert."
)
_OLDER = "Avhenger av hvor mange over 60 år det er i 2040, og hvor mange av dem som arbeider."
PUBLISHED = (
    *(
        Published(
            f"later_exit_{years}",
            f"Avgang etter 62 år forskjøvet {years} år",
            {"later_exit_years": float(years)},
            row,
            _EXIT,
            used=True,
        )
        for years, row in enumerate(
            (("later_exit", "low"), ("later_exit_two_years", "value"), ("later_exit", "high")), 1
        )
    ),
    Published(
        "participation_relative",
        "Deltakelsen over 60 år 10 prosent høyere",
        {"participation_60_percent": 10.0},
        ("participation_60plus", "low"),
        _OLDER,
        used=True,
    ),
    Published(
        "participation_points",
        "Deltakelsen over 60 år 10 prosentpoeng høyere",
        {"participation_60_points": 10.0},
        ("participation_60plus", "high"),
        _OLDER,
        used=True,
    ),
    Published(
        "position_size",
        "Stillingene 10 prosent større, høyst full stilling",
        {"position_percent": 10.0},
        ("position_size", "low"),
        "Stillingsstørrelse etter alder er forutsatt; planens figur 4.4 er ikke trykt med tall.",
    ),
    *(
        Published(
            f"sick_leave_{percent}",
            f"Sykefraværet {percent} prosent lavere",
            {"sick_leave_reduction_percent": float(percent)},
            ("sick_leave", bound),
            _SICK,
            known=True,
        )
        for percent, bound in ((10, "low"), (20, "high"))
    ),
    Published(
        "education_population",
        "Utdanningskapasiteten følger befolkningsveksten",
        {"capacity_follows_population": True},
        ("education_capacity", "low"),
        _EDUCATION,
        used=True,
    ),
    Published(
        "education_more",
        "10 prosent flere kandidater fra 2028 (helsefagarbeidere 2029), 900 leger i året fra 2031",
        {"education_changes": list(MORE_GRADUATES)},
        ("education_plus10", "value"),
        _EDUCATION,
    ),
)


@dataclass(frozen=True)
class Case:
    """An assumption moved one way from where the run has it.

    Attributes:
        assumption: Code of what is moved.
        end: low or high.
        label: The move in Norwegian.
        name: The parameter of the section ``supply``.
        step: What is laid on top of it: years add, percentages compound.
    """

    assumption: str
    end: str
    label: str
    name: str
    step: float

    def apply(self, params: Supply) -> Supply:
        """Return the run's own parameters with the move."""
        return params.model_copy(
            update={self.name: _on_top(self.name, getattr(params, self.name), self.step)}
        )


def _pair(assumption: str, name: str, low: tuple[str, float], high: tuple[str, float]) -> tuple[Case, ...]:
    return tuple(
        Case(assumption, end, move[0], name, move[1]) for end, move in (("low", low), ("high", high))
    )


ASSUMPTIONS = (
    *_pair("graduates", "graduates_percent", ("10 % færre", -10.0), ("10 % flere", 10.0)),
    *_pair("abroad", "abroad_percent", ("halvparten", -50.0), ("50 % flere", 50.0)),
    *_pair("leaving", "leaving_percent", ("ingen", -100.0), ("dobbelt så mange", 100.0)),
    *_pair("disability", "disability_percent", ("halvparten", -50.0), ("50 % flere", 50.0)),
    *_pair("retirement", "later_exit_years", ("ett år tidligere", -1.0), ("ett år senere", 1.0)),
    *_pair("position", "position_percent", ("2 % mindre", -2.0), ("2 % større", 2.0)),
)
"""What is moved, one at a time; ranges are the project's own, see the decision log."""
