"""Why the gap in 2040 is another: the change split between data, parameters and code, adding up exactly."""
