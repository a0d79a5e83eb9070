"""Break durability or access in a copy of the source, one way at a time, and see that a named test fails for each.

Usage: python tools/sabotage.py [--only WORD]

The checkout stays as it is. Prints each breakage with the test that caught it; exits with 1 if one survives.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from msgspec import Struct

ROOT = Path(__file__).parents[1]
STORE = "tests/contract/test_storage.py::TestSqliteStorage::"
TESTS_FAILED = 1  # pytest's exit code; others mean that they could not be run


class Breakage(Struct, frozen=True):
    """One way to break the source: ``whole`` in ``file`` becomes ``broken``; ``caught_by`` is to fail then."""

    name: str
    file: str
    whole: str
    broken: str
    caught_by: str


BREAKAGES = (
    Breakage(
        "the charge is committed apart from the task",
        "pb_adapters/storage/sqlite/tasks.py",
        "    charge(connection, task)\n",
        "    charge(connection, task)\n"
        '    connection.execute("RELEASE unit")\n    connection.execute("SAVEPOINT unit")\n',
        STORE + "test_no_more_of_a_key_wait_than_may",
    ),
    Breakage(
        "a quota is taken without looking whether there is one",
        "pb_adapters/storage/sqlite/billing.py",
        " AND (quota_remaining IS NULL OR quota_remaining >= :units)",
        "",
        STORE + "test_a_quota_is_never_oversold",
    ),
    Breakage(
        "putting a task back charges again",
        "pb_adapters/storage/sqlite/queue.py",
        "        await self._write(lambda connection: held(connection, lease, _PUT_BACK, **values))\n",
        "        await self._write(lambda connection: held(connection, lease, _PUT_BACK, **values))\n"
        '        spend = "UPDATE keys SET total_used = total_used + 1"\n'
        "        await self._write(lambda connection: connection.execute(spend))\n",
        STORE + "test_a_task_put_back_is_pending_and_says_what_it_waits_for",
    ),
    Breakage(
        "a task is finished under a lease that was lost",
        "pb_adapters/storage/sqlite/queue.py",
        "WHERE id = :id AND lease_token = :token\nRETURNING *",
        "WHERE id = :id\nRETURNING *",
        STORE + "test_a_worker_that_lost_its_lease_changes_nothing",
    ),
    Breakage(
        "claims count as faults of their task",
        "pb_adapters/storage/sqlite/queue.py",
        "SET status = 'running', attempt = attempt + 1,",
        "SET status = 'running', attempt = attempt + 1, faults = faults + 1,",
        STORE + "test_a_claim_is_counted_and_leased",
    ),
    Breakage(
        "a webhook is stored apart from the end of its task",
        "pb_adapters/storage/sqlite/queue.py",
        "    book_task(connection, lease.holds)\n    if delivery is not None:\n",
        '    connection.execute("RELEASE unit")\n    connection.execute("SAVEPOINT unit")\n'
        "    book_task(connection, lease.holds)\n    if delivery is not None:\n",
        STORE + "test_a_task_does_not_finish_without_its_delivery",
    ),
    Breakage(
        "commits are acknowledged before they lie on the disk",
        "pb_adapters/storage/sqlite/store.py",
        "PRAGMA synchronous = FULL",
        "PRAGMA synchronous = OFF",
        "tests/unit/pb_adapters/storage/sqlite/test_store.py::test_the_writer_is_set_for_durability",
    ),
    Breakage(
        "a picture gets its name before its bytes are synced",
        "pb_adapters/artifacts/files.py",
        "                os.fsync(file.fileno())\n",
        "",
        "tests/unit/pb_adapters/artifacts/test_files.py::test_the_bytes_are_synced_before_their_name_and_the_folders_after",
    ),
    Breakage(
        "a picture is not held against its hash when it is read",
        "pb_adapters/artifacts/files.py",
        "    if found.hexdigest() != path.name:\n",
        "    if not found.hexdigest():\n",
        "tests/contract/test_artifacts.py::TestFileArtifacts::test_damaged_bytes_are_never_read_as_if_they_were_whole",
    ),
    Breakage(
        "a bucket that confirms a put is believed",
        "pb_adapters/artifacts/s3/blob.py",
        "            if self._is_proven(found.get(mine), data):",
        "            if data:",
        "tests/unit/pb_adapters/artifacts/s3/test_blob.py::"
        "test_a_put_that_was_confirmed_and_is_not_there_is_not_believed",
    ),
    Breakage(
        "what somebody has just put into a bucket is removed with what was seen before",
        "pb_adapters/artifacts/s3/blob.py",
        "not copies or (seen is not None and not {*copies} <= {*seen})",
        "not copies",
        "tests/contract/test_artifacts.py::TestS3Artifacts::test_what_was_put_again_is_not_removed_by_its_old_stamp",
    ),
    Breakage(
        "a step's answer is stored before the picture that it names",
        "pb_core/application/workflows/__init__.py",
        "            digest=await self.journal.held(lambda: self.tools.artifacts.put(self.owner, picture.data)),\n",
        '            digest=__import__("hashlib").sha256(picture.data).hexdigest(),\n',
        "tests/tools/test_simulation.py::test_whatever_happens_every_accepted_task_ends_well",
    ),
    Breakage(
        "a lost answer is bought again though it was stored",
        "pb_core/domain/steps.py",
        "    if stored.state is StepState.FINISHED:\n        return StepChange(record=stored)\n    lost =",
        "    lost =",
        STORE + "test_a_finished_step_is_replayed_unchanged",
    ),
    Breakage(
        "webhooks are signed over other bytes than are sent",
        "pb_core/application/outbox.py",
        "signature(body, own)",
        "signature(body.strip() + b'\\n', own)",
        "tests/unit/pb_core/application/test_outbox.py::"
        "test_a_delivery_is_sent_with_its_event_and_signed_where_there_is_a_secret",
    ),
    Breakage(
        "any key opens what is the administrator's",
        "pb_http/auth.py",
        "    if not hmac.compare_digest(bearer_token(request).encode(), admin_key.encode()):\n",
        "    if not bearer_token(request):\n",
        "tests/unit/pb_http/test_auth.py::test_another_key_does_not",
    ),
    Breakage(
        "a disabled key still opens",
        "pb_core/application/keyring.py",
        "        if not key.active:\n",
        "        if not key.id:\n",
        "tests/unit/pb_http/test_auth.py::test_an_unknown_and_a_disabled_key_are_refused",
    ),
    Breakage(
        "a key polls the tasks of another",
        "pb_core/application/service.py",
        "        if line is None or line.key_id != key.id:\n",
        "        if line is None:\n",
        "tests/contract/rest/test_tasks.py::test_a_foreign_task_is_unknown",
    ),
    Breakage(
        "a key sees the pictures of another",
        "pb_core/application/service.py",
        "        if task is None or task.key_id != key.id:\n            raise await self._not_found",
        "        if task is None:\n            raise await self._not_found",
        "tests/contract/rest/test_images.py::test_a_foreign_picture_is_unknown",
    ),
)


class Copy:
    """A copy of the source that tests are run on; use it as a context manager."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self.source = Path(self._folder.name) / "src"
        shutil.copytree(ROOT / "src", self.source, ignore=shutil.ignore_patterns("__pycache__"))
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def run(self, *tests: str) -> subprocess.CompletedProcess[str]:
        """Run tests on the copy."""
        paths = os.pathsep.join([str(self.source), str(ROOT / "tools"), str(ROOT / "tests")])
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", *tests]
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(  # noqa: S603 - our own tests
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    def catch(self, breakage: Breakage) -> str:
        """The test that fails once this is broken, ``""`` where none does; the copy is whole again afterwards."""
        file = self.source / breakage.file
        whole = file.read_text(encoding="utf-8")
        file.write_text(broken(breakage, whole), encoding="utf-8")
        try:
            ran = self.run(breakage.caught_by)
        finally:
            file.write_text(whole, encoding="utf-8")
        failed = re.search(r"^FAILED (\S+)", ran.stdout, re.MULTILINE)
        if ran.returncode == TESTS_FAILED and failed:
            return failed.group(1)
        if ran.returncode != 0:
            print(ran.stdout[-2000:], ran.stderr[-2000:])
        return ""


def broken(breakage: Breakage, text: str) -> str:
    """The text of its file once this is broken. Raises ``ValueError`` unless there is just one place to break."""
    if text.count(breakage.whole) != 1:
        raise ValueError(f"{breakage.file} has {text.count(breakage.whole)} places for '{breakage.name}', not one")
    return text.replace(breakage.whole, breakage.broken)


def main() -> int:
    """Break what the command line asks for."""
    parser = argparse.ArgumentParser(description="Breakages, and the tests that catch them.")
    parser.add_argument("--only", default="", help="those whose name holds this word")
    only = parser.parse_args().only
    chosen = [breakage for breakage in BREAKAGES if only in breakage.name]
    survivors = 0
    with Copy() as copy:
        sound = copy.run(*dict.fromkeys(breakage.caught_by for breakage in chosen))
        if sound.returncode != 0:
            print(f"The tests fail on the source as it is:\n{sound.stdout[-2000:]}")
            return 1
        for breakage in chosen:
            test = copy.catch(breakage)
            survivors += not test
            print(f"{breakage.name}\n    {f'caught by {test}' if test else 'SURVIVED'}", flush=True)
    print(f"sabotage: {len(chosen)} breakages, {survivors} survived")
    return survivors > 0


if __name__ == "__main__":
    sys.exit(main())
