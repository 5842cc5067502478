"""Typer in Norwegian: its own words in help texts, and its messages about wrong use."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

WORDS = {
    "Usage: ": "Bruk: ",
    "[OPTIONS]": "[VALG]",
    "COMMAND [ARGS]...": "KOMMANDO …",
    "[KJØRING]...": "KJØRING KJØRING …",
    " <list[str]>": "",
    " <str>": "",
    "{DATA.csv}": "DATA.csv",
    "[required]": "[må oppgis]",
    "Arguments:": "Argumenter:",
    "Options:": "Valg:",
    "Commands:": "Kommandoer:",
    "Show this message and exit.": "Vis denne hjelpen.",
    "[default:": "[standard:",
}
FAULTS = (
    (r"No such option: ([^\s]+)\.?", r"Valget \1 finnes ikke."),
    (r"No such command '(.*?)'\.?", r"Kommandoen «\1» finnes ikke."),
    (r"Missing command\.", "Kommandoen mangler."),
    (r"Missing option '(.*?)'\.?", r"Valget \1 mangler."),
    (r"Missing argument '(.*?)'\.?", r"Argumentet \1 mangler."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", r"Uventet argument: \1."),
    (r"Option '(.*?)' requires an argument\.", r"Valget \1 trenger en verdi."),
    (r"Option '(.*?)' does not take a value\.", r"Valget \1 tar ingen verdi."),
    (r"\(Possible options: (.*)\)|Did you mean (.*)\?", r"Mente du \1\2?"),
)


class Norwegian:
    """Typer's own words in the help texts, in Norwegian."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return _translated(super().get_help(ctx))  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _translated(super().get_usage(ctx))  # type: ignore[misc]


class Command(Norwegian, TyperCommand):
    """A command with Norwegian help."""


class Group(Norwegian, TyperGroup):
    """A group of commands with Norwegian help."""


def say_wrong_usage(error: typer.TyperException) -> None:
    """Say on standard error what was wrong with the command line, and where to find help."""
    message = error.format_message()
    for pattern, norwegian in FAULTS:
        message = re.sub(pattern, norwegian, message)
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(message, err=True)
    else:
        path = context.command_path if context else "helseplan"
        typer.echo(f"Feil: {message}\nSe «{path} --help».", err=True)


def _translated(text: str) -> str:
    for english, norwegian in WORDS.items():
        text = text.replace(english, norwegian)
    return text
