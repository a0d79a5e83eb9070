"""What commands do in the data folder that the server uses, beside it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pb_http.cli.errors import Failure
from pb_http.cli.options import settings_of
from pb_http.cli.reporting import Reporter

if TYPE_CHECKING:
    from pb_core.application.assembly import Core
    from pb_http.settings import Settings

T = TypeVar("T")


def require_sqlite(settings: "Settings", program: str) -> None:
    """Refuse, as ``Failure``, what reads the database in the data folder where the rows are in PostgreSQL."""
    if settings.database.url is not None:
        raise Failure(
            f"{program} reads the database of a data folder, and the rows are in PostgreSQL: unset "
            "PAPERBANANA_DATABASE_URL for a data folder; docs/backup.md says how PostgreSQL is backed up"
        )


def in_core(
    data_dir: Path | None, action: "Callable[[Core], Awaitable[T]]", reporter: Reporter, *, new: bool = False
) -> T:
    """What the action gives; without a database that is shared, the data folder is only made where it is ``new``."""
    import anyio  # noqa: PLC0415 - the help needs no storage

    from pb_http.composition import open_core  # noqa: PLC0415 - see above

    settings = settings_of(data_dir, quiet=reporter.quiet)
    if settings.database.url is None and not new and not (settings.data_dir / "paperbanana.db").exists():
        raise Failure(f"there is no database in {settings.data_dir}: choose the data folder with --data-dir")

    async def act() -> T:
        async with open_core(settings) as core:
            return await action(core)

    return anyio.run(act)
