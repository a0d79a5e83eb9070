"""An older version of the program, taken from the history of this checkout: upgrade, and the way back."""

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from machine_faults.faults import TASKS, under_way
from machine_faults.site import Site, await_that
from pb_adapters.storage.sqlite.store import read_version
from served import StartFailed

ROOT = Path(__file__).parents[2]
OLDER = "e64b0420a458b80b91272894dc9bdfc6a3abf864^"
"""The last version whose database has the schema 5, without holders, queues and receivers."""


def source_of(commit: str, home: Path) -> Path:
    """The ``src`` of a commit, unpacked below a folder; raises ``RuntimeError`` where the history is not there."""
    done = subprocess.run(  # noqa: S603 - our own arguments
        ["git", "-C", str(ROOT), "archive", commit, "src"],  # noqa: S607 - as the developer's shell finds it
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"git has no {commit}: this takes a clone with its history")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(home, filter="data")
    return home / "src"


def changed(site: Site) -> None:
    """An older program is killed with tasks under way; this one goes on, and the older one then refuses the folder."""
    newer = site.source
    with tempfile.TemporaryDirectory() as home:
        site.source = source_of(OLDER, Path(home))
        site.start()
        under_way(site)
        site.kill()
        before = read_version(site.folder / "paperbanana.db")
        older, site.source = site.source, newer
        site.start()
        await_that(lambda: len(site.ended()) == TASKS, "the newer program leaves tasks unfinished")
        site.server.stop()
        if read_version(site.folder / "paperbanana.db") == before:
            site.problems.append("both versions have the same schema")
        site.source = older
        _refused(site)
        site.source = newer
        site.start()


def _refused(site: Site) -> None:
    """Hold the older program to refusing what a newer one has written, in a sentence."""
    starting = site.starting()
    try:
        starting.wait_until_it_serves()
        site.problems.append("the older program serves the folder of the newer one")
    except StartFailed as error:
        if "newer" not in str(error) or "Traceback" in str(error):
            site.problems.append(f"the older program said: {error}")
    finally:
        starting.abort()
