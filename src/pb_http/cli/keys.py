"""``pb keys``: API keys without the admin endpoints, straight in the data folder."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pb_core.keyring import Keyring
from pb_core.quota import KeyChange
from pb_http.cli.common import data_dir_option, settings_of
from pb_http.composition import open_core

Action = Callable[[Keyring], Awaitable[None]]


@click.group("keys")
def command() -> None:
    """Create, list, change and delete API keys."""


def _with_keyring(data_dir: Path | None, action: Action) -> None:
    async def act() -> None:
        async with open_core(settings_of(data_dir)) as core:
            await action(core.keyring)

    anyio.run(act)


@command.command("create")
@click.argument("name")
@click.option("--quota", type=click.IntRange(min=0), default=None, help="Units to grant; default: unlimited.")
@click.option("--webhook-url", default=None, help="Default callback of this key's tasks.")
@data_dir_option
def create(name: str, quota: int | None, webhook_url: str | None, data_dir: Path | None) -> None:
    """Make a key and print its full value, which is shown only now."""

    async def act(keyring: Keyring) -> None:
        value, _ = await keyring.create(name, quota, webhook_url)
        click.echo(value)

    _with_keyring(data_dir, act)


@command.command("list")
@data_dir_option
def list_keys(data_dir: Path | None) -> None:
    """Show every key with its quota and use."""

    async def act(keyring: Keyring) -> None:
        table = Table("id", "key", "name", "left", "of", "used", "active")
        for key in await keyring.list():
            left, total = _units(key.quota_remaining), _units(key.quota_total)
            active = "yes" if key.active else "no"
            table.add_row(key.id, f"{key.prefix}...", escape(key.name), left, total, str(key.total_used), active)
        Console().print(table)

    _with_keyring(data_dir, act)


@command.command("set")
@click.argument("key")
@click.option("--quota", type=click.IntRange(min=0), default=None, help="Units left from now on.")
@click.option("--enable/--disable", "active", default=None, help="Switch the key on or off.")
@data_dir_option
def change(key: str, quota: int | None, active: bool | None, data_dir: Path | None) -> None:  # noqa: FBT001 - a flag
    """Change the key KEY (its id or full value)."""
    wanted = KeyChange(
        quota_remaining=msgspec.UNSET if quota is None else quota, active=msgspec.UNSET if active is None else active
    )

    async def act(keyring: Keyring) -> None:
        changed = await keyring.change(key, wanted)
        click.echo(f"{changed.prefix}... {_units(changed.quota_remaining)} left, active: {changed.active}")

    _with_keyring(data_dir, act)


@command.command("delete")
@click.argument("key")
@click.confirmation_option(prompt="Delete the key, its usage log and all its figures for good?")
@data_dir_option
def delete(key: str, data_dir: Path | None) -> None:
    """Delete the key KEY (its id or full value) with everything that belongs to it."""
    _with_keyring(data_dir, lambda keyring: keyring.remove(key))


def _units(value: int | None) -> str:
    return "unlimited" if value is None else str(value)
