"""Fixtures of every test."""

import functools
import gc
import signal

import httpcore
import hypothesis
import pytest

pytest_plugins = ["pb_adapters.fakes.plugin", "support.fixtures"]

gc.disable()  # until all tests are collected: nothing of them is garbage, and each search would look through all
httpcore.default_ssl_context = functools.cache(httpcore.default_ssl_context)  # loading it takes longer than many a test
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it, and so would ours

pytest.register_assert_rewrite("pb_core.testing")  # a contract suite explains its failures like any test

hypothesis.settings.register_profile("test", deadline=None, max_examples=40)  # no test asserts a duration
hypothesis.settings.register_profile("drill", deadline=None, max_examples=400)  # `make drill`
hypothesis.settings.load_profile("test")


def pytest_collection_finish() -> None:
    """Let no search for garbage look through the collected tests, which all stay to the end."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run every asynchronous test on asyncio, the loop that uvicorn runs."""
    return "asyncio"
