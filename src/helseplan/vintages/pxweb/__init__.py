"""SSB's PxWebApi v2: asking for tables and reading the answers."""

from helseplan.vintages.pxweb.client import Client
from helseplan.vintages.pxweb.config import Config
from helseplan.vintages.pxweb.extract import Choice, Extract, Part
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.pxweb.metadata import Codelist, Metadata, TableInfo, Variable

__all__ = [
    "Choice",
    "Client",
    "Codelist",
    "Config",
    "Extract",
    "LayoutError",
    "Metadata",
    "Part",
    "TableInfo",
    "Variable",
]
