"""``pb copy``: everything of a data folder into PostgreSQL, or back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pb_http.cli.errors import DONE, FAILED
from pb_http.cli.options import examples
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from pb_adapters.copying.copying import Copied
    from pb_adapters.copying.ports import Source, Target
    from pb_adapters.storage.snapshots import Tell
    from pb_adapters.verification import Verification
    from pb_core.ports.artifacts import ArtifactStore

_SCHEMES = ("postgresql://", "postgres://")
NAMED = 10
"""Lost artifacts that are named."""


@click.command(
    "copy",
    epilog=examples(
        "pb copy --from ./paperbanana-data --to postgresql://db/pb --to-artifacts s3://figures/lab",
        "pb copy --from postgresql://db/pb --from-artifacts s3://figures/lab --to ./back",
        "pb copy --from ./paperbanana-data --to postgresql://db/pb   # figures stay in the folder",
    ),
)
@click.option("--from", "source", required=True, metavar="PLACE", help="A data folder, or postgresql://…")
@click.option("--to", "target", required=True, metavar="PLACE", help="The other of both; new or empty.")
@click.option(
    "--from-artifacts", metavar="PLACE", help="s3://bucket/prefix or a data folder; default: the one of --from."
)
@click.option(
    "--to-artifacts",
    metavar="PLACE",
    help="The same, new or empty; default: the folder of --to, and with PostgreSQL they stay where they are.",
)
@reporting()
@click.pass_context
def command(
    ctx: click.Context,
    source: str,
    target: str,
    from_artifacts: str | None,
    to_artifacts: str | None,
    reporter: Reporter,
) -> None:
    """Copy all rows and artifacts of a data folder into PostgreSQL, or of PostgreSQL into a data folder.

    Stop all servers and workers first. Nothing is taken away from the source. Rows appear in the target all at once,
    when they were read back and are the same; an interrupted copy leaves a target that servers refuse, until pb copy is
    run again or it is removed. Then everything is verified as by pb verify. Put no password into the command line:
    ~/.pgpass or PGPASSWORD has it.

    Not copied: who is signed in, rates, who holds a task. What runs is pending in the copy.
    """
    import anyio  # noqa: PLC0415 - the help needs no database

    if source.startswith(_SCHEMES) == target.startswith(_SCHEMES):
        raise click.UsageError(
            "one of --from and --to is a data folder, the other postgresql://…: folders are copied by pb backup, "
            "databases by pg_dump"
        )
    if source.startswith(_SCHEMES) and from_artifacts is None:
        raise click.UsageError("say where the artifacts are: --from-artifacts s3://bucket/prefix, or a data folder")
    came_from = from_artifacts or source
    go_to = to_artifacts or (came_from if target.startswith(_SCHEMES) else target)
    copied, found = anyio.run(_copied, source, target, came_from, go_to, reporter)
    lost = copied.artifacts.lost
    for owner, digest in lost[:NAMED]:
        reporter.say(f"pb: lost or damaged in the source already: {owner}/{digest}")
    reporter.result(_document(copied, found), _text(target, copied, found))
    ctx.exit(FAILED if lost or found.flaws else DONE)


async def _copied(
    source: str, target: str, came_from: str, go_to: str, reporter: Reporter
) -> "tuple[Copied, Verification]":
    from pb_adapters.copying.copying import copy_all  # noqa: PLC0415 - as above

    def tell(text: str) -> None:
        reporter.say(f"pb: {text}")

    old = await _artifacts(came_from)
    new = old if _is_same(came_from, go_to) else await _artifacts(go_to)
    async with _reading(source) as rows, _filling(target) as place:
        copied = await copy_all(rows, place, None if new is old else (old, new), tell)
    return copied, await _verified(target, new, tell)


def _reading(place: str) -> "AbstractAsyncContextManager[Source]":
    from pb_adapters.copying.postgres import reading_database  # noqa: PLC0415 - as above
    from pb_adapters.copying.sqlite import reading_folder  # noqa: PLC0415 - as above

    return reading_database(place) if place.startswith(_SCHEMES) else reading_folder(Path(place))


def _filling(place: str) -> "AbstractAsyncContextManager[Target]":
    from pb_adapters.copying.postgres import filling_database  # noqa: PLC0415 - as above
    from pb_adapters.copying.sqlite import filling_folder  # noqa: PLC0415 - as above

    return filling_database(place) if place.startswith(_SCHEMES) else filling_folder(Path(place))


async def _artifacts(place: str) -> "ArtifactStore":
    from pb_adapters.artifacts import FileArtifacts  # noqa: PLC0415 - as above
    from pb_adapters.data_folder import ARTIFACTS  # noqa: PLC0415 - as above

    if place.startswith("s3:"):
        from pb_adapters.artifacts.s3 import S3Artifacts  # noqa: PLC0415 - as above

        return await S3Artifacts.open(place)
    return FileArtifacts(Path(place) / ARTIFACTS)


def _is_same(one: str, other: str) -> bool:
    if one.startswith("s3:") or other.startswith("s3:"):
        return one.rstrip("/") == other.rstrip("/")
    return Path(one).resolve() == Path(other).resolve()


async def _verified(target: str, artifacts: "ArtifactStore", tell: "Tell") -> "Verification":
    from pb_adapters.verification import verify, verify_rows  # noqa: PLC0415 - as above

    if not target.startswith(_SCHEMES):
        return await verify(Path(target), artifacts, tell=tell)
    from pb_adapters.storage.postgres.snapshot import reading_shared  # noqa: PLC0415 - as above

    async with reading_shared(target) as rows:
        return await verify_rows(rows, artifacts, tell=tell)


def _document(copied: "Copied", found: "Verification") -> dict[str, object]:
    from msgspec import to_builtins  # noqa: PLC0415 - as above

    document: dict[str, object] = to_builtins(copied)
    return {"sound": not found.flaws, **document, "verified": to_builtins(found)}


def _text(target: str, copied: "Copied", found: "Verification") -> str:
    lines = [f"{click.style('✗', fg='red')} {flaw.check}: {flaw.text}" for flaw in found.flaws]
    artifacts = copied.artifacts
    size = f"{artifacts.copied_bytes / 1e6:.1f} MB"
    lines.append(
        f"{_shown(target)}: {copied.rows} rows, {artifacts.copied} artifacts copied ({size}), {artifacts.kept} were "
        f"there; {len(found.flaws) or 'no'} faults in {found.rows} rows and {found.artifacts} artifacts"
    )
    return "\n".join(lines)


def _shown(place: str) -> str:
    """A place without any secret."""
    if not place.startswith(_SCHEMES):
        return place
    from pb_adapters.storage.postgres.pool import place_of  # noqa: PLC0415 - as above

    return place_of(place)
