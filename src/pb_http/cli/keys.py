"""``pb keys``: API keys without the admin endpoints, straight in the data folder."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from pb_http.cli.data_folder import in_core
from pb_http.cli.errors import Failure
from pb_http.cli.groups import CommandGroup
from pb_http.cli.options import data_dir_option
from pb_http.cli.reporting import Reporter, printable, reporting

if TYPE_CHECKING:
    from pb_core.application.keyring import Keyring
    from pb_core.domain.billing import ApiKey

T = TypeVar("T")

_KEY = "KEY is a key's id, its name, or the beginning of its id or value, as long as one key only fits; or its value."


@click.group("keys", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Create, list, change and delete API keys, in the data folder that pb serve uses."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("create")
@click.argument("name")
@click.option("--quota", type=click.IntRange(min=0), default=None, help="Units to grant.")
@click.option("--unlimited", is_flag=True, help="Grant any number of units; this is the default.")
@click.option("--webhook-url", default=None, help="Default callback of this key's tasks.")
@click.option("--webhook-secret", default=None, help="Signs its webhooks; - reads it from standard input.")
@data_dir_option
@reporting()
def create(
    name: str,
    quota: int | None,
    webhook_url: str | None,
    webhook_secret: str | None,
    data_dir: Path | None,
    reporter: Reporter,
    *,
    unlimited: bool,
) -> None:
    """Make a key and print its full value, which is shown only now."""
    _require_one(quota, unlimited=unlimited)
    secret = _secret(webhook_secret)

    async def act(keyring: "Keyring") -> "tuple[str, ApiKey]":
        return await keyring.create(name, quota, webhook_url, secret)

    value, key = _with_keyring(data_dir, act, reporter, new=True)
    reporter.result(_document(key, value), value)


@command.command("list")
@data_dir_option
@reporting()
def list_keys(data_dir: Path | None, reporter: Reporter) -> None:
    """Show every key with its quota and use."""
    keys = _with_keyring(data_dir, lambda keyring: keyring.list(), reporter)
    rows = [("id", "key", "name", "left", "of", "used", "active")]
    rows += [
        (key.id, f"{key.prefix}...", printable(key.name), _units(key.quota_remaining), _units(key.quota_total),
         str(key.total_used), "yes" if key.active else "no")
        for key in keys
    ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    reporter.result([_document(key) for key in keys], "\n".join(lines))


@command.command("set", epilog=_KEY)
@click.argument("key")
@click.option("--quota", type=click.IntRange(min=0), default=None, help="Units left from now on.")
@click.option("--unlimited", is_flag=True, help="Any number of units from now on.")
@click.option("--enable/--disable", "active", default=None, help="Switch the key on or off.")
@click.option("--webhook-url", default=None, help="Default callback of its tasks; empty: none.")
@click.option("--webhook-secret", default=None, help="Signs its webhooks; - reads it from standard input; empty: none.")
@data_dir_option
@reporting()
def change(  # noqa: PLR0913 - one parameter per option
    key: str,
    quota: int | None,
    active: bool | None,  # noqa: FBT001 - a flag
    webhook_url: str | None,
    webhook_secret: str | None,
    data_dir: Path | None,
    reporter: Reporter,
    *,
    unlimited: bool,
) -> None:
    """Change the key KEY."""
    import msgspec  # noqa: PLC0415 - the help needs neither

    from pb_core.domain.billing import KeyChange  # noqa: PLC0415 - see above

    _require_one(quota, unlimited=unlimited)
    secret = _secret(webhook_secret)
    wanted = KeyChange(
        quota_remaining=None if unlimited else msgspec.UNSET if quota is None else quota,
        quota_total=None if unlimited else msgspec.UNSET,
        active=msgspec.UNSET if active is None else active,
        webhook_url=msgspec.UNSET if webhook_url is None else webhook_url or None,
        webhook_secret=msgspec.UNSET if secret is None else secret or None,
    )
    if wanted == KeyChange():
        raise click.UsageError("nothing is changed: give at least one option", click.get_current_context())

    async def act(keyring: "Keyring") -> "ApiKey":
        return await keyring.change((await _found(keyring, key)).id, wanted)

    changed = _with_keyring(data_dir, act, reporter)
    text = f"{changed.id} {printable(changed.name)}: {_units(changed.quota_remaining)} left, active: {changed.active}"
    reporter.result(_document(changed), text)


@command.command("rotate", epilog=_KEY)
@click.argument("key")
@click.option("--webhook-secret", default=None, help="Begin: the new secret; - reads it from standard input.")
@click.option("--complete", is_flag=True, help="The receiver knows the new secret: forget the old one.")
@click.option("--abandon", is_flag=True, help="Forget the new secret.")
@data_dir_option
@reporting()
def rotate(
    key: str, webhook_secret: str | None, data_dir: Path | None, reporter: Reporter, *, complete: bool, abandon: bool
) -> None:
    """Rotate the webhook secret of the key KEY: begin, tell the receiver, complete."""
    if [webhook_secret is not None, complete, abandon].count(True) != 1:
        sentence = "give one of --webhook-secret, --complete and --abandon"
        raise click.UsageError(sentence, click.get_current_context())
    secret = _secret(webhook_secret)

    async def act(keyring: "Keyring") -> "ApiKey":
        found = await _found(keyring, key)
        if secret is not None:
            return await keyring.begin_rotation(found.id, secret)
        return await (keyring.complete_rotation if complete else keyring.abandon_rotation)(found.id)

    changed = _with_keyring(data_dir, act, reporter)
    state = "the old and the new secret sign" if changed.next_webhook_secret else "one secret signs"
    reporter.result(_document(changed), f"{changed.id} {printable(changed.name)}: {state}")


@command.command("delete", epilog=_KEY)
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_dir_option
@reporting()
def delete(key: str, data_dir: Path | None, reporter: Reporter, *, yes: bool) -> None:
    """Delete the key KEY, its usage log and all its figures for good."""
    found = _with_keyring(data_dir, lambda keyring: _found(keyring, key), reporter)
    if not yes:
        _confirm(found)
    _with_keyring(data_dir, lambda keyring: keyring.remove(found.id), reporter)
    reporter.result({"deleted": found.id, "name": found.name}, f"{found.id} {printable(found.name)}: deleted")


def _with_keyring(
    data_dir: Path | None, action: "Callable[[Keyring], Awaitable[T]]", reporter: Reporter, *, new: bool = False
) -> T:
    """What the action gives; the data folder is only made where it is ``new``."""
    return in_core(data_dir, lambda core: action(core.keyring), reporter, new=new)


async def _found(keyring: "Keyring", text: str) -> "ApiKey":
    """The one key that the text names; raises ``Failure`` with the candidates where it names several."""
    from pb_core.errors import NotFound  # noqa: PLC0415 - the help needs no errors

    try:
        return await keyring.find(text)  # its id or full value, whatever else fits
    except NotFound:
        start = text.removesuffix("...")
        fitting = [
            key
            for key in await keyring.list()
            if text == key.name or (start and (key.id.startswith(start) or key.prefix.startswith(start)))
        ]
    if not fitting:
        raise Failure(f"No such API key: {printable(text)!r} is no id, name, value or beginning of one")
    if len(fitting) > 1:
        candidates = ", ".join(f"{key.id} ({printable(key.name)})" for key in fitting)
        raise Failure(f"{printable(text)!r} fits several keys; name one by its id: {candidates}")
    return fitting[0]


def _confirm(key: "ApiKey") -> None:
    question = f"Delete the key {key.id} ({printable(key.name)}), its usage log and all its figures for good?"
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask at: give --yes", click.get_current_context())
    if not click.confirm(question, err=True):
        raise Failure("nothing was deleted")


def _require_one(quota: int | None, *, unlimited: bool) -> None:
    if unlimited and quota is not None:
        raise click.UsageError("--quota and --unlimited exclude each other", click.get_current_context())


def _secret(text: str | None) -> str | None:
    """The secret, read from standard input where it is ``-``: a command line can be seen by every user."""
    return sys.stdin.readline().rstrip("\r\n") if text == "-" else text


def _document(key: "ApiKey", full: str | None = None) -> object:
    """The key as the REST API answers it."""
    from pb_http.schemas import key_answer  # noqa: PLC0415 - the help needs no schemas

    return key_answer(key, full=full)


def _units(value: int | None) -> str:
    return "unlimited" if value is None else str(value)
