import click
import pytest

from pb_http.cli.groups import CommandGroup

GROUP = CommandGroup("keys", commands={name: click.Command(name) for name in ("create", "delete", "list")})


@pytest.fixture
def context() -> click.Context:
    """The context of ``pb keys``."""
    return click.Context(GROUP, info_name="keys", parent=click.Context(click.Group("pb"), info_name="pb"))


def test_a_command_that_is_there_is_found(context: click.Context) -> None:
    assert GROUP.resolve_command(context, ["list", "--json"]) == ("list", GROUP.commands["list"], ["--json"])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("lst", "there is no command 'keys lst'; did you mean list?"),
        ("xyz", "there is no command 'keys xyz'"),
        ("", "there is no command 'keys '"),
    ],
)
def test_one_that_is_not_is_answered_with_the_nearest(context: click.Context, name: str, sentence: str) -> None:
    with pytest.raises(click.UsageError) as caught:
        GROUP.resolve_command(context, [name])
    assert (caught.value.message, caught.value.ctx) == (sentence, context)


def test_an_option_is_no_command(context: click.Context) -> None:
    with pytest.raises(click.NoSuchOption):
        GROUP.resolve_command(context, ["--jsn"])


def test_completion_of_a_half_written_command_finds_none() -> None:
    completing = click.Context(GROUP, info_name="keys", resilient_parsing=True)
    assert GROUP.resolve_command(completing, ["lst"])[1] is None
