"""Productivity of the specialist health service: DRG indices, growth accounting and efficiency analysis."""
