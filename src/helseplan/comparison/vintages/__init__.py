"""Two vintages side by side: their tables, their series, and what the reference run gives on each."""
