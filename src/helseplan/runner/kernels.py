"""The kernels of one run: this interpreter, no personal set-up, and a way to end them at once."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

PERSONAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONSTARTUP", "PYTHONINSPECT")


class Kernels:
    """The kernels of one run.

    Attributes:
        home: Temporary folder for IPython's profile and for what the kernels print on stderr.
    """

    def __init__(self, home: Path):
        self.home = home
        self._managers: list[AsyncKernelManager] = []
        self._stopped = False

    def environment(self) -> dict[str, str]:
        """Return the environment of a kernel: ours, less what lets a user's own set-up in."""
        matplotlibrc = self.home / "matplotlibrc"
        matplotlibrc.touch()
        kept = {name: value for name, value in os.environ.items() if name not in PERSONAL}
        return kept | {
            "IPYTHONDIR": str(self.home / "ipython"),
            "MATPLOTLIBRC": str(matplotlibrc),
            "MPLBACKEND": "agg",
            "PYTHONHASHSEED": "0",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }

    def manager_class(self) -> type[AsyncKernelManager]:
        """Return the kernel manager class nbclient is to use."""
        kernels = self

        class Manager(AsyncKernelManager):
            """Starts a kernel of this interpreter; encrypted, so that ipykernel has nothing to warn about."""

            def __init__(self, **options: Any):
                super().__init__(**options, transport_encryption="auto")
                self._kernel_spec = KernelSpec(resource_dir="", **get_kernel_dict())

            async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
                kernels._managers.append(self)
                with kernels.log.open("ab") as log:
                    await super().start_kernel(**options, env=kernels.environment(), stderr=log)
                if kernels._stopped:
                    _kill(self)

        return Manager

    @property
    def log(self) -> Path:
        """What the kernels printed on stderr."""
        return self.home / "kernels.log"

    def kill(self) -> None:
        """End every kernel at once, also one that is just starting."""
        self._stopped = True
        for manager in self._managers:
            _kill(manager)


@contextmanager
def open_kernels() -> Iterator[Kernels]:
    """Open the kernels of a run; none is alive afterwards."""
    with tempfile.TemporaryDirectory(prefix="helseplan-", ignore_cleanup_errors=True) as home:
        kernels = Kernels(Path(home))
        try:
            yield kernels
        finally:
            kernels.kill()


def _kill(manager: AsyncKernelManager) -> None:
    process = getattr(manager.provisioner, "process", None)
    if process is None or process.poll() is not None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)  # a kernel leads its own process group
        else:
            process.kill()
