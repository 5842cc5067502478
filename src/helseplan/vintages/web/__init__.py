"""Asking services on the web, safely and at their pace."""

from helseplan.vintages.web.answer import Answer, Clock, Limits, SystemClock
from helseplan.vintages.web.faults import FetchError
from helseplan.vintages.web.session import Session

__all__ = ["Answer", "Clock", "FetchError", "Limits", "Session", "SystemClock"]
