"""``pb models``: the models of one's own that this server can use, in files and at a server."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pb_http.cli.errors import Failure
from pb_http.cli.groups import CommandGroup
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from pb_adapters.providers.local.model_file import ModelFile

_MEBIBYTE = 2**20

folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Where model files are; models in the data folder by default.",
)


@click.group("models", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Fetch models of one's own and list them: files, and those of the server of OPENAI_COMPATIBLE_BASE_URL."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("list")
@folder_option
@reporting()
def list_models(folder: Path | None, reporter: Reporter) -> None:
    """List the model files of a folder, and the models of the server of OPENAI_COMPATIBLE_BASE_URL."""
    files, broken = _files(_folder(folder))
    served = _served()
    lines = [f"{file.path}  {file.size // _MEBIBYTE:,} MiB, {file.architecture}, {_window(file)}" for file in files]
    lines += [*(f"{sentence}" for sentence in broken), *served]
    nothing = "no models: pb models pull fetches one, and OPENAI_COMPATIBLE_BASE_URL names a server that has some"
    document = {"files": [_document(file) for file in files], "broken": broken, "models": served}
    reporter.result(document, "\n".join(lines) or nothing)


@command.command("pull")
@click.argument("name")
@folder_option
@click.option("--hub", default=None, help="Another hub; HF_ENDPOINT says the same.")
@click.option("--sha256", default="", help="What the file must be; the hub's own checksum by default.")
@reporting()
def pull_model(name: str, folder: Path | None, hub: str | None, sha256: str, reporter: Reporter) -> None:
    """Fetch the model file NAME, written as owner/repository/file.gguf, and print its path.

    One that broke off is gone on with. Without a network, set PAPERBANANA_LOCAL_MODEL to a GGUF file that you have.
    """
    from pb_adapters.providers.local.pulling import HUB, pull  # noqa: PLC0415 - the help of a command needs no network

    shown = -1

    def told(there: int, whole: int) -> None:
        nonlocal shown
        tenth = there * 10 // max(whole, 1)
        if tenth != shown:
            shown = tenth
            reporter.say(f"{there // _MEBIBYTE:,} of {whole // _MEBIBYTE:,} MiB")

    where = hub or os.environ.get("HF_ENDPOINT") or HUB
    file = pull(name, _folder(folder), hub=where, sha256=sha256, told=told, bundle=_bundle())
    reporter.say(f"To use it: export PAPERBANANA_LOCAL_MODEL={file.path.absolute()}")
    reporter.result(_document(file), str(file.path))


def _bundle() -> Path | None:
    """The authorities to trust besides the public ones."""
    from pb_http.environment import Reader, ca_bundle  # noqa: PLC0415 - see above

    reader = Reader(os.environ)
    bundle = reader.read("CA_BUNDLE", ca_bundle, None)
    if reader.faults:
        raise Failure("; ".join(reader.faults))
    return bundle


def _folder(given: Path | None) -> Path:
    return given or Path(os.environ.get("PAPERBANANA_DATA_DIR") or "paperbanana-data") / "models"


def _files(folder: Path) -> "tuple[list[ModelFile], list[str]]":
    """The model files of a folder, and a sentence for each that cannot be used."""
    from pb_adapters.providers.local.model_file import read_model_file  # noqa: PLC0415 - see above
    from pb_core.errors import EngineMisconfigured  # noqa: PLC0415 - see above

    files: list[ModelFile] = []
    broken: list[str] = []
    for path in sorted(folder.glob("*.gguf")):
        try:
            files.append(read_model_file(path))
        except EngineMisconfigured as error:
            broken.append(str(error))
    return files, broken


def _served() -> tuple[str, ...]:
    import anyio  # noqa: PLC0415 - see above

    from pb_adapters.providers.openai_compatible import BASE_URL_SETTING, KEY_SETTING  # noqa: PLC0415 - see above
    from pb_adapters.providers.openai_compatible.listing import served_models  # noqa: PLC0415 - see above
    from pb_adapters.upstream.proxies import proxies_of  # noqa: PLC0415 - see above
    from pb_adapters.upstream.setting_checks import check_base_url  # noqa: PLC0415 - see above

    address = os.environ.get(BASE_URL_SETTING, "").strip()
    if not address:
        return ()
    try:
        check_base_url(BASE_URL_SETTING, address)
    except ValueError as error:
        raise Failure(str(error)) from error
    try:
        proxies = proxies_of(os.environ)
    except ValueError as error:
        raise Failure(str(error)) from error
    return anyio.run(served_models, address, os.environ.get(KEY_SETTING, ""), proxies, _bundle())


def _window(file: "ModelFile") -> str:
    return f"{file.context:,} tokens" if file.context else "a window that it does not tell"


def _document(file: "ModelFile") -> dict[str, object]:
    return {
        "path": str(file.path),
        "bytes": file.size,
        "name": file.name,
        "architecture": file.architecture,
        "context": file.context,
    }
