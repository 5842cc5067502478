"""DBH's table service: students, admissions and completions in higher education.

`selection` turns the registry's text into a question, `client` asks it, `reading` turns the answer into a cube.
"""

from helseplan.vintages.dbh.client import Client
from helseplan.vintages.dbh.reading import read
from helseplan.vintages.dbh.selection import Choice, selection

__all__ = ["Choice", "Client", "read", "selection"]
