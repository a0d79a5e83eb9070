"""What every engine that has its pictures painted elsewhere does before and after: prompt, proof, size and margins."""

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.upstream.limits import Limits
from pb_adapters.upstream.measuring import Measured, measure
from pb_adapters.upstream.pictures import as_png, fits_ratio, pad_to_ratio
from pb_core.abilities import Ability, Kind, abilities, default_model
from pb_core.abilities.ratios import ratio_value
from pb_core.diagram import DiagramSpec
from pb_core.errors import RequestRejected
from pb_core.ports.images import DrawRequest, Picture

FORMATS = ("png",)
"""What painters deliver."""

LONG_SIDES = {"0.5K": 512, "1K": 1024, "2K": 2048, "4K": 4096}
SIZE_TOLERANCE = 0.25
"""How far the side of a square of the same area may be from the resolution: models round and trade width for height."""


class Delivered(Struct, frozen=True, kw_only=True):
    """A picture as it is delivered.

    ``original`` are the provider's own bytes where the delivered PNG is another encoding; ``notes`` say in a sentence
    each how the painting differed from what was asked for.
    """

    picture: Picture
    original: Picture | None = None
    notes: tuple[str, ...] = ()


def ability_of(provider: str, model: str) -> Ability:
    """What a model takes: as the table has it, or, for a model that it does not know, as the provider's default does.

    Such a model has no price.
    """
    known = abilities(provider, model)
    if known is not None:
        return known
    usual = abilities(provider, default_model(provider) or "")
    if usual is None:
        return Ability(provider=provider, model=model, kind=Kind.IMAGE)
    sizes = tuple(replace(size, micros=None) for size in usual.sizes)
    return replace(usual, model=model, default=False, sizes=sizes, token_prices=(), image_micros=None, facts=())


def prompt_of(request: DrawRequest) -> str:
    """What a painter is told: the description, the words to spell, and the caption to leave out."""
    parts = [request.description.strip()]
    words = _words(request.spec)
    if words:
        parts.append("Words in the figure, spelled exactly so: " + "; ".join(words) + ".")
    if request.caption:
        parts.append(f"Under the figure will stand the caption “{request.caption}”. Leave it out of the picture.")
    return "\n\n".join(parts)


def check_formats(provider: str, request: DrawRequest) -> None:
    """Raise ``RequestRejected`` before anything is asked for that a painter cannot deliver."""
    others = [name for name in request.formats if name not in FORMATS]
    if others:
        message = f"{provider} paints PNG only, not {' or '.join(others)}."
        raise RequestRejected(message)


async def delivered(data: bytes, request: DrawRequest, limits: Limits) -> Delivered:
    """The provider's bytes as a PNG that is proved whole and has the ratio asked for.

    Another ratio is mended with margins, never by stretching; another size is only noted.

    Raises:
        UnreadablePicture: The bytes are damaged, of no known format or past a limit.
    """
    told = measure(data, limits)
    png = await as_png(data, limits)
    painted = measure(png, limits)  # upright, which the first measure need not be
    notes = _size_note(painted, request.resolution)
    ratio = request.aspect_ratio
    if ratio and ratio_value(ratio) and not fits_ratio(painted, ratio):
        png = await pad_to_ratio(png, ratio, limits)
        notes += (f"The model painted {_pixels(painted)}, not the ratio {ratio}: margins were added.",)
    final = measure(png, limits)
    original = None if png is data else _picture(data, told)
    return Delivered(picture=_picture(png, final), original=original, notes=notes)


def _picture(data: bytes, measured: Measured) -> Picture:
    return Picture(
        format=measured.media_type.removeprefix("image/"),
        media_type=measured.media_type,
        data=data,
        width=measured.width,
        height=measured.height,
    )


def _words(spec: DiagramSpec) -> list[str]:
    """Every label once, in reading order."""
    labels = [spec.title, *(group.title for group in spec.groups)]
    for element in spec.elements:
        labels += [element.label, element.detail]
    labels += [connection.label for connection in spec.connections]
    return list(dict.fromkeys(label for label in labels if label))


def _size_note(painted: Measured, resolution: str | None) -> tuple[str, ...]:
    wanted = LONG_SIDES.get(resolution or "")
    side = (painted.width * painted.height) ** 0.5
    if wanted is None or abs(side / wanted - 1) <= SIZE_TOLERANCE:
        return ()
    return (f"The model painted {_pixels(painted)}, not the resolution {resolution}.",)


def _pixels(measured: Measured) -> str:
    return f"{measured.width} × {measured.height} pixels"
