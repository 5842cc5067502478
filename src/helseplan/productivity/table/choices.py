"""What an analysis is asked to do, checked before anything is read."""

from __future__ import annotations

from dataclasses import dataclass

from helseplan.errors import ParameterError

RTS = ("crs", "vrs", "nirs", "ndrs", "fdh")
ORIENTATIONS = ("input", "output")
FEWEST_DRAWS = 100
DEFAULT_SEED = 1


@dataclass(frozen=True)
class Choices:
    """The settings of one analysis.

    Attributes:
        rts: Returns to scale: crs, vrs, nirs, ndrs or fdh.
        orientation: input or output.
        slacks: Whether slacks and targets are found by a second stage.
        draws: Bootstrap draws, None for no bootstrap.
        seed: Seed of the bootstrap.
        alpha: One minus the level of the confidence interval, between 0 and 1.
    """

    rts: str = "crs"
    orientation: str = "input"
    slacks: bool = False
    draws: int | None = None
    seed: int = DEFAULT_SEED
    alpha: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what cannot be computed.

        Raises:
            ParameterError: The message names the setting and what it may be.
        """
        for name, value, known in (
            ("rts", self.rts, RTS),
            ("orientation", self.orientation, ORIENTATIONS),
        ):
            if value not in known:
                raise ParameterError(
                    "Valget finnes ikke.", where=name, expected=", ".join(known), found=str(value)
                )
        if not 0 < self.alpha < 1:
            raise ParameterError(
                "Verdien er utenfor grensene.",
                where="alpha",
                expected="et tall mellom 0 og 1; 0.05 gir et intervall på 95 prosent",
                found=str(self.alpha),
            )
        if self.slacks and self.rts == "fdh":
            raise ParameterError(
                "Slakk og fdh kan ikke brukes sammen.",
                where="slacks, rts",
                fix="Velg et annet skalautbytte, eller ta ut slakk.",
            )
        if self.draws is not None:
            self._check_bootstrap(self.draws)

    def check_reference(self) -> None:
        """Refuse what cannot be done against a separate reference.

        Raises:
            ParameterError: Bootstrap, which draws the frontier from the units themselves.
        """
        if self.draws is not None:
            raise ParameterError(
                "Bootstrap kan ikke brukes med en egen referanse.",
                where="bootstrap, reference",
                fix="Ta ut det ene. Trekningen lager fronten av enhetene selv.",
            )

    def _check_bootstrap(self, draws: int) -> None:
        least = max(FEWEST_DRAWS, round(2 / self.alpha + 0.5))
        if draws < least:
            raise ParameterError(
                "For få trekninger til et konfidensintervall.",
                where="bootstrap",
                expected=f"minst {least}, helst 2000",
                found=str(draws),
            )
        if self.seed < 0:
            raise ParameterError(
                "Verdien er utenfor grensene.",
                where="seed",
                expected="et heltall fra 0 og oppover",
                found=str(self.seed),
            )
        if self.rts == "fdh":
            raise ParameterError(
                "Bootstrap og fdh kan ikke brukes sammen.",
                where="bootstrap, rts",
                fix="Velg et annet skalautbytte, for eksempel vrs. Trekningen bygger på en konveks front.",
            )
