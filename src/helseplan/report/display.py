"""What a view returns: a table, figure or text that shows itself as HTML in notebook and report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helseplan import formats
from helseplan.report import html

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        key: Column in the frame and in the CSV. ``quality`` and ``verdict`` hold codes and are shown as
            marks, ``unit`` holds unit codes.
        label: Norwegian heading.
        decimals: Digits after the comma; None for text, codes and years.
        unit: Unit code or Norwegian text, shown after the heading.
        decimals_from: Column that holds each row's number of decimals, for tables that mix units.
        below: Column shown in small type under this one, to keep a table narrow.
    """

    key: str
    label: str
    decimals: int | None = None
    unit: str = ""
    decimals_from: str = ""
    below: str = ""

    @property
    def align(self) -> str:
        """``right`` for numbers, ``left`` for the rest."""
        return "right" if self.decimals is not None or self.decimals_from else "left"


@dataclass(frozen=True, repr=False)
class Table:
    """A table with its caption; the first column names the rows.

    Attributes:
        id: Unique in the report, lower case ASCII, digits and hyphens; also the name of the CSV.
        caption: Norwegian caption.
        columns: The columns to show, in order.
        data: The rows; columns not named in ``columns`` are left out.
        note: Norwegian note, for example what a dash means.
        quality: Quality codes of the numbers, shown as marks.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    data: pd.DataFrame
    note: str = ""
    quality: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_id(self.id)
        needed = [key for c in self.columns for key in (c.key, c.decimals_from, c.below) if key]
        missing = [key for key in needed if key not in self.data.columns]
        if missing:
            raise ValueError(f"table {self.id}: no such columns in the data: {missing}")

    def __repr__(self) -> str:
        return f"Table {self.id}"

    def _repr_html_(self) -> str:
        return (
            f'<div class="table" id="{self.id}" data-title="{escape(self.caption)}">\n'
            f"{html.table_html(self)}{html.note_html(self.note)}{html.badges(self.quality)}"
            f"{html.data_link(self.id, self.caption)}</div>"
        )

    def publish(self, folder: Path) -> None:
        """Write the table as CSV into the run folder."""
        write_csv(self, folder, self.id)


@dataclass(frozen=True, repr=False)
class Figure:
    """A figure that stands with the numbers behind it.

    Attributes:
        id: As for a table.
        title: Norwegian title that states the finding.
        alt: The figure in words, for those who do not see it.
        draw: Draws the figure; runs inside the report's style.
        table: The numbers behind the figure.
        note: Norwegian note.
        quality: Quality codes of the numbers, shown as marks.
        narrow: Drawn ``style.NARROW`` wide, so that a telephone shows it whole instead of scrolling.
    """

    id: str
    title: str
    alt: str
    draw: Callable[[], Drawing]
    table: Table
    note: str = ""
    quality: tuple[str, ...] = ()
    narrow: bool = False

    def __post_init__(self) -> None:
        _check_id(self.id)

    def __repr__(self) -> str:
        return f"Figure {self.id}"

    def _repr_html_(self) -> str:
        return (
            f'<figure id="{self.id}" data-title="{escape(self.title)}">\n'
            f"<figcaption>{escape(self.title)}</figcaption>\n"
            f'<div class="plot{" narrow" if self.narrow else ""}" tabindex="0">\n{self.svg()}\n</div>\n'
            f"{html.note_html(self.note)}{html.badges(self.quality)}"
            f'<details class="data"><summary>Tallene bak figuren</summary>\n{html.table_html(self.table)}'
            f"{html.note_html(self.table.note)}</details>\n{html.data_link(self.id, self.title)}</figure>"
        )

    def svg(self) -> str:
        """Draw the figure as an SVG element."""
        from helseplan.report.style import style  # noqa: PLC0415 - matplotlib only when something is drawn
        from helseplan.report.svg import figure_svg  # noqa: PLC0415

        with style(self.id):
            drawing = self.draw()
        return figure_svg(drawing, id=self.id, title=self.title, desc=self.alt)

    def publish(self, folder: Path) -> None:
        """Write the numbers behind the figure as CSV into the run folder."""
        write_csv(self.table, folder, self.id)


@dataclass(frozen=True, repr=False)
class Text:
    """Norwegian Markdown with numbers already formatted.

    Attributes:
        markdown: The text.
        quality: Quality codes of the numbers in it, shown as marks.
    """

    markdown: str
    quality: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return self.markdown

    def _repr_html_(self) -> str:
        from helseplan.report.markdown import render  # noqa: PLC0415

        return f'<div class="text">\n{render(formats.tight(self.markdown))}{html.badges(self.quality)}</div>'

    def publish(self, folder: Path) -> None:
        """Do nothing: a text has no data of its own."""


def write_csv(table: Table, folder: Path, id: str) -> None:
    """Write a table's columns to ``assets/data/<id>.csv``, in the dialect Norwegian Excel opens directly."""
    path = folder / "assets" / "data" / f"{id}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = table.data[[key for column in table.columns for key in (column.key, column.below) if key]]
    # Text may come from the sources' own titles and notes: a spreadsheet must not run it.
    data = data.map(lambda cell: formats.spreadsheet_text(cell) if isinstance(cell, str) else cell)
    data.to_csv(
        path,
        sep=";",
        decimal=",",
        index=False,
        encoding="utf-8-sig",
        float_format="%.10g",
        lineterminator="\n",
    )


def _check_id(id: str) -> None:
    if not _ID.fullmatch(id):
        raise ValueError(f"id {id!r}: use lower case letters a-z, digits and hyphens")
