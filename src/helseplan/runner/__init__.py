"""Runs the stages: decides what must run, executes the notebooks, publishes the report whole."""
