"""The plan's measures: register, effects and sums."""
