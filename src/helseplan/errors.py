"""Errors that end a run with one clear message instead of a traceback."""

from __future__ import annotations


class HelseplanError(Exception):
    """Something the user can mend; shown as one message, without a traceback.

    Args:
        what: What is wrong, one sentence in Norwegian.
        where: File, column, parameter or stage.
        expected: What would have been right.
        found: What was there.
        fix: What to do now.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", expected: str = "", found: str = "", fix: str = ""):
        self.what, self.where, self.expected, self.found, self.fix = what, where, expected, found, fix
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [
            ("Hvor", self.where),
            ("Ventet", self.expected),
            ("Fant", self.found),
            ("Slik retter du det", self.fix),
        ]
        return "\n".join([self.what, *(f"  {label}: {text}" for label, text in parts if text)])


class ParameterError(HelseplanError):
    """A parameter, scenario or override that cannot be used."""


class DataError(HelseplanError):
    """A vintage, series or artefact that breaks its contract."""


class BusyError(HelseplanError):
    """Another run is writing to the same folder."""


class StageError(HelseplanError):
    """A stage raised while it ran."""

    exit_code = 1
