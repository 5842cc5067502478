"""From executed notebooks and artefacts to one HTML report; each module is loaded only when asked for."""
