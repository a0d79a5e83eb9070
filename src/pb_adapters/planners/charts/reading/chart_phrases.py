"""Chart phrases: the names of charts, arrangements and purposes, and of charts that are no plot of ours."""

# ruff: noqa: E501 - a row of a table is a line

import re

from pb_adapters.planners.charts.reading.scene import Factory, Scene, phrase, says
from pb_core.domain.plots.wishes import Arrangement, ArrangementWish, Chart, ChartWish, PurposeWish, UnmetWish


def _foreign(nearest: str) -> Factory:
    def make(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
        said = scene.script.said(start, end)
        why = f"“{said}” is no chart of this grammar; the nearest is {nearest}"
        scene.add(UnmetWish, start, end, why=why, refuses=True)

    return make


_KIND = r"(?:[- ]?(?:charts?|plots?|graphs?|diagrams?|figure))"
_OF_ITS_OWN = r"(?:chart|plot|graph|diagram|view|figure)s?"
_SPECIAL = (
    (Chart.LOLLIPOP, rf"lollipops?{_KIND}?|cleveland{_KIND}"),
    (Chart.HISTOGRAM, rf"histogram(?:me|ma)?s?{_KIND}?|直方图"),
    (Chart.RIDGELINE, rf"ridge[- ]?lines?{_KIND}?|ridge{_KIND}|joy ?plots?"),
    (Chart.HEXBIN, rf"hex(?:agonal)?[- ]?bin(?:s|ned|ning)?(?: scatter)?{_KIND}?"),
    (Chart.CONFUSION, rf"confusion (?:matrix|matrices|table){_KIND}?|konfusionsmatrix"),
    (Chart.CORRELATION, r"correlation(?:s)? (?:matrix|matrices|heat ?map|table)|(?:corr|correlation) ?plot|correlogram"),
    (Chart.HEATMAP, rf"heat[- ]?maps?{_KIND}?|punch[- ]?cards?|matrix{_KIND}|热力图|热图|mapa de calor|carte de chaleur"),
    (Chart.ECDF, rf"ecdfs?{_KIND}?|(?:empirical )?cumulative (?:distribution|density)(?: functions?| curves?)?{_KIND}?|cdfs?{_KIND}?"),
    (Chart.DENSITY, rf"(?:kernel )?density(?: (?:curves?|estimates?|lines?|functions?))?{_KIND}?(?=s?\W)|\bdensities|kdes?{_KIND}?"),
    (Chart.BOX, rf"box(?:[- ]and[- ]whiskers?)?{_KIND}|box(?:[- ]?whiskers?)?[- ]?plots?|boxes|箱线图|箱形图|bo[iî]tes? à moustaches|diagramas? de cajas?|kastengrafik"),
    (Chart.VIOLIN, rf"violins?{_KIND}?|小提琴图"),
    (Chart.SWARM, rf"(?:bee)?[- ]?swarms?{_KIND}?"),
    (Chart.STRIP, rf"strip{_KIND}|jitter(?:ed)? (?:points|dots|strip|plot)s?|(?:individual|raw|single|all(?: the)?|data|jittered)(?: (?:individual|raw|data))? (?:points|dots|observations|values)(?: overlaid| on top)?"),
    (Chart.DONUT, rf"do(?:ugh)?nuts?{_KIND}?|ring{_KIND}|环形图"),
    (Chart.PIE, rf"pies?{_KIND}?|kuchen\w*|tortendiagramm\w*|camembert|饼图|gráfico circular"),
    (Chart.FOREST, rf"forest{_KIND}"),
    (Chart.WATERFALL, rf"waterfalls?{_KIND}?"),
    (Chart.SLOPE, r"slope[- ]?(?:charts?|graphs?|plots?|lines?)|paired lines|before[- ](?:and[- ])?after (?:plot|chart)"),
    (Chart.RADAR, rf"radars?{_KIND}?|spider{_KIND}|star{_KIND}|雷达图"),
    (Chart.PARALLEL, rf"parallel[- ]coordinates?{_KIND}?"),
    (Chart.ROC, rf"(?:roc|receiver operating characteristics?)(?:[- ]auc)?(?: curves?)?{_KIND}?"),
    (Chart.PRECISION_RECALL, rf"precision[-–/ ](?:and )?recall(?: curves?)?{_KIND}?|pr[- ]curves?"),
    (Chart.CALIBRATION, rf"(?:calibration|reliability)(?: curves?)?{_KIND}?"),
    (Chart.KAPLAN_MEIER, rf"km(?= of)|kaplan[- –]?meier(?:'s)?(?: (?:survival )?(?:curves?|estimates?|estimator))?{_KIND}?|survival (?:curves?|functions?|{_OF_ITS_OWN})|km(?:[- ]curves?|{_KIND})"),
    (Chart.BLAND_ALTMAN, rf"bland[- –]?altman{_KIND}?|(?:tukey )?mean[- ]difference{_KIND}"),
    (Chart.QQ, rf"q[-–]?q{_KIND}?|quantile[- ]quantile{_KIND}?|normal(?: probability)? plots?"),
    (Chart.GANTT, rf"gantt{_KIND}?"),
)  # fmt: skip
"""Charts whose words mean nothing else."""
_PLAIN = (
    (Chart.BUBBLE, rf"bubbles?{_KIND}?"),
    (Chart.SCATTER, rf"scatter(?:ed)?[- ]?{_KIND}?(?: ?plots?)?|scattergrams?|streudiagramm\w*|punktwolke|nuages? de points|(?:gráfico|diagrama) de dispersión|散点图"),
    (Chart.DOT, rf"dot[- ]?{_KIND}"),
    (Chart.STEP, rf"step(?:ped)?(?:[- ]?(?:wise|lines?|function))?{_KIND}|step(?:ped)? (?:lines?|functions?|curves?)|staircase{_KIND}?"),
    (Chart.AREA, rf"areas?{_KIND}|filled areas?|areas?(?=(?: (?:of|stacked|over)|\s*(?:$|[,.;])))|(?<=\ue000 )areas?(?= \ue000)|flächen?(?:diagramm\w*)?|面积图|gráfico de áreas?"),
    (Chart.BAR, rf"(?:bar|column)s?[- ]?{_KIND}|barplots?|\bbars\b|(?<!error )\bbar\b|(?:balken|säulen)\w*|(?:diagramme|graphique)s? (?:à|en|de) (?:barres|bâtons)|\bbarres\b|(?:gráficos? de )?barras|柱状图|条形图|柱形图"),
    (Chart.LINE, rf"spaghetti{_KIND}|lines?[- ]?{_KIND}|time[- ]?series(?:{_KIND})?|learning curves?|<F>[- ]response curves?|(?:linien|kurven)\w*|courbes?|(?:gráficos? de )?líneas|折线图|曲线图?|(?:connected )?lines?\b|curves?\b|connect(?:ed|ing|s)?\b(?: the)?(?: (?:points|dots))?"),
    (Chart.SCATTER, r"(?:scatter )?points?\b|dots?\b"),
)  # fmt: skip
"""Charts whose words also say how other things look."""
_ARRANGED = (
    (Arrangement.NORMALIZED, r"(?:100 ?% |per ?cent(?:age)? |normali[sz]ed |relative |proportional )stack(?:ed|s)?|stack(?:ed)? to 100 ?%|normali[sz]ed to (?:100 ?%|1|one)|fill(?:ed)? to 100 ?%"),
    (Arrangement.STACKED, r"stack(?:ed|s|ing)?\b(?: on (?:top of )?each other)?|gestapelt\w*|empilées?|apilad[ao]s|堆叠|堆积"),
    (Arrangement.GROUPED, r"(?:grouped|clustered|dodged)(?= ?(?:[-,;.]|$|bar|column|box|violin|and|side|\ue000))|side[- ]by[- ]side(?! panels)|next to each other|gruppiert\w*|分组"),
    (Arrangement.HORIZONTAL, r"horizontal(?:ly)?(?! (?:line|dashed|dotted|reference|red|gr[ae]y|rule|grid))|sideways|waagerecht\w*|liegend\w*|水平"),
    (Arrangement.VERTICAL, r"vertical(?:ly)?(?! (?:line|dashed|dotted|reference|red|gr[ae]y|rule|grid))|upright"),
    (Arrangement.OVERLAID, r"over(?:laid|lay(?:ed|ing)?|lapping|lapped)(?: (?:on (?:top of )?(?:each other|one another)|together))?|superimposed|on top of each other|together in one"),
)  # fmt: skip
_PURPOSES = (
    ("distribution", r"(?:frequency )?distributions?(?: of)?|spread(?= of)|distributed|verteilung\w*|分布"),
    ("relationship", r"relation(?:ship)?s?(?: between)?|correlat(?:e|es|ed|ion|ions)(?: (?:between|with))?|associat(?:ed|ion)s?(?: (?:between|with))?|trade[- ]?offs?(?: between)?|dependen(?:ce|cy)|zusammenhang|关系"),
    ("trend", r"trends?(?! ?lines?)(?: (?:of|in|over))?|evol(?:ution|ves?|ved)|evolución|évolution|develop(?:s|ment|ed)\b|trajector(?:y|ies)|chang(?:es?|ed|ing)(?= (?:over|with|from|across|\ue100))|grow(?:th|s|n)?\b(?= (?:of|in|over))|verlauf|entwicklung|趋势|变化"),
    ("composition", r"composition|make[- ]?up|breakdown|parts of (?:a|the) whole|zusammensetzung"),
    ("comparison", r"compar(?:e|es|ed|ing|ison|isons)(?: (?:of|the|between|with|how))*|differ(?:s|ence|ences)?(?: (?:in|between))*|vergleich\w*|compara\w*|对比|比较"),
)  # fmt: skip
_FOREIGN = (
    ("a scatter plot, with colour or size for a third quantity", r"(?:3[- ]?d|three[- ]dimensional)(?: (?:surface|scatter|plot|chart|graph|view|rotating|interactive)s?(?: ?plots?)?)+|surface plots?|wire ?frames?|contours?(?: ?plots?| lines?)?|quiver(?: plots?)?|vector fields?|marginal (?:histogram|distribution|densit)\w*|joint ?plots?|(?:manhattan|volcano) plots?"),
    ("one scatter plot, or a correlation matrix", r"(?:scatter|pairs?|pairwise)[- ]?(?:plots? )?(?:matrix|matrices)|(?:pairs?|pairwise)[- ]?(?:scatter ?)?plots?|splom"),
    ("a heat map of the pairs", r"(?:force[- ]directed |social |interaction )?networks?(?: (?:graph|diagram|plot|of|visuali[sz]ation))+s?|node[- ]link(?: diagrams?)?|chord (?:diagram|plot|chart)s?|arc diagrams?|dendrograms?|phylogen\w*(?: trees?)?|decision trees?(?: diagram)?|hierarchical clustering|cluster ?maps?|tree diagrams?|calendar(?: (?:heat ?maps?|plots?|charts?|view)s?)+"),
    ("bars of the places, sorted", r"(?:choropleth|geographic(?:al)?|geo|world|country|street|tile|bubble)[- ]?maps?|choropleths?|(?:on|as|onto) an? (?!heat)(?:\w+ )?map|(?<!heat )\bmaps? (?:of|showing|with)|cartogram|karte\b|地图"),
    ("bars, sorted or stacked", r"(?:population|age)[- ]pyramids?|(?:sankey|alluvial)(?: (?:diagram|plot|chart|flow)s?)*|flow diagrams?|parallel sets|(?:word|tag)[- ]?clouds?|tree[- ]?maps?|sunbursts?(?: (?:chart|plot|diagram)s?)?|icicle(?: (?:chart|plot)s?)?|mosaic(?: (?:plot|chart)s?)?|mari?mekko(?: charts?)?|circle packing|venn(?: diagrams?)?|euler diagrams?|upset(?: plots?)?|gauges?(?: charts?)?|speedometers?|bullet (?:chart|graph)s?|funnel(?: (?:chart|plot|diagram)s?)?|pictogra(?:m|ph)s?|waffle(?: charts?)?|isotypes?|emoji charts?|ternary(?: (?:plot|diagram)s?)?"),
    ("a line, or a stacked area", r"candle[- ]?sticks?(?: (?:chart|plot)s?)?|ohlc(?: charts?)?|(?:polar|rose|wind[- ]rose|nightingale|circular)(?: ?(?:bar )?(?:plot|chart|diagram)s?| coordinates)+|wind ?roses?|stream ?(?:graph|plot|chart|line)s?|theme ?rivers?"),
    ("a methodology diagram, which has its own endpoint", r"flow ?charts?|architecture diagrams?|block diagrams?"),
)  # fmt: skip
"""Charts that are no plot of ours: the nearest that is, and their words."""
FOREIGN = tuple(phrase(rf"\b(?:{words})", _foreign(nearest)) for nearest, words in _FOREIGN)
DECORATED = (
    phrase(r"\b(?:in )?(?:3[- ]?d|three[- ]dimension(?:s|al))\b", says(UnmetWish, why="depth hides values; the chart is drawn flat")),
)  # fmt: skip
SPECIAL = tuple(
    phrase(words if not words[0].isascii() else rf"(?<![a-z])(?:{words})(?![a-z])", says(ChartWish, chart=chart))
    for chart, words in _SPECIAL
)  # fmt: skip
PLAIN = tuple(
    phrase(
        rf"(?<![a-z])(?:(?:one|a|an|only|just|single|separate|different|simple|basic|plain|two|three|four) )*(?:{words})(?![a-z])(?: only)?",
        says(ChartWish, chart=chart),
    )
    for chart, words in _PLAIN
)  # fmt: skip
ARRANGED = (
    phrase(r"(?:all )?(?:in|on) (?:one|a single|the same|a common) (?:panel|plot|chart|graph|figure|axes|axis|diagram)|(?:in|on) one set of axes|single panel", says(ArrangementWish, arrangement=Arrangement.ONE_PANEL)),
    phrase(r"(?:(?:in|into|as|with|one|two|three|four|five|six|[2-9]) )+(?:separate |different )?(?:panels|plots|subplots|facets)\b", says(ArrangementWish, arrangement=Arrangement.PANELS)),
    phrase(r"(?:small multiples?|facet(?:s|ed|ting)?(?: grids?)?|sub[- ]?plots?|panels?|trellis|(?:in|as|with) (?:separate|different|individual|side[- ]by[- ]side|multiple)" r" (?:panels?|plots?|charts?|sub[- ]?plots?|graphs?))(?: (?:in|with|of)(?: a)? (?P<columns><N>)[- ]columns?)?", says(ArrangementWish, arrangement=Arrangement.PANELS)),
    phrase(r"(?:in|with|arranged in) (?P<columns><N>) columns\b", says(ArrangementWish, arrangement=Arrangement.PANELS)),
    *(phrase(rf"(?<![a-z])(?:{words})", says(ArrangementWish, arrangement=kind)) for kind, words in _ARRANGED),
)  # fmt: skip
PURPOSES = tuple(phrase(rf"(?<![a-z])(?:{words})", says(PurposeWish, purpose=purpose)) for purpose, words in _PURPOSES)
