"""``/admin/system``: the server itself: what was checked of it, how it is set, where its data lie."""

import shlex

import anyio.to_thread
from litestar import Response, get, post
from litestar.params import FromPath

from pb_core.errors import NotFound
from pb_http.inspections import NAMES
from pb_http.installation import Disk, Installation
from pb_http.pages.access import posted, redirect
from pb_http.pages.rendering import page
from pb_http.readiness import State
from pb_http.request import ApiRequest


@get("/system")
async def system(request: ApiRequest) -> Response[str]:
    """Show readiness, the last checks, engines, settings without secrets, data folder and backups."""
    runtime = request.runtime
    state = State(checks={}) if runtime.readiness is None else await runtime.readiness.state()
    installation = runtime.installation
    return await page(
        request,
        "admin/system.html",
        checks=state.checks,
        installation=installation,
        runs={} if installation is None else await installation.inspections.last(),
        disk=await _disk(installation),
        names=NAMES,
        backup=_backup(installation),
    )


@post("/system/{name:str}", status_code=200)
async def inspect(request: ApiRequest, name: FromPath[str]) -> Response[None]:
    """Begin a check; the page then tells how far it is and what it found."""
    await posted(request)
    installation = request.runtime.installation
    if installation is None or name not in NAMES:
        raise NotFound("There is no such check")
    await installation.inspections.begin(name)
    return redirect(request, f"/admin/system#{name}")


async def _disk(installation: Installation | None) -> Disk | None:
    if installation is None:
        return None
    try:
        return await anyio.to_thread.run_sync(installation.disk)
    except OSError:
        return None  # the disk's own check says so above


def _backup(installation: Installation | None) -> str:
    """The command that makes a backup, to be copied."""
    folder = "" if installation is None else f" --data-dir {shlex.quote(str(installation.folder.absolute()))}"
    return f"pb backup /mnt/backups/paperbanana{folder}\npb restore /mnt/backups/paperbanana --check"
