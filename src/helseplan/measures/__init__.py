"""The plan's measures: each acts on the model's inputs, and they are run together."""
