"""Calibration of supply: what the public record leaves open, settled by the plan's figures; a step of its own."""

from helseplan.supply.calibrate.fit import Calibration, calibrate

__all__ = ["Calibration", "calibrate"]
