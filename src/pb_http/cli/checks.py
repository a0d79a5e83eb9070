"""The checks of ``pb doctor``; none of them changes anything or calls a provider unless it is allowed to."""

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Literal

import anyio
import msgspec
from msgspec import Struct

from pb_adapters.built_in import open_artifacts, prepare
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.drawing.diagrams import VectorEngine
from pb_adapters.drawing.shared.typefaces import CJK_EXTRA, drawable, has_cjk
from pb_adapters.storage.sqlite.store import SCHEMA_VERSION, read_paid_calls, read_version
from pb_core.application.assembly import Core
from pb_core.application.engines import name_of
from pb_core.application.roles import request_of
from pb_core.domain.billing import SeenCall, dollars
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.questions import Reading, VisionBrief
from pb_core.domain.requests import ModelChoice
from pb_core.errors import PaperBananaError
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.images import DrawRequest
from pb_core.ports.vlm import VlmEngine, is_rule_based
from pb_http.composition import open_core
from pb_http.engine_roles import engine_roles
from pb_http.settings import Settings, SettingsError, load, warnings, within

SCRIPTS = {"Latin": "A", "Greek": "α", "Hebrew": "א", "Arabic": "ع", "Han": "中", "Hangul": "한", "mathematics": "∑"}
CJK_SCRIPTS = {"Han", "Hangul"}


class Finding(Struct, frozen=True):
    """What one check found; of a fault and a warning the text says how to mend it."""

    check: str
    status: Literal["ok", "warning", "fault"]
    text: str


class Fault(Exception):
    """A check found something that must be mended; the text says how."""


class Examined(Struct, frozen=True, kw_only=True):
    """What is examined, and whether folders may be made and models called for it."""

    settings: Settings
    create: bool = False
    call_models: bool = False

    @property
    def database(self) -> Path:
        """Where the database lies or would."""
        return self.settings.data_dir / DATABASE


async def examine(environ: Mapping[str, str], create: bool, call_models: bool) -> list[Finding]:  # noqa: FBT001 - anyio.run passes positions
    """Every finding, in the order of the checks; without valid settings nothing else can be checked."""
    try:
        settings = load(environ)
    except SettingsError as error:
        return [Finding("settings", "fault", str(error))]
    findings = [
        Finding("settings", "ok", "valid"),
        *(Finding("settings", "warning", line) for line in warnings(settings)),
    ]
    if settings.admin_key is None:
        text = "PAPERBANANA_ADMIN_KEY is not set, so admin endpoints answer 500"
        findings.append(Finding("settings", "warning", text))
    examined = Examined(settings=settings, create=create, call_models=call_models)
    for name, check in CHECKS:
        try:
            findings.append(Finding(name, "ok", await check(examined)))
        except (Fault, PaperBananaError, OSError) as error:
            findings.append(Finding(name, "fault", str(error)))
    return findings


async def _folder(examined: Examined) -> str:
    folder = examined.settings.data_dir
    if not folder.exists() and not examined.create:
        parent = next(above for above in folder.absolute().parents if above.exists())
        if not os.access(parent, os.W_OK):
            raise Fault(f"{folder} is not there and {parent} is not writable: choose another with --data-dir")
        return f"{folder} is not there yet; it is made when it is needed"
    prepare(folder)
    try:
        with NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Fault(f"{folder} is not writable ({error.strerror}): choose another with --data-dir") from error
    return f"{folder.absolute()} is writable"


async def _database(examined: Examined) -> str:
    if examined.settings.database.url is not None:
        return await _shared_database(examined.settings.database.url, examined)
    if examined.create:
        async with open_core(examined.settings) as core:
            return f"opens, {len(await core.keyring.list())} keys"
    if not examined.database.exists():
        return "is not there yet; it is made when it is needed"
    version = read_version(examined.database)
    newer = "" if version == SCHEMA_VERSION else f", which will be upgraded to {SCHEMA_VERSION} when it is used"
    return f"can be read, schema {version}{newer}{_told_of(read_paid_calls(examined.database))}"


async def _shared_database(url: str, examined: Examined) -> str:
    from pb_adapters import shared_database  # noqa: PLC0415 - its client is loaded where it is used

    if examined.create:
        await shared_database.prepare(url)
    found = await shared_database.inspect(url, examined.settings.database.listen_url)
    if not found.hears:
        raise Fault(
            f"notifications of {found.place} do not arrive, so processes find work by polling alone: set "
            "PAPERBANANA_DATABASE_LISTEN_URL to the address of the server itself, not of a pooler"
        )
    if not found.is_current and found.has_keys:
        raise Fault(f"{found.place} was set up by an earlier version: run pb migrate")
    state = "is up to date" if found.is_current else "is empty; the first server or worker sets it up"
    return f"{found.place} (PostgreSQL {found.server}) {state}"


def _told_of(calls: Sequence[SeenCall]) -> str:
    """How much more is reserved for calls than they cost; nothing where none cost anything."""
    billed, reserved = (sum(getattr(call, name) for call in calls) for name in ("cost_micros", "reserved_micros"))
    if not billed:
        return ""
    ratio = f"{reserved / billed:.2f}"
    return f"; the last {len(calls)} paid calls cost {dollars(billed)}, {ratio} times of which was reserved"


async def _artifacts(examined: Examined) -> str:
    url, folder = examined.settings.artifacts_url, examined.settings.data_dir
    artifacts = None
    if url is not None or (folder / ARTIFACTS).is_dir():
        artifacts = await open_artifacts(folder, url)
    if examined.settings.database.url is not None:
        await _require_figures(examined.settings.database.url, artifacts, url or str(folder.absolute()))
    return "are in the data folder" if url is None else f"{url} can be written, listed, read and cleared"


async def _require_figures(database: str, artifacts: ArtifactStore | None, place: str) -> None:
    """Raise ``Fault`` where the figures of a database that programs share are in another place than this."""
    from pb_adapters import shared_artifacts, shared_database  # noqa: PLC0415 - their client is loaded where it is used
    from pb_adapters.storage.postgres.pool import open_pool  # noqa: PLC0415 - see above

    if not await shared_database.is_usable(database):
        return
    pool = await open_pool(database, most=2)
    try:
        if await shared_artifacts.are_elsewhere(pool, shared_artifacts.held_by(artifacts)):
            raise Fault(shared_artifacts.ADVICE % place)
    finally:
        await pool.close()


async def _fonts(_: Examined) -> str:
    missing = [script for script, sample in SCRIPTS.items() if not drawable(sample)]
    if missing and (has_cjk() or not {*missing} <= CJK_SCRIPTS):
        raise Fault(f"no typeface draws {', '.join(missing)}: install the package again")
    drawn = f"{', '.join(script for script in SCRIPTS if script not in missing)} can be drawn"
    return f"{drawn}; for {' and '.join(missing)}: {CJK_EXTRA}" if missing else drawn


async def _drawing(_: Examined) -> str:
    spec = DiagramSpec(
        elements=(Element(id="a", label="Text"), Element(id="b", label="Figure")),
        connections=(Connection(source="a", target="b"),),
    )
    request = DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio="16:9")
    async with aclosing(VectorEngine()) as vector:
        reply = await vector.draw(request, _NoJob())
    if reply.scene is None or check_scene(reply.scene, spec, "16:9"):
        raise Fault("the vector engine draws a faulty figure: install the package again")
    return f"the built-in engine draws ({len(reply.pictures[0].data)} bytes)"


async def _engines(examined: Examined) -> str:
    """Open the configured engines; with ``call_models`` show the model a picture with a random token."""
    async with _core(examined) as core:
        vlm, images = core.engines.vlm(ModelChoice()), core.engines.images
        configured = engine_roles(core.engines).sentence
        if is_rule_based(vlm):
            return configured
        if not examined.call_models:
            return f"{configured}; no model was called (--call-models asks it and shows it a picture)"
        seconds = await _answers(vlm)
        sight = await core.vision.check_now(vlm) if vlm.sees_images else None
    sees = sight is not None and sight.sees
    if images.capabilities.paints and not sees:
        raise Fault(
            f"{name_of(vlm)} did not read a picture, so nobody judges what {name_of(images)} paints: choose another "
            "model or provider with PAPERBANANA_VLM_MODEL or PAPERBANANA_VLM_PROVIDER"
        )
    reads = "reads pictures" if sees else "reads no pictures, so figures are judged by their plan"
    return f"{configured}; it answers in JSON ({seconds:.1f} s) and {reads}"


async def _answers(vlm: VlmEngine) -> float:
    """How many seconds the model takes for a word in JSON; raises ``Fault`` for an answer of another form."""
    prompt = 'Answer with the word "ready" as the text.'
    request = request_of("doctor", prompt, VisionBrief(token="ready"), Reading)  # noqa: S106 - a word, not a secret
    begun = anyio.current_time()
    reply = await vlm.complete(msgspec.structs.replace(request, max_output_tokens=1_024))
    try:
        msgspec.json.decode(reply.text, type=Reading)
    except msgspec.DecodeError as error:
        raise Fault(
            f"{name_of(vlm)} does not answer in the form that it is asked for, so its plans will need repair: choose "
            "another model with PAPERBANANA_VLM_MODEL"
        ) from error
    return anyio.current_time() - begun


@asynccontextmanager
async def _core(examined: Examined) -> AsyncGenerator[Core]:
    """The core on a folder of its own, or on the data folder where what a model is found to see shall be kept."""
    if examined.call_models and (examined.settings.database.url is not None or examined.database.exists()):
        async with open_core(examined.settings) as core:
            yield core
        return
    with TemporaryDirectory(prefix="paperbanana-") as folder:
        async with open_core(within(examined.settings, Path(folder))) as core:
            yield core


class _NoJob:
    """The memory of a job that no provider keeps."""

    provider_ref: str | None = None
    key = ""

    async def submitted(self, provider_ref: str) -> None:
        self.provider_ref = provider_ref


Check = Callable[[Examined], Awaitable[str]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("data folder", _folder),
    ("database", _database),
    ("artifacts", _artifacts),
    ("fonts", _fonts),
    ("drawing", _drawing),
    ("engines", _engines),
)
