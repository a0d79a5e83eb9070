"""What commands do in the data folder that the server uses, beside it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pb_http.cli.errors import Failure
from pb_http.cli.options import settings_of
from pb_http.cli.reporting import Reporter

if TYPE_CHECKING:
    from pb_core.application.assembly import Core

T = TypeVar("T")


def in_core(
    data_dir: Path | None, action: "Callable[[Core], Awaitable[T]]", reporter: Reporter, *, new: bool = False
) -> T:
    """What the action gives; the data folder is only made where it is ``new``."""
    import anyio  # noqa: PLC0415 - the help needs no storage

    from pb_http.composition import open_core  # noqa: PLC0415 - see above

    settings = settings_of(data_dir, quiet=reporter.quiet)
    if not new and not (settings.data_dir / "paperbanana.db").exists():
        raise Failure(f"there is no database in {settings.data_dir}: choose the data folder with --data-dir")

    async def act() -> T:
        async with open_core(settings) as core:
            return await action(core)

    return anyio.run(act)
