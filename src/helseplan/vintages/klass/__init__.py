"""SSB's KLASS: from when until when a code of a classification was valid."""

from helseplan.vintages.klass.codes import MUNICIPALITIES, ask, periods, read

__all__ = ["MUNICIPALITIES", "ask", "periods", "read"]
