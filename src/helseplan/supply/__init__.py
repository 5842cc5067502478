"""Supply of årsverk from the 14 modelled groups: stocks, flows, participation and position size.

``helseplan.supply.model.Model`` runs the engine for one set of parameters; ``helseplan.supply.calibrate`` settles what
the public record leaves open.
"""
