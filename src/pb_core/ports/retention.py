"""Port of what is kept for how long: tasks that are over go whole, and bytes go once no task needs them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class ReleasedArtifact(Struct, frozen=True, kw_only=True):
    """An artifact that no task uses any more: whose it is, its digest, and since when, UTC."""

    owner: str
    digest: str
    released_at: datetime


class Retired(Struct, frozen=True, kw_only=True):
    """How many tasks went, and the artifacts that no other task uses."""

    tasks: int = 0
    released: tuple[ReleasedArtifact, ...] = ()


class RetentionStore(Protocol):
    """Tasks that are over and artifacts that are needed no more. Every method is one transaction, durable on return."""

    async def retire_tasks(self, ended_before: datetime, now: datetime, most: int = 100) -> Retired:
        """Delete tasks that ended before a time, those first that ended longest ago, at most ``most``.

        With its steps and deliveries, but one whose webhook is still to be sent stays. Ledger, amounts and usage log
        stay as they are; its id is never found again, nor is its idempotency key. Artifacts that no task of their owner
        uses any more, in its request, its result or a step, whatever its status, are released at ``now``. At most
        ``MOST_ROWS`` rows go, so that fewer tasks may go than there are.
        """

    async def release(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """List artifacts as released that no task of their owner uses, such as those of a refused submission.

        A time in the future lists them as of then, and a later call in place of an earlier one. A task that comes to
        use one takes it off the list.
        """

    async def is_retired(self, key_id: str, task_id: str) -> bool:
        """Whether this was a task of the key that was retired."""

    async def used_artifacts(self) -> frozenset[tuple[str, str]]:
        """Owner and digest of every artifact that a task uses, whatever its status."""

    async def released_artifacts(self, before: datetime, most: int = 500) -> tuple[ReleasedArtifact, ...]:
        """Artifacts that were released before a time and that no task has come to use since, the first ones first.

        Those of an owner with a task running that began before their release are left out: it may have stored them
        again and be about to say so.
        """

    async def forget_released(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """Forget artifacts whose bytes are gone, or are somebody else's by now; those released again stay."""

    async def give_back(self) -> bool:
        """Give some of the space that deleted rows have left back to the file system; return whether there is more."""
