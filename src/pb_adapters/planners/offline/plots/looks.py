"""Looks: markers, dashes, palettes and media that an intent asks for."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Granted, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import map_layers
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Medium, PaletteName, PlotSpec, Ramp

_MARKERS = (
    r"(?:with |use |show |add |and )?(?P<no>no |without (?:any )?)?(?:point |circle "
    r"|line )?(?:markers?|dots)(?: on (?:the |each )?(?:lines?|curves?|points?|vertex|vertices))?"
    r"|(?:show|mark|with) (?:the |each |every )?(?:data )?points?(?: on (?:the )?(?:lines?"
    r"|curves?))?"
)


_DASHED = (
    r"(?:(?:with |use |in |and )*(?:dashed|dotted|dash-dotted) (?:lines?|curves?|styles?)"
    r"|(?:lines?|curves?) (?:are )?(?:dashed|dotted))(?! (?:at|for|showing|marking|y ?=|x ?=))"
)


_MEDIA: tuple[tuple[Medium, str], ...] = (
    (
        Medium.SLIDES,
        (
            r"(?:(?:for|on|in) (?:a |an |the |my |our )?)?(?:slides?(?: deck)?|presentations?|talks?"
            r"|beamer|powerpoint|keynote|posters?)"
        ),
    ),
    (
        Medium.DOUBLE,
        (
            r"(?:(?:for|in|as|across) (?:a |an |the )?)?(?:double|two|full|2)[- ](?:columns?"
            r"|page)(?:[- ](?:wide|width|figure|layout))?|(?:as )?(?:full|page|text)[- ]?width|183 ?mm"
            r"|(?:spanning |across )?both columns|figure\*"
        ),
    ),
    (
        Medium.SINGLE,
        (
            r"(?:(?:for|in|as) (?:a |an |the )?)?(?:single|one|1)[- ]column(?:[- ](?:wide|width|figure"
            r"|layout))?|(?:89|88|90) ?mm|column width"
        ),
    ),
)


_PALETTES: tuple[tuple[PaletteName, str], ...] = (
    (
        PaletteName.GREY,
        (
            r"(?:(?:in|for|use|with|as) )*(?:gr[ea]y[- ]?scale|black[- ]?(?:and|&|-)[- ]?white|monochrome"
            r"|b/?w|shades of gr[ea]y|no colou?rs?|without colou?rs?)(?: (?:printing|print|palette"
            r"|colou?rs?|friendly))*"
        ),
    ),
    (
        PaletteName.SOFT,
        (
            r"(?:(?:in|use|with) )*(?:soft|pastel|muted|gentle|subdued|light|pale"
            r"|calm)(?:er)?[- ](?:colou?rs?|palette|tones?)(?: palette)?"
        ),
    ),
    (
        PaletteName.VIVID,
        (
            r"(?:(?:in|use|with) )*(?:vivid|bright|bold|strong|saturated)(?:er)?[- ](?:colou?rs?|palette"
            r"|tones?)(?: palette)?"
        ),
    ),
)


_SAFE = (
    r"(?:(?:in|use|with|using|a) )*(?:colou?r[- ]?blind(?:ness)?[- ]?(?:safe|friendly)|accessible"
    r"|cvd[- ]safe)(?: (?:colou?rs?|palette|for all readers))*"
)


_RAMPS: tuple[tuple[Ramp, str], ...] = (
    (
        Ramp.DIVERGING,
        r"(?:(?:in|use|with|using|on) )*(?:an? )?diverging(?: (?:colou?r ?)?(?:map|scale|palette|ramp|colou?rs))?",
    ),
    (
        Ramp.SEQUENTIAL,
        r"(?:(?:in|use|with|using|on) )*(?:an? )?sequential(?: (?:colou?r ?)?(?:map|scale|palette|ramp|colou?rs))?",
    ),
)


_PRINT = (
    r"(?:(?:for|in|ready for|suitable for) (?:a |an |the |our |my )?)?(?:publication|paper|journal"
    r"|camera[- ]ready|print(?:ing)?|conference|neurips|icml|iclr|acl|cvpr|nature|ieee|thesis"
    r"|manuscript|arxiv)(?:[- ](?:ready|quality|style|paper|figure|version))*|publication[- ]ready"
    r"|publication[- ]quality|professional(?:[- ]looking)?|clean(?: and simple)?"
    r"|minimal(?:ist(?:ic)?)?|academic(?: style)?|vector graphics?|high (?:quality|resolution)"
    r"|nice(?:ly)?|beautiful|readable|legible|clear(?:ly)?"
)


_POINTS = {MarkType.POINT, MarkType.STRIP, MarkType.SWARM}


class MarkersRequest(Request, frozen=True, kw_only=True):
    """Markers on lines, or none."""

    shown: bool

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        lines = {
            i: replace(layer, mark=replace(layer.mark, point=self.shown))
            for i, layer in enumerate(spec.layer)
            if layer.mark.type is MarkType.LINE and not layer.mark.fit
        }
        changed = map_layers(spec, lines)
        return Amended(changed, "" if self._kept(changed, data) else "there are no lines to put markers on")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        lines = [layer.mark.point for layer in spec.layer if layer.mark.type is MarkType.LINE and not layer.mark.fit]
        return all(shown == self.shown for shown in lines) and (
            bool(lines) or self.shown is any(layer.mark.type in _POINTS for layer in spec.layer)
        )


class DashRequest(Request, frozen=True, kw_only=True):
    """Dashed lines."""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - any line can be dashed
        lines = {
            i: replace(layer, mark=replace(layer.mark, dash=True))
            for i, layer in enumerate(spec.layer)
            if layer.mark.type is MarkType.LINE
        }
        return Amended(map_layers(spec, lines), "" if lines else "there are no lines to dash")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return any(layer.mark.dash for layer in spec.layer)


class ConfigRequest(Request, frozen=True, kw_only=True):
    """The medium, the palette or the colour ramp."""

    choice: Medium | PaletteName | Ramp

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - looks need no data
        if isinstance(self.choice, Ramp) and not _has_ramp(spec):
            return Amended(spec, "no quantity is shown by colour")
        name = {Medium: "medium", PaletteName: "palette", Ramp: "ramp"}[type(self.choice)]
        return Amended(replace(spec, config=replace(spec.config, **{name: self.choice})))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        if isinstance(self.choice, Ramp) and not _has_ramp(spec):
            return False
        return self.choice in {spec.config.medium, spec.config.palette, spec.config.ramp}


def hear_looks(script: Script) -> Iterator[Request]:
    """Find everything that is said of looks."""
    for words, request_of in _HEARD:
        for said in script.take(rf"(?<!\w)(?:{words})"):
            yield request_of(said)


def hear_pleasantries(script: Script) -> None:
    """Read over what every figure is meant to be: ready for print, clear, readable."""
    for _ in script.take(rf"(?<!\w)(?:{_PRINT})(?!\w)"):
        pass


def _has_ramp(spec: PlotSpec) -> bool:
    return any(layer.encoding.color is not None and not layer.encoding.color.type.discrete for layer in spec.layer)


def _choosing(choice: Medium | PaletteName | Ramp) -> Callable[[Said], Request]:
    return lambda said: ConfigRequest(words=said.words, choice=choice)


_END = r"(?!\w)"


_HEARD: tuple[tuple[str, Callable[[Said], Request]], ...] = (
    (f"(?:{_DASHED}){_END}", lambda said: DashRequest(words=said.words)),
    (f"(?:{_MARKERS}){_END}", lambda said: MarkersRequest(words=said.words, shown=not said["no"])),
    *((f"(?:{words}){_END}", _choosing(choice)) for choice, words in _MEDIA),
    *((f"(?:{words}){_END}", _choosing(choice)) for choice, words in _PALETTES),
    *((f"(?:{words}){_END}", _choosing(choice)) for choice, words in _RAMPS),
    (f"(?:{_SAFE}){_END}", lambda said: Granted(words=said.words, note="every palette is")),
)


"""What is looked for, in this order, and the request that it makes."""
