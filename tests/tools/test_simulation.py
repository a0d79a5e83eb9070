import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from histories.postgres import in_postgres
from histories.seed import simulate

SEEDS = range(40)
WITH_KILLS = 9


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)  # the core logs each of the thousands of faults that it meets
    yield
    logging.disable(logging.NOTSET)


def test_whatever_happens_every_accepted_task_ends_well() -> None:
    failed = {seed: faults for seed in SEEDS if (faults := simulate(seed).faults)}
    assert not failed, "play one again with: python tools/simulation.py --seed N"


def test_a_seed_has_one_history_whatever_the_process_hashes() -> None:
    script = "from histories.seed import simulate; print(*(simulate(seed).digest for seed in range(6)))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", f"import logging; logging.disable(50); {script}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [simulate(seed).digest for seed in range(6)]


@pytest.mark.drill
def test_a_history_with_kills_on_a_real_database_ends_well_and_is_the_same_each_time() -> None:
    first, again = (simulate(WITH_KILLS, in_postgres) for _ in range(2))
    assert "is killed" in [end for _, *what in first.trace for end in what]
    assert not first.faults
    assert first.digest == again.digest
