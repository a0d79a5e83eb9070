"""Both clients have the same methods with the same parameters."""

import inspect

import pytest

from paperbanana_client import AsyncClient, AsyncFigure, Client, Figure

RENAMED = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}


def shape(kind: type, name: str) -> list[tuple[str, str]]:
    """The parameters of a method and what they take."""
    parameters = inspect.signature(getattr(kind, name)).parameters.values()
    return [(one.name, str(one.annotation).replace("Async", "")) for one in parameters if one.name != "http"]


@pytest.mark.parametrize(("plain", "asynchronous"), [(Client, AsyncClient), (Figure, AsyncFigure)])
def test_the_clients_are_alike(plain: type, asynchronous: type) -> None:
    names, others = ({name for name in vars(kind) if not name.startswith("_")} for kind in (plain, asynchronous))
    assert {RENAMED.get(name, name) for name in names} == others
    for name in (one for one in names if inspect.isfunction(vars(plain)[one])):
        assert shape(plain, name) == shape(asynchronous, RENAMED.get(name, name)), name
