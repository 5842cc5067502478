"""Sets finished runs beside each other on one page; reads their folders and nothing else."""
