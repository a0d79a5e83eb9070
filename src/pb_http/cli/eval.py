"""``pb eval``: how well models plan, over texts and intents of one's own, side by side."""

import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pb_http import logs
from pb_http.cli.cases import read_cases
from pb_http.cli.comparison import document, line, read_runs, table
from pb_http.cli.errors import Failure
from pb_http.cli.options import examples, settings_of
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pb_core.application.assembly import Core
    from pb_core.application.evaluation import EvaluationRun, PlotCase, TextCase
    from pb_core.domain.billing import Caps
    from pb_core.ports.vlm import VlmEngine
    from pb_http.settings import Settings

FORMS = ("one-question", "two-questions")
_NO_MODEL = (
    "no model is configured: set a provider's key, OPENAI_COMPATIBLE_BASE_URL or PAPERBANANA_LOCAL_MODEL, or name one "
    "with --model; --model offline evaluates the rules"
)


@click.command(
    "eval",
    epilog=examples(
        "pb eval texts/ --model gemini --model openrouter:anthropic/claude-sonnet-4.5",
        "pb eval texts/ --form one-question --form two-questions",
        "pb eval texts/ --json > before.json",
        "pb eval texts/ --against before.json",
        "pb eval wishes.jsonl --model offline",
    ),
)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--model", "models", multiple=True, help="provider or provider:model; several stand side by side.")
@click.option("--form", "forms", multiple=True, type=click.Choice(FORMS), help="How plans are asked for; several too.")
@click.option("--caption", default="Figure 1: Overview of the method.", help="For texts that bring none.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="What an earlier pb eval --json printed, to stand beside.",
)
@reporting()
def command(
    source: Path,
    *,
    models: tuple[str, ...],
    forms: tuple[str, ...],
    caption: str,
    against: Path | None,
    reporter: Reporter,
) -> None:
    """Let models plan what SOURCE has, and compare the plans.

    SOURCE is a folder or a file: .json with "text" and "caption", .txt or .md (a first line "caption: ..." gives
    theirs), and .jsonl with lines of "table" (a file beside it, or data) and "intent". Plans are asked for as
    pb generate and pb plot do, and paid for; nothing is drawn.

    The table tells how many first answers could be used, and how many after a repair; how many arrows the text states,
    has in sequence or does not support; what is covered of the author's own lists and steps; how many wishes of an
    intent are followed; cost and time. What became of each case is told on standard error as it ends.
    """
    import anyio  # noqa: PLC0415 - the help needs no engines

    cases = read_cases(source, caption)
    before = read_runs(against) if against else []
    settings = settings_of(quiet=reporter.quiet)
    logs.tell_progress(lambda line: reporter.say(f"pb: {line}"))
    runs = [*before, *anyio.run(_evaluated, settings, cases, models, forms, reporter)]
    reporter.result(document(runs), table(runs))


async def _evaluated(
    settings: "Settings",
    cases: "Sequence[TextCase | PlotCase]",
    models: tuple[str, ...],
    forms: tuple[str, ...],
    reporter: Reporter,
) -> "list[EvaluationRun]":
    from pb_http.composition import open_core  # noqa: PLC0415 - the help needs no engines
    from pb_http.settings import within  # noqa: PLC0415 - see above

    with tempfile.TemporaryDirectory() as folder:
        async with open_core(within(settings, Path(folder))) as core:
            engines = [_engine(core, settings, name) for name in models or ("",)]
            chosen = [_formed(engine, form) for engine, form in itertools.product(engines, forms or ("",))]
            spent = _Spent(settings.providers.caps)
            return [await _run(engine, cases, spent, reporter) for engine in chosen]


class _Spent:
    """What all runs have cost so far, and what the next case may."""

    def __init__(self, caps: "Caps") -> None:
        self._caps, self.usd = caps, 0.0

    @property
    def left_micros(self) -> int | None:
        day = self._caps.day_micros
        left = (self._caps.task_micros, None if day is None else day - round(self.usd * 1e6))
        return min((micros for micros in left if micros is not None), default=None)


async def _run(
    engine: "VlmEngine", cases: "Sequence[TextCase | PlotCase]", spent: _Spent, reporter: Reporter
) -> "EvaluationRun":
    from pb_adapters.runtime import SystemClock  # noqa: PLC0415 - the help needs no engines
    from pb_core.application.engines import name_of  # noqa: PLC0415 - see above
    from pb_core.application.evaluation import EvaluationRun, evaluate  # noqa: PLC0415 - see above
    from pb_core.application.roles import prompts_digest  # noqa: PLC0415 - see above
    from pb_core.ports.vlm import is_rule_based, plan_form  # noqa: PLC0415 - see above

    form = "rules" if is_rule_based(engine) else plan_form(engine).value
    scores = []
    for case in cases:
        score = await evaluate(case, engine, SystemClock(), most_micros=spent.left_micros)
        spent.usd += score.cost_usd or 0.0
        scores.append(score)
        reporter.say(f"pb: {name_of(engine)}, {form}: {line(score)}")
    return EvaluationRun(model=name_of(engine), form=form, prompts=prompts_digest(), cases=tuple(scores))


def _engine(core: "Core", settings: "Settings", name: str) -> "VlmEngine":
    from pb_adapters.planners.engine import OfflineEngine  # noqa: PLC0415 - the help needs no engines
    from pb_core.domain.requests import ModelChoice  # noqa: PLC0415 - see above
    from pb_core.errors import InvalidRequest  # noqa: PLC0415 - see above
    from pb_http.settings.engine_choice import OFFLINE, VLM_SETTINGS  # noqa: PLC0415 - see above

    if name == OFFLINE:
        return OfflineEngine()
    if not name:
        if settings.providers.vlm.provider == OFFLINE:
            raise Failure(_NO_MODEL)
        return core.engines.vlm(ModelChoice())
    provider, _, model = name.partition(":")
    try:
        return core.engines.vlm(ModelChoice(vlm_provider=provider, vlm_model=model or None))
    except InvalidRequest as error:
        if provider not in VLM_SETTINGS and provider != settings.providers.vlm.provider:
            known = ", ".join((*VLM_SETTINGS, OFFLINE))
            raise Failure(f"--model {name}: there is no provider '{provider}'; choose one of {known}") from error
        if provider in VLM_SETTINGS and VLM_SETTINGS[provider] not in settings.providers.available:
            raise Failure(f"--model {name} needs {VLM_SETTINGS[provider]}") from error
        raise Failure(f"--model {name}: {error}") from error


def _formed(engine: "VlmEngine", form: str) -> "VlmEngine":
    """The engine asked in this form; rules have none."""
    from pb_adapters.upstream.vlm_tuning import TunedVlm, VlmTuning  # noqa: PLC0415 - the help needs no engines
    from pb_core.domain.questions import PlanForm  # noqa: PLC0415 - see above
    from pb_core.ports.vlm import is_rule_based  # noqa: PLC0415 - see above

    return TunedVlm(engine, VlmTuning(plan_form=PlanForm(form))) if form and not is_rule_based(engine) else engine
