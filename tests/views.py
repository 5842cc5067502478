"""What the view tests of several stages ask of a figure."""

from __future__ import annotations

import re

from helseplan.report.display import Figure

YEARS = re.compile("202[45]|2040")


def speaks_for_itself(shown: Figure) -> bool:
    """Whether a figure says in words and numbers what it shows: alt text, a number in the title, data behind."""
    numbers = re.findall(r"\d", YEARS.sub("", shown.alt))
    return (
        len(shown.alt) > 100
        and len(numbers) > 3
        and bool(re.search(r"\d", shown.title))
        and len(shown.table.data) > 0
    )
