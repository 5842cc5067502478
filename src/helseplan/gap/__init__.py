"""The gap between supply and demand, group by group."""
