"""Supply of årsverk from the 14 modelled groups."""
