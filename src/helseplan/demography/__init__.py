"""Population by age and sex: the base of everything that follows."""
