"""Fake providers that speak the wire: real HTTP, scripted faults, exact counts; see ``docs/fakes.md``."""

from pb_adapters.fakes.app import fake_app
from pb_adapters.fakes.counting import Call, Counts
from pb_adapters.fakes.faults import Fault, says
from pb_adapters.fakes.handle import KEY, FakeProviders
from pb_adapters.fakes.questions import Question, latency_of, no_latency, real_latency
from pb_adapters.fakes.serving import listen, serve, served, serving

__all__ = [
    "KEY",
    "Call",
    "Counts",
    "FakeProviders",
    "Fault",
    "Question",
    "fake_app",
    "latency_of",
    "listen",
    "no_latency",
    "real_latency",
    "says",
    "serve",
    "served",
    "serving",
]
