"""Fake providers that speak the wire: real HTTP, scripted faults, exact counts; see ``docs/fakes.md``."""

from pb_adapters.fakes.call_log import Call, Counts
from pb_adapters.fakes.control import KEY, FakeProviders
from pb_adapters.fakes.exchange import Answer, Delivery, html_answer, json_answer
from pb_adapters.fakes.jobs import JobFault
from pb_adapters.fakes.prompt_parser import Question, latency_of, no_latency, real_latency
from pb_adapters.fakes.scripted_faults import Fault, fault, saying, transport_fault
from pb_adapters.fakes.server import fake_app, listen, serve, served, serving

__all__ = [
    "KEY",
    "Answer",
    "Call",
    "Counts",
    "Delivery",
    "FakeProviders",
    "Fault",
    "JobFault",
    "Question",
    "fake_app",
    "fault",
    "html_answer",
    "json_answer",
    "latency_of",
    "listen",
    "no_latency",
    "real_latency",
    "saying",
    "serve",
    "served",
    "serving",
    "transport_fault",
]
