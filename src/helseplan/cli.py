"""The command ``helseplan``."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from helseplan import cli_fetching, paths
from helseplan.cli_norwegian import Command, Group, say_wrong_usage
from helseplan.errors import HelseplanError

UNITS = {"aarsverk": "årsverk", "percent": "prosent", "ratio": "forholdstall", "years": "år"}
INTERRUPTED = 130
WRONG = 2

app = typer.Typer(
    cls=Group,
    help="Framskriver behovet for og tilbudet av helsepersonell til 2040 og lager rapporten.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; every fault a user can mend is one message and an exit code.

    Args:
        arguments: What stands after ``helseplan`` on the command line; taken from there by default.
    """
    _stand_somewhere()
    try:
        code = app(arguments, prog_name="helseplan", standalone_mode=False)
    except typer.TyperException as error:
        say_wrong_usage(error)
        code = error.exit_code
    except HelseplanError as error:
        typer.echo(f"Feil: {error}", err=True)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    sys.exit(code or 0)


def _stand_somewhere() -> None:
    """Leave a working directory that is gone, as a report replaced by a newer run is."""
    try:
        Path.cwd()
    except FileNotFoundError:
        os.chdir(paths.ROOT)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"helseplan {version('helseplan')}")
        raise typer.Exit


@app.callback()
def _options(
    show: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Vis versjonen.")
    ] = False,
) -> None:
    """Framskriver behovet for og tilbudet av helsepersonell til 2040 og lager rapporten."""


@app.command(cls=Command)
def run(
    vintage: Annotated[str, typer.Option(metavar="NAVN", help="Årgangen av data som leses.")] = "plan-2026",
    scenario: Annotated[
        str, typer.Option(metavar="NAVN|FIL.yml", help="Scenario fra params/scenarios, eller en egen fil.")
    ] = "referanse",
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SEKSJON.NØKKEL=VERDI", help="Endre en parameter. Kan gjentas."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="MAPPE", help="Mappen rapporten skrives til; ellers reports/<scenario>."),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(metavar="TRINN", help="Kjør bare dette trinnet og de det trenger. Kan gjentas."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Kjør alle trinn, også de uendrede.")] = False,
    workers: Annotated[
        str | None,
        typer.Option(metavar="N", help="Antall prosesser som regner samtidig; ellers én per kjerne."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADRESSE", help="Regn på Dask-klyngen med denne adressen, tcp://maskin:port."),
    ] = None,
) -> None:
    """Kjør det som er endret, og lag rapporten på nytt."""
    from helseplan.executor import settings  # noqa: PLC0415 - help texts come at once
    from helseplan.runner import progress  # noqa: PLC0415 - help texts come at once
    from helseplan.runner.run import run as run_report  # noqa: PLC0415

    settings.export(workers, dask)
    try:
        with progress.shown(sys.stderr) as shown:
            result = run_report(vintage, scenario, sets or (), out, stage or (), force, shown)
    except KeyboardInterrupt:
        typer.echo("\nAvbrutt. Den forrige rapporten er urørt; ferdige trinn er tatt vare på.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    for line in progress.summary(result):
        typer.echo(line)


@app.command(cls=Command)
def compare(
    runs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KJØRING",
            show_default=False,
            help="To til åtte mapper eller navn i reports, eller to årganger.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FIL.html", help="Siden som skrives; ellers reports/sammenligning.html."),
    ] = None,
) -> None:
    """Sett ferdige kjøringer, eller to årganger av data, side om side på én HTML-side.

    Forskjellene regnes fra det som står først. Med to kjøringer eller to årganger deles endringen i gapet i 2040 på
    data, parametre og programkode. Er alle navnene kjøringer, sammenlignes kjøringene. Ellers sammenlignes årganger.
    Skriv data/vintages/NAVN for en årgang som heter det samme som en kjøring. Tallene skrives som CSV ved siden av
    siden.
    """
    from helseplan.comparison.compare import compare as write_page  # noqa: PLC0415 - loads pandas

    typer.echo(write_page(runs or (), out, lambda text: typer.echo(text, err=True)).as_uri())


app.command(cls=Command)(cli_fetching.fetch)


@app.command(cls=Command)
def stages() -> None:
    """Vis trinnene: hva de trenger, leser og skriver."""
    from helseplan.stages import STAGES  # noqa: PLC0415

    rows = [
        (s.name, s.title, ", ".join(s.needs), ", ".join(("general", *s.sections)), ", ".join(s.artefacts))
        for s in STAGES.values()
    ]
    cli_fetching.show_table([("trinn", "tittel", "trenger", "leser parametre", "skriver"), *rows])


@app.command(cls=Command)
def params(
    schema: Annotated[bool, typer.Option("--schema", help="Skriv JSON-skjemaet for parametrene.")] = False,
    defaults: Annotated[bool, typer.Option("--defaults", help="Skriv standardverdiene som YAML.")] = False,
) -> None:
    """Vis parametrene med grenser og standardverdi."""
    from helseplan.params import publish, scenarios  # noqa: PLC0415

    if schema or defaults:
        typer.echo(publish.schema_json() if schema else publish.defaults_yaml(), nl=False)
        return
    section = ""
    for row in publish.rows():
        if row["section"] != section:
            section = row["section"]
            typer.echo(f"\n{section}")
        bounds = "" if row["lower"] is None else f" fra {row['lower']} til {row['upper']}"
        limits = f"[{UNITS.get(row['unit'], row['unit'])}{bounds}]".replace("[]", "")
        typer.echo(f"  {section}.{row['name']}={_yaml(row['default'])}  {limits}".rstrip())
        typer.echo(f"      {row['description']}")
    typer.echo("\nScenarier")
    cli_fetching.show_table([(f"  {name}", text) for name, text in scenarios().items()])


@app.command(cls=Command)
def vintages() -> None:
    """Vis årgangene av data: alder, innhold, og hvilke tabeller som har nyere tall.

    Det siste er fra sist gang «helseplan fetch» så etter; kommandoen bruker ikke nettet.
    """
    cli_fetching.show_vintages()


@app.command(cls=Command)
def check(
    vintage: Annotated[str, typer.Option(metavar="NAVN", help="Årgangen som kontrolleres.")] = "plan-2026",
) -> None:
    """Kontroller alle data i en årgang.

    Hver feil vises med hva som er galt, hvor, og hvordan den rettes.
    """
    from helseplan.trial import compute_vintage  # noqa: PLC0415 - loads pandas
    from helseplan.vintages.check import check_vintage, counts  # noqa: PLC0415

    problems = [*check_vintage(vintage), *cli_fetching.raw_problems(vintage)] or compute_vintage(vintage)
    for problem in problems:
        typer.echo(f"{problem}\n", err=True)
    if problems:
        typer.echo(f"{len(problems)} feil i årgangen {vintage}.", err=True)
        raise typer.Exit(WRONG)
    series, rows = counts(vintage)
    typer.echo(
        f"Årgangen {vintage} er i orden: {series} serier og {rows} rader er kontrollert, og alle trinn kan regnes."
    )


@app.command(cls=Command)
def calibrate(
    vintage: Annotated[str, typer.Option(metavar="NAVN", help="Årgangen som kalibreres.")] = "plan-2026",
    write: Annotated[bool, typer.Option("--write", help="Skriv resultatet inn i årgangen.")] = False,
) -> None:
    """Kalibrer tilbudet i en årgang mot planens tall.

    Uten --write vises bare hva kalibreringen gir.
    """
    from helseplan import calibrating  # noqa: PLC0415 - loads pandas
    from helseplan.calibration_summary import lines  # noqa: PLC0415
    from helseplan.vintages import open_vintage  # noqa: PLC0415

    found = calibrating.recalibrate(vintage)
    for line in lines(found, open_vintage(vintage)):
        typer.echo(line)
    if write:
        written = ", ".join(path.stem for path in calibrating.write(vintage, found))
        typer.echo(f"Skrevet inn i årgangen {vintage}: {written}.")
    else:
        typer.echo(f"Ingenting er skrevet. Med --write skrives {', '.join(calibrating.SERIES)}.")


@app.command(cls=Command)
def dea(
    data: Annotated[
        str, typer.Argument(metavar="DATA.csv", show_default=False, help="Enhetene, én rad for hver.")
    ],
    id: Annotated[
        str, typer.Option(metavar="KOLONNE", show_default=False, help="Kolonnen med navnet på enheten.")
    ],
    inputs: Annotated[
        str, typer.Option(metavar="A,B", show_default=False, help="Kolonnene med innsatsfaktorer.")
    ],
    outputs: Annotated[str, typer.Option(metavar="C,D", show_default=False, help="Kolonnene med produkter.")],
    rts: Annotated[
        str, typer.Option(metavar="NAVN", help="Skalautbytte: crs, vrs, nirs, ndrs eller fdh.")
    ] = "crs",
    orientation: Annotated[
        str,
        typer.Option(metavar="NAVN", help="Retning: input (mindre innsats) eller output (mer produksjon)."),
    ] = "input",
    slacks: Annotated[bool, typer.Option("--slacks", help="Ta med slakk og mål for hver kolonne.")] = False,
    period: Annotated[
        str | None,
        typer.Option(metavar="KOLONNE", help="Kolonnen med periode; hver periode får sin egen front."),
    ] = None,
    malmquist: Annotated[
        bool, typer.Option("--malmquist", help="Regn endring i produktivitet mellom periodene.")
    ] = False,
    bootstrap: Annotated[
        str | None, typer.Option(metavar="B", help="Korriger skårene med B trekninger, og gi intervall.")
    ] = None,
    seed: Annotated[str | None, typer.Option(metavar="S", help="Frø for trekningene; ellers 1.")] = None,
    alpha: Annotated[
        str | None, typer.Option(metavar="A", help="Intervallet dekker 1 − A; ellers er A 0,05.")
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(metavar="FIL.csv", help="Mål mot enhetene i denne filen, med de samme kolonnene."),
    ] = None,
    out: Annotated[
        str | None, typer.Option(metavar="FIL.csv", help="Filen som skrives; ellers skrives tabellen ut.")
    ] = None,
) -> None:
    """Mål effektiviteten til enhetene i en CSV-fil (dataomhyllingsanalyse).

    Skilletegn, desimaltegn og tegnsett finnes av seg selv, og resultatet skrives på samme måte.
    """
    from helseplan.productivity.table import command  # noqa: PLC0415 - loads pandas

    answer = command.run(
        command.Request(
            data, id, inputs, outputs, rts, orientation, slacks, period, malmquist, bootstrap, seed, alpha,
            reference, out,
        )
    )  # fmt: skip
    _show(answer.table)
    for line in answer.said:
        typer.echo(line, err=True)


def _show(text: str) -> None:
    """Write to standard output; a reader that stops listening, as ``head`` does, is no fault."""
    try:
        typer.echo(text.encode(), nl=False)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
