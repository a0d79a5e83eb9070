"""``pb doctor``: checks this installation and says what to do about each fault."""

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from tempfile import NamedTemporaryFile

import anyio
import click
from rich.console import Console

from pb_adapters.built_in import prepare
from pb_adapters.images.vector import VectorEngine
from pb_adapters.typefaces.faces import CJK_EXTRA, drawable, has_cjk
from pb_core.diagram import Connection, DiagramSpec, Element
from pb_core.errors import PaperBananaError
from pb_core.fallback import name_of
from pb_core.geometry import check_scene
from pb_core.ports.images import DrawRequest
from pb_core.requests import ModelChoice
from pb_core.styling import Styling
from pb_http.cli.common import data_dir_option
from pb_http.composition import open_core
from pb_http.settings import Settings, SettingsError, load, warnings

Check = Callable[[Settings], Awaitable[str]]


SCRIPTS = {"Latin": "A", "Greek": "α", "Hebrew": "א", "Arabic": "ع", "Han": "中", "Hangul": "한", "mathematics": "∑"}
CJK_SCRIPTS = {"Han", "Hangul"}


class Fault(Exception):
    """A check found something that must be mended; the text says how."""


@click.command("doctor")
@data_dir_option
def command(data_dir: Path | None) -> None:
    """Check settings, folders, fonts, database and engines; exit 1 when something must be mended."""
    console = Console()
    try:
        settings = load(os.environ | ({"PAPERBANANA_DATA_DIR": str(data_dir)} if data_dir else {}))
    except SettingsError as error:
        console.print(f"[red]✗[/] settings: {error}")
        sys.exit(1)
    console.print("[green]✓[/] settings: valid")
    for line in warnings(settings):
        console.print(f"[yellow]![/] settings: {line}")
    if settings.admin_key is None:
        console.print("[yellow]![/] settings: PAPERBANANA_ADMIN_KEY is not set, so admin endpoints answer 500")
    sys.exit(anyio.run(_examine, settings, console))


async def _examine(settings: Settings, console: Console) -> int:
    worst = 0
    for name, check in CHECKS:
        try:
            console.print(f"[green]✓[/] {name}: {await check(settings)}")
        except (Fault, PaperBananaError) as error:
            console.print(f"[red]✗[/] {name}: {error}")
            worst = 1
    return worst


async def _folder(settings: Settings) -> str:
    folder = prepare(settings.data_dir)
    try:
        with NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        message = f"{folder} is not writable ({error.strerror}): choose another with --data-dir"
        raise Fault(message) from error
    return f"{folder.absolute()} is writable"


async def _database(settings: Settings) -> str:
    async with open_core(settings) as core:
        return f"opens, {len(await core.keyring.list())} keys"


async def _fonts(_: Settings) -> str:
    missing = [script for script, sample in SCRIPTS.items() if not drawable(sample)]
    if missing and (has_cjk() or not {*missing} <= CJK_SCRIPTS):
        message = f"no typeface draws {', '.join(missing)}: install the package again"
        raise Fault(message)
    drawn = f"{', '.join(script for script in SCRIPTS if script not in missing)} can be drawn"
    return f"{drawn}; for {' and '.join(missing)}: {CJK_EXTRA}" if missing else drawn


async def _engines(_: Settings) -> str:
    spec = DiagramSpec(
        elements=(Element(id="a", label="Text"), Element(id="b", label="Figure")),
        connections=(Connection(source="a", target="b"),),
    )
    request = DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio="16:9")
    async with aclosing(VectorEngine()) as vector:
        reply = await vector.draw(request, _NoJob())
    if reply.scene is None or check_scene(reply.scene, spec, "16:9"):
        message = "the vector engine draws a faulty figure: install the package again"
        raise Fault(message)
    return f"the built-in ones plan and draw ({len(reply.pictures[0].data)} bytes)"


async def _vision(settings: Settings) -> str:
    """Show the model a picture with a random token; this is a call that may cost money."""
    async with open_core(settings) as core:
        engine = core.engines.vlm(ModelChoice())
        if not engine.sees_images:
            return f"{engine.provider} reads no pictures and needs none"
        sight = await core.vision.look(engine)
    if not sight.sees:
        message = (
            f"{name_of(engine)} did not read a picture that it was shown, so it cannot be a critic: "
            "choose another model or provider with PAPERBANANA_VLM_MODEL or PAPERBANANA_VLM_PROVIDER"
        )
        raise Fault(message)
    return f"{name_of(engine)} reads pictures"


class _NoJob:
    """The memory of a job that no provider keeps."""

    provider_ref: str | None = None
    key = ""

    async def submitted(self, provider_ref: str) -> None:
        self.provider_ref = provider_ref


CHECKS: tuple[tuple[str, Check], ...] = (
    ("data folder", _folder),
    ("database", _database),
    ("fonts", _fonts),
    ("engines", _engines),
    ("vision", _vision),
)
