"""The run folder: where it may lie, what is kept in it, and how a whole one takes the old one's place."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from helseplan.errors import BusyError, HelseplanError, ParameterError, StageError
from helseplan.runner import manifest
from helseplan.runner.signals import held_back
from helseplan.stages import Stage

UNTOUCHED = "Den forrige rapporten er urørt; ferdige trinn er tatt vare på."


def beside(out: Path, suffix: str) -> Path:
    """Return a hidden neighbour of the run folder: ``work``, ``old`` or ``lock``."""
    return out.with_name(f".{out.name}.{suffix}")


def check_out(out: Path, protected: Iterable[Path]) -> None:
    """Refuse a run folder that is, or lies in, something a run must not touch.

    Raises:
        ParameterError: A protected folder or one around it, a file, or a folder of someone else's.
    """
    fix = "Velg en annen mappe med --out, for eksempel reports/min-kjoring."
    for folder in protected:
        if out == folder or folder in out.parents or out in folder.parents:
            raise ParameterError(
                "Rapporten kan ikke skrives hit; mappen hører til prosjektet.", where=str(out), fix=fix
            )
    if out.exists() and not out.is_dir():
        raise ParameterError(
            "Rapporten skal skrives til en mappe, men dette er en fil.", where=str(out), fix=fix
        )
    if out.is_dir() and any(out.iterdir()) and manifest.read(out) is None:
        raise ParameterError(
            "Mappen er ikke tom og er ikke en rapport fra helseplan. Den røres ikke.",
            where=str(out),
            expected="en ny eller tom mappe, eller en tidligere rapport med manifest.json",
            fix=fix,
        )
    if strangers := _strangers(out):
        raise ParameterError(
            "Mappen har filer som ikke er fra helseplan; en ny kjøring ville slettet dem.",
            where=str(out),
            found=", ".join(strangers[:5]),
            fix="Flytt filene, eller velg en annen mappe med --out.",
        )


def _strangers(out: Path) -> list[str]:
    """Return files in a report's folder that no run wrote; hidden ones do not count."""
    records = manifest.read(out) if out.is_dir() else None
    if not records:
        return []
    known = {file for record in records.values() for file in record.files} | {manifest.FILE, "params.yml"}
    inside = (path.relative_to(out) for path in sorted(out.rglob("*")) if path.is_file())
    return [
        str(path)
        for path in inside
        if path.as_posix() not in known and not any(part.startswith(".") for part in path.parts)
    ]


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep the run folder to ourselves.

    Raises:
        BusyError: Another run holds it.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    path = beside(out, "lock")
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        with suppress(OSError):
            holder = path.read_text(encoding="utf-8").strip()
        raise BusyError(
            "En annen kjøring skriver til den samme mappen nå.",
            where=str(out),
            found=f"prosess {holder}" if holder else "",
            fix="Vent til den er ferdig, eller velg en annen mappe med --out.",
        ) from None
    try:
        with suppress(OSError):
            path.write_text(f"{os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        lock.release()


def recover(out: Path) -> None:
    """Put right what a process killed in the middle of ``publish`` left behind."""
    old = beside(out, "old")
    if old.exists():
        if out.exists() and manifest.read(out) is not None:
            shutil.rmtree(old)
        else:
            old.replace(out)


def publish(work: Path, out: Path) -> None:
    """Let a whole work folder take the run folder's place."""
    old = beside(out, "old")
    with held_back():
        if out.exists():
            out.replace(old)
        work.replace(out)
        shutil.rmtree(old, ignore_errors=True)


def keep(files: Iterable[str], source: Path, target: Path) -> None:
    """Put files of one run folder into another, as hard links where the file system has them."""
    for name in files:
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.unlink(missing_ok=True)
        try:
            os.link(source / name, destination)
        except OSError:
            shutil.copy2(source / name, destination)


def stage_files(folder: Path, stage: Stage) -> list[Path]:
    """Return what a stage has written: artefacts, executed notebook, and the CSV files named after it."""
    return [
        *(path for path in (folder / "artefacts" / stage.name).rglob("*") if path.is_file()),
        *(folder / "notebooks").glob(stage.notebook),
        *(folder / "assets" / "data").glob(f"{stage.name}-*.csv"),
    ]


def files(folder: Path) -> list[Path]:
    """Return the files of a run folder that belong to the report, not to how it came about."""
    hidden = folder / manifest.UNFINISHED
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and hidden not in path.parents]


def clear(folder: Path, stage: Stage) -> None:
    """Remove what an earlier, broken-off execution of a stage left, and make room for the next."""
    for path in stage_files(folder, stage):
        path.unlink()
    for place in (folder / "artefacts" / stage.name, folder / "notebooks", folder / "assets" / "data"):
        place.mkdir(parents=True, exist_ok=True)


def tidy(folder: Path, wanted: Container[str]) -> None:
    """Remove every file that is not wanted, and folders left empty."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            with suppress(OSError):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


@contextmanager
def clear_disk_errors(out: Path) -> Iterator[None]:
    """Turn a full disk and a folder one may not write to into messages."""
    try:
        yield
    except OSError as error:
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT:
                raise disk_full(str(error.filename or out)) from None
            case errno.EACCES | errno.EPERM | errno.EROFS:
                raise HelseplanError(
                    "Mappen kan ikke skrives til.",
                    where=str(error.filename or out),
                    found=os.strerror(error.errno),
                    fix="Endre rettighetene, eller velg en annen mappe med --out.",
                ) from None
        raise


def disk_full(where: str) -> StageError:
    """The message for a full disk."""
    return StageError(
        "Disken er full.",
        where=where,
        fix=f"Frigjør plass og kjør på nytt. {UNTOUCHED}",
    )
