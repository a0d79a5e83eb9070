"""Look phrases: scales, ranges, colours, labels, titles, lines, legends, numbers and details."""

# ruff: noqa: E501 - a row of a table is a line

import re

from pb_adapters.planners.charts.reading.names import Category
from pb_adapters.planners.charts.reading.scene import Scene, color_of, numbers, phrase, says
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import Orient, PaletteName, Ramp, ScaleType, Style


def _colored(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """A colour for the categories or columns that are named, or for everything."""
    known = match.re.groupindex
    color = next((color_of(match[group]) for group in ("color", "color2") if group in known and match[group]), None)
    named = [what for _, _, what in scene.script.within(start, end) if not hasattr(what, "text")]
    columns = {what.column for what in named if isinstance(what, Category)}
    if color is None and len(named) > 1 and len(columns) == 1 and re.search(r"different|distinct|separate", match[0]):
        scene.add(w.FieldWish, start, end, field=columns.pop(), place=w.Place.COLOR)
        return
    taken = {one.wish.color for one in scene.heard if isinstance(one.wish, w.SettingWish)} - {None}
    if named and color in taken:
        scene.add(w.UnmetWish, start, end, why=f"another one is {color} already, and both would look alike")
        named = []
    for what in named:
        column, value = (what.column, what.value) if isinstance(what, Category) else (None, what.name)
        scene.add(w.SettingWish, start, end, setting="color", color=color, field=column, value=value)
        if column is None:
            scene.add(w.FieldWish, start, end, field=value)
    if not named and color is not None and color not in taken:
        scene.add(w.SettingWish, start, end, setting="color", color=color)


def _noted(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    for column, values in scene.values(start, end).items():
        for value in values:
            scene.add(w.LabelWish, match.start(), end, field=column, value=value)


def _few_named(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """So many of the largest or smallest items by their names, where the words say by what."""
    ranks = [match[group] for group in ("rank", "rank2", "rank3") if match[group]]
    field, by = (next((name for _, _, name in scene.fields(*match.span(group))), None) for group in ("field", "by"))
    count = next(number for number in numbers(match, "count", "count2") if number is not None)
    named = scene.script.profile.column(field) if field is not None else None
    if by is None and named is not None and named.mean is not None:
        field, by = None, field  # "the 5 largest masses": a measure ranks and names nothing
    if ranks:
        pick = "min" if re.fullmatch(_LEAST, ranks[-1]) else "max"
        scene.add(w.LabelWish, start, end, field=field, by=by, pick=pick, count=int(count))


_AXIS = r"(?:(?P<of>x|y|right|horizontal|vertical|value)(?:[- ]?(?:axis|scale|values?|limits?|range))?)"
_LOG = r"(?:log(?:arithmic|arithmically)?(?:[- ]?(?:10|2|scaled?|transformed|spaced))?(?:[- ]?(?:scales?|axis|axes))?|logarithmisch\w*(?: (?:skala|achse))?|échelle log(?:arithmique)?|escala logarítmica|对数(?:坐标|刻度)?)"
SCALES = (
    phrase(r"(?:(?:on|with|using) )?(?<!log[-–/ ])log(?:arithmic)?(?:[- ]scaled)? axes", says(w.SettingWish, setting="scale", each=({"of": "x"}, {"of": "y"}), scale=ScaleType.LOG)),
    phrase(r"(?:(?:with|and|on) )?(?:shar(?:e|ed|ing)|same|common|equal|identical)(?: (?:the|an?|x|y|x and y|value))*[- ]?(?:axis|axes|scales?)", says(w.SettingWish, setting="independent axes", negated=True)),
    phrase(rf"(?:(?:on|with|in|using) )?(?:a )?(?:log[-–/ ]log|double[- ]log(?:arithmic)?)(?: (?:scales?|axes|plot))?|{_LOG} (?:(?:on|for) )?(?:both|x and y)(?: (?:the )?(?:axes|scales?))?|both (?:(?:axes|scales?)(?: (?:are|in|on|with|a|to))* )?{_LOG}(?: scales?)?", says(w.SettingWish, setting="scale", each=({"of": "x"}, {"of": "y"}), scale=ScaleType.LOG)),
    phrase(r"sym(?:metric(?:al)?)?[- ]?log(?:arithmic)?(?: (?:scale|axis))?(?: (?:on|for) (?:the )?(?P<of>x|y)(?:[- ]axis)?)?", says(w.SettingWish, setting="scale", scale=ScaleType.SYMLOG)),
    phrase(rf"(?:(?:with|on|use|using|and) )?(?:a )?{_LOG}(?: (?:on|for|along|of))?(?: the)? {_AXIS}(?![a-z])", says(w.SettingWish, setting="scale", scale=ScaleType.LOG)),
    phrase(rf"(?<![a-z]){_AXIS}(?: (?:is|should be|be|in|on|with|using|as|to|a|set|made|being)\b|[:=])* ?{_LOG}(?: scale)?(?![a-z])", says(w.SettingWish, setting="scale", scale=ScaleType.LOG)),
    phrase(rf"(?:(?:with|on|use|using|in) )?(?:an? )?(?<![a-z]){_LOG}(?:(?<=scale)|(?<=scales)|(?<=axis)|(?<=axes)|(?<=scaled)|(?<=10)|(?= ?(?:[,.;)\n]|$))|(?= (?:on |for |of |the )*<F>))", says(w.SettingWish, setting="scale", scale=ScaleType.LOG)),
    phrase(rf"(?<![a-z])linear (?:scales?|axis|axes)|{_AXIS} linear", says(w.SettingWish, setting="scale", scale=ScaleType.LINEAR)),
    phrase(rf"(?:revers(?:e|ed)|invert(?:ed)?|flip(?:ped)?)(?: the)? {_AXIS}|(?:with )?{_AXIS.replace('of>', 'of2>')} (?:is )?(?:reversed|inverted|flipped)", says(w.SettingWish, setting="scale", scale=ScaleType.LINEAR, reverse=True)),
)  # fmt: skip
_TO = r"\s*(?:to|and|-|–|until|up to|,|bis)\s*"
RANGES = (
    phrase(rf"(?:both axes|x and y(?: axes| axis)?|both)(?: (?:from|between|run|go|range|limited|limits?|to|of))* (?P<low><N>){_TO}(?P<high><N>)", says(w.SettingWish, setting="range", each=({"of": "x"}, {"of": "y"}))),
    phrase(rf"(?:break|cut|split)(?: (?:the|an?))?(?: (?:x|y|value))?(?:[- ]?axis)?(?: (?:between|from|at))? (?P<low><N>){_TO}(?P<high><N>)|(?:axis|scale) break (?:between|from) (?P<low2><N>){_TO}(?P<high2><N>)|broken (?:x|y) ?-?axis|axis break", says(w.SettingWish, setting="axis break")),
    phrase(rf"(?:zoom(?:ed)?(?: in)?|inset|magnif(?:y|ied))(?: (?:of|in|into|on|to|showing|from|between|for|x|the|range))* (?P<low><N>){_TO}(?P<high><N>)|(?:with |an? )*(?:zoomed )?inset(?: (?:plot|zoom))?", says(w.SettingWish, setting="inset")),
    phrase(rf"(?:(?:with|and|set|let|fix|limit|the|clip|make) )*(?<![a-z]){_AXIS}(?: (?:is|be|runs?|running|going|goes|limited|restricted|ranging|ranges?|starting|fixed|set|clipped|in|of|between|from|to|over|limits?)\b|\s*[=:\[(])*\s*(?P<low><N>){_TO}(?P<high><N>)[\])]?", says(w.SettingWish, setting="range")),
    phrase(rf"(?<![a-z])(?P<of>x|y)[- ]?(?:lim(?:its?)?|range)[\s=:(\[]*(?P<low><N>){_TO}(?P<high><N>)[\])]?", says(w.SettingWish, setting="range")),
    phrase(rf"(?:(?:with|and|let|the|have) )*(?:{_AXIS}|axis|axes|bars|scale)?(?: in [a-z°]+)?(?: ?(?:should|must|to|that|which|does|do|need|needs?|(?P<negated>not|n['’]t)))*(?: ?(?:starts?|starting|begins?|beginning|start)(?: (?:the|its))?(?: (?:{_AXIS.replace('of>', 'of2>')}|axis))?) (?:at|from|with|in) (?:zero|0)(?![.\d]| to)|zero[- ]?based(?: axis)?|(?:include|including|with|show|from)(?: a)? (?:zero|0)(?: baseline| line| on the axis)?(?![.\d])(?! to)|zero baseline|baseline (?:at|of) (?:zero|0)(?![.\d])", says(w.SettingWish, setting="zero")),
    phrase(rf"(?:axis|scale|range|limits?)(?: (?:is|of|runs?|running|going|limited|ranging|between|from|to|with))* (?P<low><N>){_TO}(?P<high><N>)|from (?P<low2>0(?:\.0)?|0 ?%) to (?P<high2>1(?:\.0)?|100 ?%?)(?![\d.])", says(w.SettingWish, setting="range")),
    phrase(rf"(?:(?:with|and|let|the) )*(?<![a-z])(?:{_AXIS}|axis)(?: ?(?:should|must|to))? (?:starts?|starting|begin(?:s|ning)?|from) (?:at|from|with)? ?(?P<low><N>)", says(w.SettingWish, setting="range")),
    phrase(rf"(?<![a-z]){_AXIS}(?: (?:only|going|goes|running|runs|limited|is))* (?:up to|to|until|ends? at|max(?:imum)?(?: of)?) (?P<high><N>)", says(w.SettingWish, setting="range")),
    phrase(r"(?<![a-z])(?:starts?|starting|beginning) (?:at|from|with) (?!(?:19|20)\d\d\b)(?!0(?![.\d]))(?P<low><N>)", says(w.SettingWish, setting="range")),
)  # fmt: skip
_ITEM = r"(?:<VL>|<FL>)"
_STRESS = r"(?:highlight(?:s|ed|ing)?|emphasi[sz](?:e|ed|es|ing)|accentuat(?:e|ed)|stress|make|single out|draw attention to|hervorheben|surligne[rz]?|resalta\w*)"
COLORS = (
    phrase(rf"{_STRESS}(?: (?:the|our|bars? (?:of|for)|lines? (?:of|for)|point of))* {_ITEM}(?: (?:bars?|lines?|points?|columns?|stand out|row|method|model))*(?:(?: (?:in|as|with|using))?(?: (?:a|the|colou?r|bright))* ?(?P<color><C>))?(?:,? (?:and )?(?:gr[ae]y|fade|dim|mute)(?: (?:out|down))? (?:the |all )*(?:rest|others?|remaining))?", _colored),
    phrase(r"<V>(?: (?:row|bar|line|point|model|method)s?)?(?: (?:is|are|be|should be))?(?: (?:highlighted|emphasi[sz]ed|standing out|accentuated))(?: (?:in|as) (?P<color><C>))?", _colored),
    phrase(rf"{_ITEM} ?(?:=|:|as|is|are)? ?(?P<color><C>)(?! (?:line|dashed|band))", _colored),
    phrase(r"<V> (?:vs\.?|versus|against|compared (?:to|with)|and) (?:all )?(?:the )?(?:others?|rest|remaining(?: [a-z]+)?|baselines?|everyone else)\b", _colored),
    phrase(r"<VL>(?: [a-z]+)? (?:in|with|get) (?:an? |the )?(?:different|distinct|another|contrasting|separate|special|other|own|accent) colou?rs?", _colored),
    phrase(r"(?:positives?|negatives?|increases?|decreases?|gains?|losses)(?: (?:values?|bars?|changes?|months?|in|are|as))* <C>", says(w.UnmetWish, why="a colour goes with a category, not with the sign of a value")),
    phrase(rf"(?<!per )(?<!by )(?<!each )(?<!for )(?:colou?r |paint |show |draw |with |and |plot )*(?:the )?{_ITEM}(?: (?:bars?|lines?|points?|columns?|in))* ?(?:in|=|as|:)(?: (?:a|the|colou?r))* ?(?P<color><C>)(?! (?:scale|palette|to))(?:,? (?:and )?(?:the |all )*(?:others?|rest)(?: (?:in|are|as))? (?:light )?gr[ae]y)?", _colored),
    phrase(r"(?:in |use |using |with |an? |make )*(?:colou?r[- ]?(?:blind|vision)[- ]?(?:safe|friendly|accessible|proof)?|cvd[- ](?:safe|friendly)|farbenblind\w*)(?: (?:safe|friendly|palette|colou?rs?|scheme|readers?))*|accessible colou?rs|safe colou?rs", says(w.SettingWish, setting="palette")),
    phrase(r"(?:in |use |using |with |a |as )*(?:gr[ae]y[- ]?scales?|monochrom\w*|black[- ](?:and|&)[- ]white|b ?[/&] ?w|shades of gr[ae]y|gr[ae]y (?:palette|colou?rs|shades|tones)|graustufen|niveaux de gris|灰度)(?: (?:palette|colou?rs?|version|printing|print))*", says(w.SettingWish, setting="palette", palette=PaletteName.GREY)),
    phrase(r"(?:in |use |using |with |a )*(?:soft|pastel|muted|subtle|light)(?: (?:palette|colou?rs?|tones|scheme))+", says(w.SettingWish, setting="palette", palette=PaletteName.SOFT)),
    phrase(r"(?:in |use |using |with |a )*(?:vivid|bright|strong|saturated|bold)(?: (?:palette|colou?rs?|tones|scheme))+", says(w.SettingWish, setting="palette", palette=PaletteName.VIVID)),
    phrase(r"(?:in |use |using |with |a |on )*diverging(?: (?:red[- ]blue|blue[- ]red))?(?: (?:palette|colou?r ?(?:map|scale|s)?|ramp|scheme|scale|map))*", says(w.SettingWish, setting="palette", ramp=Ramp.DIVERGING)),
    phrase(r"(?:in |use |using |with |a |on )*sequential(?: (?:palette|colou?r ?(?:map|scale|s)?|ramp|scheme|scale|map))*", says(w.SettingWish, setting="palette", ramp=Ramp.SEQUENTIAL)),
    phrase(r"(?:in |use |using |with |the |a )*(?:viridis|plasma|magma|inferno|cividis|turbo|jet|rainbow|cool ?warm|tab ?10|tab ?20|set ?[123]|dark2|paired|spectral|husl|brewer|rd ?bu|ylgnbu|blues|reds|greens)(?: (?:palette|colou?r ?(?:map|scale|s)?|cmap|ramp|scheme))*", says(w.UnmetWish, why="palettes are the style's own; a palette (vivid, soft, grey) or a ramp (sequential, diverging) can be chosen")),
    phrase(r"#[0-9a-f]{6}|rgb\([^)]*\)", says(w.UnmetWish, why="colours are named ones of the palettes")),
    phrase(r"(?:(?:all )?(?:the )?(?:bars?|lines?|points?|dots?|boxes|everything|all) )?(?:in|=) (?P<color><C>)(?! (?:scale|palette|to))|(?P<color2><C>) (?=\ue000|bars?|lines?|points?|dots?|boxes|markers)", _colored),
    phrase(r"(?:gr[ae]y|fade|dim)(?: out)? (?:the |all )*(?:rest|others?|remaining)", says(w.UnmetWish, why="what does not stand out steps back by itself; name what shall stand out")),
)  # fmt: skip
_WRITE = r"(?:show(?:ing|n)?|display(?:ing|ed)?|print(?:ed|ing)?|add(?:ing)?|write|with|include|annotat(?:e|ed|ing)|label(?:l?ed|l?ing|s)?|put|and|each|mark(?:ed)?)"
_EXTREME = {
    "max": r"(?:max(?:imum|ima|imal)?(?: value)?|peak|highest(?: (?:point|value|bar|one))?|best(?: (?:one|value|point|model|method))?|largest(?: value| one)?)",
    "min": r"(?:min(?:imum|ima|imal)?(?: value)?|lowest(?: (?:point|value|bar|one))?|worst(?: (?:one|value))?|smallest(?: value| one)?|trough)",
}
_FIRST, _LEAST = r"top|largest|biggest|highest|best|most|greatest", r"smallest|lowest|worst|least|fewest"
_RANKS, _FEW = rf"{_FIRST}|{_LEAST}", r"[1-9]\d?|two|three|four|five|six|seven|eight|nine|ten|twenty"
LABELS = (
    phrase(rf"(?:label|annotate|name)(?:l?ed|s)?(?: (?:only|just|the|names? of|points? of|for))* (?:(?P<rank>{_RANKS}) (?P<count>{_FEW})|(?P<count2>{_FEW})(?: (?P<rank2>{_RANKS}))?)(?![a-z\d])(?: (?P<field><F>)| (?!with|by|of|in)[a-z]+)?(?: (?:with|having|of|by|in)(?: the)?(?: (?P<rank3>{_RANKS}))? (?P<by><F>))?", _few_named),
    phrase(r"(?:label|annotate|name|mark|highlight)(?: (?:only|just|the|names? of))* (?:top|largest|biggest|highest|best|smallest|lowest|worst|\d+|two|three|four|five|ten)(?: (?:\d+|two|three|four|five|ten|largest|biggest|best|highest|smallest|worst))+(?: (?:[a-z]+|<F>))?", says(w.UnmetWish, why="labels stand at all items, at the largest or smallest one, or at those that are named")),
    phrase(r"(?:(?:use|with|and|add|put) )*(?:direct(?:ly)?[- ]?label(?:s|l?ed|l?ing)?(?: (?:the )?(?:lines?|curves?|series))?|label(?:l?ed)? (?:the |each )?(?:lines?|curves?|series) (?:directly|at (?:the|their) ends?)|labels? (?:at|on) (?:the )?(?:ends?(?: of (?:the )?(?:lines?|curves?))?|line ends?|lines))(?: (?:instead of|rather than|no|without)(?: a)? legend)?", says(w.SettingWish, setting="legend", orient=Orient.DIRECT)),
    *(phrase(rf"(?:annotate|label|mark|point out|indicate|highlight|call out|note|flag)(?: (?:the|its|each|their|with|overall))* (?:{words})(?: (?:with (?:its|a) (?:value|label|note)))?", says(w.LabelWish, pick=pick)) for pick, words in _EXTREME.items()),
    phrase(r"(?:label(?:l?ed|s)?|annotat(?:ed?|ions?)|tag(?:ged)?|text labels?|name)(?: (?:the|each|every|all|every single|individual))*(?: (?:points?|dots?|bars?|cells?|bubbles?|markers?|items?|lines?))?(?: (?:with|by|using|as|show(?:ing|s)|of|for|from|is|are|the|their|its|each)| ?[:=])+ (?:the )?(?P<field><F>)(?: (?:names?|values?|labels?))?", says(w.LabelWish)),
    phrase(r"(?:label|annotate|name|mark|point out)(?: (?:the|only|point|bar|of|for))* (?P<labelled><VL>)", labelled=_noted),
    phrase(r"(?:(?:each|and|with|show|add|print|the|bars?|boxes) )*(?:numbers?|counts?|n) of (?:[a-z]+|<F>) (?:below|under|underneath|above|on top|in (?:brackets|parentheses)|at the (?:top|bottom)|as (?:an? )?(?:text )?labels?|printed|written|in the labels?)(?: (?:of )?(?:each|every|the) (?:bar|box|column|group|category)s?)?", says(w.UnmetWish, why="how many rows a group has is told in the caption and not drawn")),
    phrase(r"as (?:an? |the )?(?:text |data |value )?labels?(?: (?:on|above|at) (?:the )?(?:bars?|points?))?", says(w.LabelWish)),
    phrase(r"(?:label|annotate)(?: (?:the|each|every|all))* (?P<field><F>)(?: (?:names?|points?))?|(?P<field2><F>) (?:labels|as labels|names? (?:as labels|next to (?:the )?points))", says(w.LabelWish)),
    phrase(rf"(?:{_WRITE}(?: (?:the|their|its|all|each|actual|exact|numeric(?:al)?|data|mean|median|count|percent(?:age)?|of|bar|every))* )?(?:(?:values?|data|number|bar|count|percent(?:age)?|numeric) ?(?:labels?|annotations?)|(?:values?|numbers|counts|coefficients|percentages?)(?: (?:labels?|printed|written|shown|annotated|labelled|displayed|in (?:thousands|millions|billions|per ?cent|%)|next to|beside|on|above|inside|in|at|over|onto|of|top|the|each|every|end|ends))+ (?:bars?|cells?|points?|slices?|wedges?|lines?|boxes|segments?|columns?|it|tiles?))|(?:with )?labels? (?:with|showing|for)(?: (?:the|their))* (?:values|counts|numbers|percentages)", says(w.LabelWish)),
    phrase(rf"{_WRITE}(?: (?:the|their|its|all|actual|exact|cell|data))* (?:values?|numbers|figures)(?! (?:of|for|from|in|by|per|over|between|above|below|on the (?:x|y))\b)|(?:annotate|label)(?:d|l?ed)?(?: (?:the|each|every|all))*(?: (?:bars?|cells?|points?|slices?|wedges?|squares|heat ?map|boxes|segments?|tiles))(?: with(?: (?:the|their|its))*(?: (?:values?|counts?|numbers?|r|coefficients?|percentages?))?)?|annotated (?=heat|\ue000)|with annotations|with value\b|mit (?:beschriftung (?:der )?)?werten?", says(w.LabelWish)),
)  # fmt: skip
_WHICH = r"(?P<of>x|y|right|second|legend|colou?r ?bar|horizontal|vertical)(?:[- ]?(?:axis|ordinate))?"
_AS = r"(?:\s*(?:is|as|to|should (?:be|read|say)|be|reads?|says?|reading|saying|with|called|named|text|the|label(?:l?ed)?|title[d]?|of|:|=|,))*\s*"
_FREE = r"(?P<text>[^\ue000\uf000-\uf5ff.;,\n\"]{2,120}?)(?= ?(?:[.;,\n]|$|\band (?:the |an? |with |use |show |label |y|x|sort|no )|\bwith\b|\busing\b|\ue000))"
TITLES = (
    phrase(rf"(?:(?:with|and|set|use|give|put|add|the|an?|label|title|name|call) )*(?<![a-z]){_WHICH}{_AS} ?(?P<text><Q>)", says(w.SettingWish, setting="title")),
    phrase(rf"(?P<text><Q>) (?:as|for|on) (?:the )?{_WHICH}(?: (?:label|title|name))?", says(w.SettingWish, setting="title")),
    phrase(rf"(?:(?:with|and|set|use|give|put|add|the|an?|it) )*(?:(?:plot|figure|chart|main) )?(?:title[d]?|heading|headline|titel|titre|título|标题|caption(?:ed)?|called|named){_AS} ?(?P<text><Q>)", says(w.SettingWish, setting="title")),
    phrase(r"(?P<text><Q>) as (?:the |a )?(?:(?:plot|figure|chart|main) )?(?:title|heading|headline)", says(w.SettingWish, setting="title")),
    phrase(rf"(?:(?:with|and|set|the|an?|label|title|name) )*(?<![a-z]){_WHICH} ?(?:label(?:l?ed)?|titled?|called|named)(?: (?:as|to|is|be)|:|=)+ {_FREE}", says(w.SettingWish, setting="title")),
    phrase(rf"(?:(?:with|and|set|the|an?|it) )*(?:title[d]?|headline)(?: (?:to|is|it|the plot|as)|:|=)* ?(?<=[:=a-z]) {_FREE}", says(w.SettingWish, setting="title")),
    phrase(rf"(?:(?:the|an?|any|plot|figure) )*(?:{_WHICH}[- ]?)?(?:titles?|heading|axis labels?)\b", says(w.SettingWish, setting="title")),
    phrase(r"(?:(?:with|add|clear|proper|the|readable|descriptive|and|include) )*(?:axis|axes) (?:labels?|titles?|labell?ed)(?: (?:with|including|and|in) (?:the |their )?units?)?|label(?:l?ed)? (?:the |both )?axes(?: with (?:the |their )?units?)?|(?:with|include|including|show) (?:the )?units?(?: (?:on|in) (?:the )?axes)?", says(w.SettingWish, setting="title", each=({"of": "x"}, {"of": "y"}))),
)  # fmt: skip
_LINE = r"(?:lines?|rules?|threshold|baseline|reference|marker|level|cut-?off|limit|target|linie|ligne|línea)"
_LOOK = r"(?:(?:an?|the|with|add|draw|show|and|include|thin|bold|thick|light|mark|dashed|dotted|solid|(?P<axis>horizontal|vertical)|reference|threshold|baseline|red|gr[ae]y|black|blue|green|constant|target|zero)[- ])*"
_CALLED = r"(?:(?:,| and)? ?(?:call(?:ed)? (?:it )?|label(?:l?ed)? (?:it )?|named |titled )(?:as )?(?P<label><Q>))?"
LINES = (
    phrase(r"(?:(?:with|and|add|an?|the|show|include|draw|dashed|dotted|gr[ae]y|black|red|reference|per-group|fit|fitted|overlaid) )*(?:linear |ols |least[- ]squares )?(?:regression|trend|best[- ]?fit|fit(?:ted)?|ausgleichs|régression|tendance)[- ]?(?:lines?|curves?|gerade|fits?)|(?:lines?|curves?) of best fit|(?:linear )?regressions?(?: fits?)?|with (?:an? )?fits?\b|(?:linear|least[- ]squares|ols) (?:fits?|trends?|models?|lines?)|droite de régression|línea de tendencia|trendlinie|回归线|趋势线", says(w.FitWish)),
    phrase(r"(?:(?:with|and|add|an?|the|using) )*(?:lo(?:w)?ess|spline|polynomial|quadratic|cubic|exponential|logistic|gam|sigmoid\w*|power[- ]law|gaussian|non-?linear)(?: (?:fit|fits|line|curve|smoother|smooth|smoothing|regression|trend|model))+(?:ed|s)?|lo(?:w)?ess|smoother", says(w.UnmetWish, why="fits are straight lines (of logarithms on log axes) and moving averages")),
    phrase(rf"{_LOOK}(?:diagonals?|identity|(?:y ?= ?x)|(?:1:1|one[- ]to[- ]one|45[- ]?(?:°|degrees?)|45-degree)|chance(?: level)?|random(?: (?:guess(?:ing)?|classifier))?|perfect calibration|equality)(?: (?:reference|dashed))?(?: ?{_LINE})*|line of (?:equality|identity|perfect \w+)|diagonale", says(w.ReferenceWish, identity=True)),
    phrase(rf"(?:(?:with|an?|and|the|add|gr[ae]y|shaded) )*(?:shade[ds]?|shading|highlight|mark|band|region)(?: (?:the|area|region|band|range|interval|period|time|between|from|gr[ae]y))* (?P<low><D>){_TO}(?P<high><D>){_CALLED}", says(w.ReferenceWish, axis="x")),
    phrase(rf"(?:(?:with|an?|and|the|add) )*(?:shade[ds]?|shading|highlight|mark)(?: (?:the|an?|area|region|band|range|interval|zone|period|between|from|gr[ae]y))* (?P<low><N>){_TO}(?P<high><N>){_CALLED}|(?:an?|with|gr[ae]y|shaded|the|reference| )*(?:band|region|zone) (?:from|between) (?P<low2><N>){_TO}(?P<high2><N>)", says(w.ReferenceWish)),
    phrase(r"(?:means?|averages?|medians?) (?:before|after|from|until|since|up to|for|in) (?:\d{4}|<F>)(?: (?:on|onwards?))?(?: and (?:before|after|from|until|since|up to|for|in) \d{4}(?: (?:on|onwards?))?)?(?: as(?: (?:two|three|horizontal|dashed|an?|separate))* (?:lines?|segments?))?(?=.{0,40}lines?|\s*(?:$|[,.;]))", says(w.UnmetWish, why="lines are drawn at a value or at a statistic of all rows, not of a part of them")),
    phrase(rf"{_LOOK}{_LINE}(?: (?:at|for|of|marking|through|showing|indicating|the|=|y|x|value|on|is|as|overall|grand))*[ =]+(?P<op>mean|average|median|maximum|minimum)", says(w.ReferenceWish)),
    phrase(rf"{_LOOK}(?P<op>mean|average|median) {_LINE}", says(w.ReferenceWish)),
    phrase(rf"{_LOOK}{_LINE}(?: (?:at|for|of|marking|through|indicating|the|value|on|is|a|threshold|level)\b)*[ =]*(?:(?P<axis2>x|y) ?=? ?)?(?P<value><D>|<N>|zero|one)(?:,? (?:label(?:l?ed)?|called|named|marked)(?: as)? (?P<label><Q>))?", says(w.ReferenceWish)),
    phrase(rf"{_LOOK}(?P<value>zero ){_LINE}", says(w.ReferenceWish)),
    phrase(r"(?:mark|indicate|show)(?: (?:the|a|with|line|at))* (?P<axis>x|y) ?= ?(?P<value><N>)", says(w.ReferenceWish)),
)  # fmt: skip
_ORIENTS = (
    (Orient.TOP, r"(?:at|on|to|in|above|over)?(?: the)? ?(?:top|above|oben)(?: of (?:the )?(?:plot|figure|chart))?|above(?: the (?:plot|figure|chart|axes))?"),
    (Orient.BOTTOM, r"(?:at|on|to|in|below|under|underneath|beneath)?(?: the)? ?(?:bottom|below|unten|underneath)(?: of (?:the )?(?:plot|figure|chart))?|(?:below|under|beneath)(?: the (?:plot|figure|chart|axes|panels?))?"),
    (Orient.RIGHT, r"(?:at|on|to|in)?(?: the)? ?(?:right|rechts|\bside|outside)(?:[- ]hand side| side)?(?: of (?:the )?(?:plot|figure|chart))?|outside(?: (?:the|of the) (?:plot|axes|figure))?"),
)  # fmt: skip
_PUT = r"(?:(?:with|and|put|place|move|show|draw|include|add|have|keep|the|an?|set|position(?:ed)?|legend) )*"
LEGENDS = (
    phrase(rf"{_PUT}legend(?: (?:is|placed|positioned|shown|goes|should be|to|at|on|in|the))* ?(?:(?:upper|lower|top|bottom)[- ](?:left|right|center)|(?:upper|lower|far )?left|inside|within|corner|center|middle)(?: (?:the|of|plot|axes|panel|corner|side|left|right|at|upper|lower|in))*", says(w.UnmetWish, why="a legend stands at the top, the bottom or the right, beside the lines, or where there is room")),
    *(phrase(rf"{_PUT}(?:legend|legende|légende|leyenda|图例)s?(?: (?:should be|is|be|goes|placed|positioned|shown|put|title))* ?(?:{words})(?![a-z])", says(w.SettingWish, setting="legend", orient=orient)) for orient, words in _ORIENTS),
    phrase(rf"{_PUT}(?:legends?|legende|légende|leyenda|图例)\b", says(w.SettingWish, setting="legend")),
)  # fmt: skip
NUMBERS = (
    phrase(r"(?:(?:with|to|rounded|round|using|show|in|up|values?|numbers|and|labels?|at) )*(?P<decimals>[0-6]|no|zero|one|a|two|three|four) (?:decimals?|digits?)(?: (?:places?|digits?|points?|after the (?:decimal )?point))?(?: precision)?", says(w.SettingWish, setting="numbers", negated=False)),
    phrase(r"(?:rounded|round)(?: (?:to|the|nearest|numbers|values))* (?:integers?|whole numbers?)|as integers", says(w.SettingWish, setting="numbers", decimals=0)),
    phrase(r"(?:(?:shown|expressed|given|formatted|written|display(?:ed)?|axis|values?|labels?|numbers|y|x|and|the|format) )*(?:in|as|to|with a|using) (?:an? )?(?:per ?cent(?:ages?|s)?|%|prozent|pourcentages?|porcentajes?)(?: (?:signs?|axis|labels?|format(?:ting)?|values?))?|per ?cent(?:age)? (?:axis|labels?|format|signs?|ticks?)|百分比", says(w.SettingWish, setting="numbers", style=Style.PERCENT)),
    phrase(r"(?:(?:in|with|using|use) )*(?:scientific|exponential)(?: (?:notation|format))|powers of (?:ten|10)", says(w.SettingWish, setting="numbers", style=Style.SCIENTIFIC)),
    phrase(r"(?:(?:in|with|using|use|as) )*(?:si[- ](?:units?|prefix(?:es)?|format|notation)|(?:k|m|k/m)[- ]?(?:suffix(?:es)?|notation)|abbreviated numbers)|(?:(?:values?|axis|y|x|numbers|labels) )*in (?:thousands|millions|billions)(?: of [a-z$€]+| [a-z$€]+)?", says(w.SettingWish, setting="numbers", style=Style.SI)),
)  # fmt: skip
_CERTAIN = (
    ("censor marks", r"(?:(?:with|and|show|mark|add) )*(?:censor(?:ed|ing)?(?:[- ](?:marks?|ticks?|times|patients|observations|points|data))*)"),
    ("numbers at risk", r"(?:(?:with|and|show|an?|the|add|below) )*(?:numbers?[- ]at[- ]risk(?: table)?|at[- ]risk (?:table|numbers?|counts?)|risk[- ]tables?)"),
    ("log-rank test", r"(?:(?:with|and|show|an?|the|add|from|of) )*(?:log[- ]?rank)(?: (?:test|p[- ]?values?|statistic|p))*"),
    ("grid", r"(?<!facet )(?:(?:with|and|add|an?|the|light|show|horizontal|vertical|background|major|minor|y|x) )*(?:grid(?:[- ]?lines?)?(?:(?: only)? (?:horizontal|vertical)(?:ly)?(?! bars)(?: only)?)?|gitter\w*|grille|cuadrícula)\b"),
)  # fmt: skip
_DETAILS = (
    ("independent axes", r"(?:(?:with|and|its|their|each) )*(?:independent|free|own|separate|individual|different)(?: (?:x|y))?[- ]?(?:axis|axes|scales?|y scales?)"),
    ("markers", r"(?:(?:with|and|add|show|point|data) )*(?:markers?|data[- ]?points?)(?: (?:on|at)(?: (?:the|each|every))* (?:lines?|points?|epochs?|values?))?|with (?:points|dots)(?: on (?:the )?lines?)?"),
    ("dashed", r"(?:(?:as|in|with|use|make|the) )*(?:dashed|dotted|gestrichelt\w*|pointillés?)(?: lines?)?"),
    ("mathematics", r"(?:(?:with|as|use|render|in) )*(?:la)?tex\b(?: (?:labels|math|formulas?|formatting))*|math(?:ematical)? (?:notation|labels|formulas?|mode)|formulas?"),
    ("slides", r"(?:(?:for|on|in|use|used|as|my|an?|the) )*(?:slides?|presentations?|talks?|beamer|power ?point|posters?|projector)\b"),
    ("two columns", r"(?:(?:for|in|as|over|across|spanning|an?|the) )*(?:(?:two|double|2)[- ]columns?(?! (?:grid|layout))|full[- ](?:page )?width|full[- ]page|183 ?mm)(?: (?:width|wide|figure|wide figure))*"),
    ("one column", r"(?:(?:for|in|as|fit(?:s|ting)?|an?|the|into|to) )*(?:(?:one|single|1)[- ]columns?(?! (?:of|for))|89 ?mm|half[- ]page)(?: (?:width|wide|figure|paper|journal))*"),
)  # fmt: skip
CERTAIN, DETAILS = (
    tuple(phrase(rf"(?<![a-z])(?:{words})", says(w.SettingWish, setting=detail)) for detail, words in rows)
    for rows in (_CERTAIN, _DETAILS)
)  # fmt: skip
_STYLE = "fonts, sizes, widths and backgrounds are the style's own; the medium and the palette can be chosen"
_ELSE = (
    (_STYLE, r"(?:(?:in|with|use|using|an?|the|larger?|bigger|small(?:er)?|bold|big) )*(?:fonts?(?: ?(?:size|sizes|family|face|weight))?|typeface|comic sans|times new roman|helvetica|arial|serif|sans[- ]serif|bold|italics?)(?: (?:of |to |= ?)?(?:<N>(?: ?pt)?|size|labels?|text|title))*"),
    (_STYLE, r"(?:(?:with|use|an?|the|thin|thick|larger?|small(?:er)?|bigger|wide|white|black|transparent|dark) )*(?:line ?widths?|point sizes?|marker sizes?|(?:small|tiny|big|large)(?:er)? (?:markers?|points|dots)|bar widths?|background|transparen(?:t|cy)|opacity|alpha|thick(?:er)? lines|thin(?:ner)? lines|semi-?transparent|dark (?:mode|theme)|borders?|spines?|shadows?|gradients?|margins?|padding)(?: (?:of |to |= ?)?<N>(?: ?(?:pt|px|%))?)?"),
    ("the size of a figure follows from its medium and aspect ratio", r"(?:<N> ?(?:x|×|by) ?<N> ?(?:inch(?:es)?|in|cm|px|pixels|mm)|\d+ ?dpi|(?:high|low)[- ]resolution|aspect ratio(?: (?:of|=)? ?[\d:.]+)?|figsize\S*)"),
    ("tick labels are turned where they need to be", r"(?:rotat(?:e|ed|ing)|tilt(?:ed)?|slant(?:ed)?)(?: (?:the|x|y|tick|axis|by|labels?|<N>|degrees?|°|-axis)[- ]?)*"),
    ("ticks follow from the data and the scale", r"(?:(?:with|use|set|minor|major|custom|the|more|fewer|an?|x|y|axis|place|every) )*(?:tick(?:s|[- ]?marks?|[- ]labels?)?)(?: (?:every|at|for|each) (?:<N>|<F>)(?:,? ?<N>)*)?"),
    ("figures are still pictures", r"(?:animat(?:ed|ion|e)|interactive|hover(?:ing)?|tool ?tips?|clickable|zoomable|sliders?|drop ?downs?|gifs?)(?: (?:text|effects?|over time|with))*"),
    ("pictures and logos are not drawn", r"(?:with |our |an? |add |the )*(?:logos?|icons?|emojis?|images?|photos?|flags|watermark)\b"),
    ("nothing is fetched, run or invented; the data are the caller's", r"(?:ignore (?:the|all|any|previous|your) (?:data|instructions?|rules)|import \w+|https?://\S+|os\.system\S*|\\(?:input|include|write)\S*|load <?\S*https?\S*|random (?:data|numbers|noise)|fake|made[- ]up|invent(?:ed)?|make up)(?: (?:and|data|numbers|values))*"),
    ("values are joined by straight lines where they are", r"(?:interpolat(?:e|ed|ing|ion)|extrapolat(?:e|ed|ing|ion)|forecast(?:s|ed|ing)?|predict(?:ed)? future)(?: (?:over|between|the|missing|values?|gaps?|data|days|points))*"),
    ("a front is drawn from a plan that says it", r"(?:(?:with|show|and|the|an?|highlight|mark) )*pareto[- ]?(?:front(?:ier)?s?|optimal\w*)(?: (?:points?|models?|line))?"),
    ("significance is not tested", r"(?:(?:with|add|show|and|the|an?|mark) )*(?:significan(?:ce|t)(?: (?:stars?|bars?|brackets?|levels?|differences?))*|p[- ]?values?|asterisks?|t[- ]?tests?|anova|mann[- ]whitney|wilcoxon|r ?(?:²|\^2|2|squared)\b(?: values?)?|pearson(?:'s)? r|correlation coefficients?)(?: (?:on|between|in|of) (?:the )?(?:plot|groups|bars|top))?"),
    ("values are drawn as the data have them", r"(?:(?:normali[sz]|standardi[sz]|rescal|cent|detrend|index|impute|log-transform|adjust)(?:e|ed|es|ing|er|ered|red|z-scored?)?|z-?scores?|per capita|year[- ]on[- ]year|cumulat(?:ive|ed|ively)(?: (?:sums?|totals?))?|running totals?|percent(?:age)? change|growth rates?|first differences?|ratios?)(?: (?:to|by|with respect to|over|relative to|values|the|its|maximum|max|mean|first|value|100))*"),
    ("missing values are left out and counted", r"(?:(?:drop|remove|ignore|skip|exclude|excluding|without|leave out|leaving out|omit|hide|no|handle|and) )*(?:missing(?: (?:values?|data|rows|entries))?|nans?|nas|null(?: values)?|n/a)\b"),
    ("outliers are shown with the boxes", r"(?:(?:show|with|mark|hide|without|no|the|and|remove|annotate|label|exclud(?:e|ing)) )*(?:outliers?|fliers|extreme values)\b"),
)  # fmt: skip
ELSE = tuple(phrase(rf"(?<![a-z/]){words}(?![a-z])", says(w.UnmetWish, why=why)) for why, words in _ELSE)
