"""From a table at the source to a series in a new vintage: registry, raw answers, mapping, and the new folder."""
