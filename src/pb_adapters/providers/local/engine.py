"""LocalVlm: a model in a file as an engine; its process is started with the first question, its window fits each."""

import logging
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import anyio
import anyio.to_thread

from pb_adapters.providers.local import NAME
from pb_adapters.providers.local.model_file import ModelFile, read_model_file
from pb_adapters.providers.local.process import ModelProcess, require_binding
from pb_adapters.providers.openai_compatible.dialect import Dialect
from pb_adapters.providers.openai_compatible.vlm import MOST_TOKENS, SLOW, OpenAiCompatibleVlm
from pb_adapters.upstream.answer_watch import Progress
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.vlm_tuning import VlmTuning
from pb_core.domain.questions import PlanForm
from pb_core.errors import BlindEngine, EngineMisconfigured, OutcomeUnknown, RequestRejected
from pb_core.ports.vlm import VlmReply, VlmRequest

WINDOWS = (4_096, 8_192, 16_384, 32_768, 65_536, 131_072)
"""A process is started anew for a larger window, so there are few."""

BYTES_PER_TOKEN = 3
"""Prompts of prose, names and JSON have more bytes for each token; where one has not, the server says so."""

_SPARE = 256
_ROOM = 1.05
"""A model needs a little more memory than its file is large, besides its window's."""

TELL_SECONDS = 5.0
"""How often progress is told."""

log = logging.getLogger("pb_adapters.progress")


class _ChildVlm(OpenAiCompatibleVlm):
    """The engine of one running process."""

    provider = NAME


class LocalVlm:
    """An async context manager: a model in a GGUF file, one question at a time.

    Args:
        path: The file.
        tuning: What is set for every question.
    """

    provider = NAME
    sees_images = False
    plan_form = PlanForm.TWO

    def __init__(self, path: Path, tuning: VlmTuning | None = None) -> None:
        self.model = path.stem
        self._path, self._tuning = path, tuning or VlmTuning()
        self._most_tokens = self._tuning.max_output_tokens or MOST_TOKENS
        self._pool = UpstreamPool(clients=1)
        self._dialect = Dialect()
        self._dialect.tells_progress = True
        self._one_at_a_time = anyio.Lock()
        self._process: ModelProcess | None = None
        self._file: ModelFile | None = None
        self._least = 0

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            await self._process.close()
        await self._pool.__aexit__(kind, error, trace)

    async def check(self) -> ModelFile:
        """What the file says of itself.

        Raises:
            EngineMisconfigured: The extra or the file is missing, or the file is cut, damaged, of another format or
                larger than the machine's memory.
        """
        require_binding()
        if self._file is None:
            file = await anyio.to_thread.run_sync(read_model_file, self._path)
            require_memory(file, memory_bytes())
            self._file = file
        return self._file

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request; the others wait."""
        if request.images:
            raise BlindEngine(f"The local model {self.model} reads text only.")
        async with self._one_at_a_time:
            file = await self.check()
            window = self._window(request, file)
            process = await self._running(file, window)
            try:
                return await self._engine(process).complete(request)
            except RequestRejected as error:
                self._widen(process.window, file, error)
                raise
            except OutcomeUnknown:
                if await process.has_ended():
                    self._process = None
                raise

    def _window(self, request: VlmRequest, file: ModelFile) -> int:
        """The smallest window that holds the question and the longest answer, no larger than the model's own."""
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in (request.system, request.prompt))
        form = len(request.schema) // 2  # its outline
        needed = (size + form) // BYTES_PER_TOKEN + min(request.max_output_tokens, self._most_tokens) + _SPARE
        most = file.context or WINDOWS[-1]
        window = next((window for window in WINDOWS if window >= max(needed, self._least)), WINDOWS[-1])
        return min(window, most)

    def _widen(self, window: int, file: ModelFile, error: RequestRejected) -> None:
        """Let the next try have a larger window, if the model has one."""
        larger = next((size for size in WINDOWS if size > window), None)
        if "window" in str(error) and larger is not None and window < (file.context or WINDOWS[-1]):
            self._least = larger
            error.retryable = True

    async def _running(self, file: ModelFile, window: int) -> ModelProcess:
        if self._process is not None and self._process.is_running and self._process.window >= window:
            return self._process
        if self._process is not None:
            await self._process.close()
            self._process = None
        log.info("the local model %s is loaded with a window of %d tokens", self.model, window)
        self._process = await ModelProcess.start(file, window)
        return self._process

    def _engine(self, process: ModelProcess) -> _ChildVlm:
        upstream = Upstream(
            self._pool,
            provider="The local model",
            base_url=f"{process.url}/v1",
            headers=lambda: {"Authorization": f"Bearer {process.key}"},
            redact=(process.key,),
        )
        return _ChildVlm(
            upstream,
            self.model,
            self._tuning.limits(SLOW),
            dialect=self._dialect,
            sees_images=False,
            most_tokens=self._most_tokens,
            told=_Teller(self.model),
        )


class _Teller:
    """Logs how far a call has come, every few seconds."""

    def __init__(self, model: str) -> None:
        self._model, self._last = model, -TELL_SECONDS

    def __call__(self, progress: Progress) -> None:
        now = anyio.current_time()
        if now - self._last < TELL_SECONDS:
            return
        self._last = now
        if progress.written:
            log.info("the local model %s has written %d characters", self._model, progress.written)
        else:
            log.info("the local model %s has read %d of %d tokens", self._model, progress.read, progress.to_read)


def require_memory(file: ModelFile, memory: int | None) -> None:
    """Raise ``EngineMisconfigured`` for a model that cannot be held in so many bytes; ``None`` is unknown."""
    if memory is not None and file.size * _ROOM > memory:
        raise EngineMisconfigured(
            f"The local model {file.name} needs about {file.size * _ROOM / 2**30:.1f} GiB of memory and there are "
            f"{memory / 2**30:.1f}: take a smaller one, or one with fewer bits (Q4_K_M, Q3_K_M)"
        )


def memory_bytes() -> int | None:
    """The memory that this program may use, in bytes, as far as the system says: of the machine or of its container."""
    found: list[int] = []
    try:
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
        found += [int(limit)] if limit.isdigit() else []
    except (OSError, ValueError, AttributeError):
        pass
    return min(found, default=None)
