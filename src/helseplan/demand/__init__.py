"""Demand for årsverk by service and personnel group."""
