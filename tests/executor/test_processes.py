"""Two processes give what one gives, to the bit and in order, also when a process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from helseplan.errors import DataError, HelseplanError
from helseplan.executor import open_executor, processes
from helseplan.executor.processes import Processes
from helseplan.paths import ROOT
from tests.executor import work
from tests.executor.conftest import DRAWS, check_layout


def test_same_bits_in_the_same_order(pool: Processes, state: np.ndarray, expected: np.ndarray) -> None:
    found = np.array(list(pool.map(work.draw, state, range(DRAWS))))
    np.testing.assert_array_equal(found, expected)
    assert found[:, 0].tolist() == list(range(DRAWS))


def test_both_processes_work_and_none_starts_before_the_first_map() -> None:
    before = work.spawned()
    with Processes(2) as executor:
        assert work.spawned() == before
        used = set(executor.map(work.process, None, range(40)))
        assert len(used) == 2
        assert set(executor.map(work.process, "another state", range(40))) == used
        assert work.spawned() - before == used
    assert work.gone(used)


def test_few_tasks_start_few_processes() -> None:
    with Processes(64) as executor:
        assert len(set(executor.map(work.process, None, range(2)))) <= 2
        assert list(executor.map(work.process, None, [])) == []
        assert len(executor._workers) == 2


def test_the_tasks_are_read_as_they_are_needed(pool: Processes) -> None:
    read = given = ahead = 0

    def tasks() -> Iterator[int]:
        nonlocal read
        for number in range(10_000):
            read += 1
            yield number

    for result in pool.map(work.fail_at, -1, tasks()):
        assert result == given
        given += 1
        ahead = max(ahead, read - given)
    assert given == 10_000
    assert 2 <= ahead <= 2 * processes.AHEAD


def test_the_state_is_sent_once_to_each_process_and_again_when_it_changed(tmp_path: Path) -> None:
    state = work.Counted(tmp_path, np.arange(5.0))
    with Processes(2) as executor:
        for _ in range(2):
            assert list(executor.map(work.counted, state, range(100))) == [float(n % 5) for n in range(100)]
        assert len(list(tmp_path.iterdir())) == 2
        state.values[0] = 7
        assert next(iter(executor.map(work.counted, state, [0]))) == 7


def test_a_process_killed_in_the_middle_costs_nothing(state: np.ndarray, expected: np.ndarray) -> None:
    with Processes(2) as executor:
        found = []
        for number, result in enumerate(executor.map(work.draw_slowly, state, range(DRAWS))):
            found.append(result)
            if number in (60, 150):
                os.kill(executor._workers[0]._process.pid or 0, signal.SIGKILL)
    np.testing.assert_array_equal(np.array(found), expected)


def test_a_process_killed_in_the_middle_of_sending_a_result_holds_nobody_up() -> None:
    """With ``concurrent.futures`` the reader would wait for the rest of it for ever."""
    with Processes(2) as executor:
        results = executor.map(work.large, 2, range(16))
        assert next(results)[0] == 0
        time.sleep(0.3)  # nobody reads now, so both processes stand with a result half sent
        os.kill(executor._workers[0]._process.pid or 0, signal.SIGKILL)
        assert [result[-1] for result in results] == [2.0 * n for n in range(1, 16)]


def test_both_processes_killed_between_two_maps(pool: Processes) -> None:
    assert list(pool.map(work.fail_at, -1, range(20))) == list(range(20))
    killed = [worker._process.pid or 0 for worker in pool._workers]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert work.gone(killed)
    assert list(pool.map(work.fail_at, -1, range(20))) == list(range(20))


def test_a_task_that_kills_its_process_each_time_is_an_error_and_the_others_are_not_blamed() -> None:
    before = work.spawned()
    with Processes(2) as executor:
        results = executor.map(work.die_at, 12, range(40))
        assert [next(results) for _ in range(8)] == list(range(8))
        with pytest.raises(HelseplanError, match="stanset 4 ganger på den samme oppgaven"):
            list(results)
    assert work.gone(work.spawned() - before)


def test_a_task_whose_process_dies_once_is_computed_again(tmp_path: Path) -> None:
    with Processes(2) as executor:
        assert list(executor.map(work.die_once, tmp_path, range(20))) == list(range(20))
    assert (tmp_path / "died").exists()


def test_an_error_comes_as_it_is_after_the_results_before_it_and_leaves_no_process() -> None:
    before = work.spawned()
    found = []
    with Processes(2) as executor, pytest.raises(DataError) as caught:
        for result in executor.map(work.fail_at, 30, range(1000)):
            found.append(result)
    assert found == list(range(30))
    assert str(caught.value) == "Tallet mangler.\n  Hvor: oppgave 30"
    assert caught.value.where == "oppgave 30"
    assert "fail_at" in caught.value.__notes__[0]
    assert work.gone(work.spawned() - before)


def test_an_error_or_a_result_that_cannot_travel_is_told_and_not_waited_for(pool: Processes) -> None:
    with pytest.raises(RuntimeError, match="StubbornError: 1 and 2"):
        list(pool.map(work.fail_stubbornly, 1, [2]))
    with pytest.raises((AttributeError, RuntimeError), match="pickle"):
        list(pool.map(work.unpicklable, 0, [1]))
    assert list(pool.map(work.fail_at, -1, [1, 2])) == [1, 2]


def test_a_caller_who_stops_asking_leaves_no_task_behind() -> None:
    with Processes(2) as executor:
        results = executor.map(work.process, None, iter(int, 1))
        used = {next(results) for _ in range(6)}
        results.close()  # type: ignore[attr-defined]
        assert work.gone(used)
        assert list(executor.map(work.fail_at, -1, range(3))) == [0, 1, 2]


def test_one_map_at_a_time(pool: Processes) -> None:
    results = pool.map(work.fail_at, -1, range(3))
    next(results)
    with pytest.raises(RuntimeError, match="one map at a time"):
        next(iter(pool.map(work.fail_at, -1, range(3))))
    assert list(results) == [1, 2]


def test_every_task_has_one_blas_thread(pool: Processes, state: np.ndarray) -> None:
    (found,) = pool.map(work.threads, state, [0])
    assert set(found) == {1}
    assert list(pool.map(work.environment, None, ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"])) == ["1", "1"]


PROGRAM = """
from tests.executor import work
from helseplan.executor import open_executor
with open_executor(workers=2) as executor:
    used = sorted(set(executor.map(work.process, None, range(20))))
    print(*used, flush=True)
    if {linger}:
        list(executor.map(work.linger, None, range(2)))
"""


LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""A program that is started in the background of a shell ignores interrupts, and so do those it starts."""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["interrupt", "kill"])
def test_a_program_that_ends_in_the_middle_takes_its_processes_along(end: signal.Signals) -> None:
    """Also when it is killed alone, with nobody left to tell the workers."""
    program = subprocess.Popen(
        [sys.executable, "-c", LISTENING + PROGRAM.format(linger=True)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    used = [int(pid) for pid in program.stdout.readline().split()]
    assert len(used) == 2
    assert {os.getpgid(pid) for pid in used} == {os.getpgid(program.pid)}
    time.sleep(0.1)
    program.send_signal(end)
    assert work.gone([program.pid, *used]), "still alive"
    program.communicate()


def test_it_works_inside_a_notebook_kernel() -> None:
    cell = nbformat.v4.new_code_cell(PROGRAM.format(linger=False))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    (output,) = cell.outputs
    used = [int(pid) for pid in output.text.split()]
    assert len(used) == 2
    assert work.gone(used)


def test_one_worker_is_this_process(state: np.ndarray) -> None:
    before = work.spawned()
    with open_executor(workers=1) as executor:
        results = executor.map(work.process, None, iter(int, 1))
        assert {next(results) for _ in range(3)} == {os.getpid()}
        results.close()  # type: ignore[attr-defined]
        (found,) = executor.map(work.threads, state, [0])
        assert set(found) == {1}
    assert work.spawned() == before


def test_arrays_lie_the_same_way_wherever_they_are(pool: Processes) -> None:
    """A sum over an array at an odd address, or with gaps, has other last bits."""
    check_layout(pool)
    check_layout(open_executor(workers=1))


def test_a_script_without_a_guard_works_and_runs_once(tmp_path: Path) -> None:
    """A spawned process would run the caller's script from the top; ours does not."""
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np\n"
        "from helseplan.executor import open_executor\n"
        "from tests.executor import work\n"
        "print('started', flush=True)\n"
        "with open_executor(2) as executor:\n"
        "    print(len(list(executor.map(work.process, np.zeros(3), range(8)))))\n"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    found = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, env=environment, check=True
    )
    assert found.stdout.split() == ["started", "8"]
