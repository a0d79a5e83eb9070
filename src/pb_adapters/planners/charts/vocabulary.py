"""Vocabulary: every word that an intent may hold besides names of the data, numbers and quoted text.

The tables of ``docs/plots.md`` are made from this one: a row here is a row there.
"""

# ruff: noqa: E501 - a row of a table is a line

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from pb_adapters.planners.charts.words import words_in
from pb_core.domain.plots.spec import Color, Orient, PaletteName, Ramp, ScaleType, Style
from pb_core.domain.plots.transforms import Op, PeriodUnit
from pb_core.domain.plots.wishes import Arrangement, Chart, Interval, Order, Place

Kind = StrEnum(
    "Kind",
    "CHART CURVES ARRANGED OVER OVER_TIME BY PLACE RIGHT STATISTIC COMPUTE MINUS PERIOD INTERVAL BOOTSTRAP FIT"
    " WINDOW WITHIN ONLY WITHOUT WHERE BOUND SORT ORDER WAY LIMIT BIN AXIS SCALE BOTH_LOG REVERSED FROM TO AT"
    " TITLE LEGEND ORIENT NUMBERS LABEL HIGHLIGHT COLOR REFERENCE LINE_WAY IDENTITY SHADE SETTING EVENT PURPOSE"
    " AND WITH OF IN FRAME UNMET",
)
"""What a word does."""


class Row(Struct, frozen=True):
    """Words that work alike: what they do and an example, as the documents say, and what each of them means."""

    kind: Kind
    does: str
    example: str
    means: Mapping[object, str]


def _row(kind: Kind, does: str, example: str, means: Mapping[object, str] | str) -> Row:
    return Row(kind, does, example, {None: means} if isinstance(means, str) else means)


# fmt: off
ROWS: tuple[Row, ...] = (
    _row(Kind.CHART, "the chart; without one, the plainest of what is named", "`bar chart of score by model`", {Chart.BAR: "bar|column|column chart|column plot|barplot|barchart", Chart.LINE: "line|line chart", Chart.STEP: "step line|step plot|stairs", Chart.AREA: "area", Chart.SCATTER: "scatter|scatterplot|point", Chart.BUBBLE: "bubble", Chart.DOT: "dot|dot plot|dotplot", Chart.LOLLIPOP: "lollipop", Chart.PIE: "pie", Chart.DONUT: "donut|doughnut", Chart.HISTOGRAM: "histogram", Chart.DENSITY: "density|kde", Chart.ECDF: "ecdf|cumulative distribution", Chart.BOX: "box|boxplot|box-and-whisker plot", Chart.VIOLIN: "violin", Chart.STRIP: "strip|jittered point|jitter", Chart.SWARM: "swarm|beeswarm", Chart.RIDGELINE: "ridgeline|ridge|joyplot", Chart.HEATMAP: "heat map|heatmap", Chart.HEXBIN: "hexbin|hexagon", Chart.CORRELATION: "correlation matrix|correlation heat map|correlation heatmap", Chart.CONFUSION: "confusion matrix", Chart.FOREST: "forest plot|forest", Chart.RADAR: "radar|spider chart", Chart.ROC: "roc|roc curve", Chart.PRECISION_RECALL: "precision-recall curve|pr curve|precision recall curve", Chart.CALIBRATION: "calibration|calibration curve|reliability diagram", Chart.KAPLAN_MEIER: "kaplan-meier|km|survival curve|kaplan-meier survival curve", Chart.BLAND_ALTMAN: "bland-altman", Chart.QQ: "qq|q-q|quantile-quantile", Chart.GANTT: "gantt"}),
    _row(Kind.CURVES, "lines, if no other chart is named", "`learning curves of loss over epoch`", "curve|learning curve|training curve"),
    _row(Kind.PURPOSE, "asks for points (relationship), or for a histogram or boxes (distribution)", "`distribution of tip by day`, `relationship between a and b`", {"distribution": "distribution", "relationship": "relationship|trade-off|tradeoff|correlation", "trend": "trend|development", "composition": "composition"}),
    _row(Kind.ARRANGED, "how items stand", "`stacked bars of users by year and browser`", {Arrangement.GROUPED: "grouped|side by side|next to each other", Arrangement.STACKED: "stacked", Arrangement.NORMALIZED: "100% stacked|100 % stacked|stacked to 100%|stacked to 100 %|normalized|normalized stacked", Arrangement.OVERLAID: "overlaid|on top of each other", Arrangement.HORIZONTAL: "horizontal", Arrangement.VERTICAL: "vertical", Arrangement.ONE_AXIS: "on one axis|on the same axis|on one y axis|on the same y axis", Arrangement.PANELS: "in panel|small multiple|separate panel|in separate panel"}),
    _row(Kind.OVER, "what runs along x, of `A vs B` it is B", "`loss over epoch`, `height vs weight`", "over|against|vs|versus|as a function of|along"),
    _row(Kind.OVER_TIME, "the one column of times along x", "`price over time`", "over time|over the time|through time"),
    _row(Kind.BY, "what categories stand on; behind `over …` and in clouds of points, or second, the colour", "`score by model and dataset`, `loss over epoch by run`", "by|per|for each|for every|of each|in each|each|across|split by|broken down by|for all"),
    _row(Kind.PLACE, "where a column is shown", "`coloured by species`, `one panel per site`", {Place.COLOR: "colored by|color by|color|one color per|one color for each|colored per", "series": "one line per|line per|one curve per|one line for each|line for each|one bar per|one box per", "grouped": "grouped by|side by side by", "stacked": "stacked by", Place.DETAIL: "one thin line per|thin line per|one gray line per", Place.PANEL: "one panel per|panel per|panel by|one panel for each|separate panel per|faceted by|facet by|small multiple per|small multiple by|small multiple of|in panel by|panel for each", Place.ROW: "one row per|row of panel by|row by", Place.SIZE: "size by|sized by|bubble size|point size|size|marker size", Place.SHAPE: "shape by|shape|marker shape|one shape per|one marker per", Place.TEXT: "labeled by|labelled by|labeled with|labelled with|label from|labels from|label the point with|label the point by|label by", Place.X: "on x|on the x axis|along x", Place.Y: "on y|on the y axis"}),
    _row(Kind.RIGHT, "a second value axis for the columns before it", "`bars of rain by month, temperature on a second axis`", "on a second axis|on the right axis|on a second y axis|on the right|on a secondary axis|on a secondary y axis|on the right y axis"),
    _row(Kind.STATISTIC, "of the columns behind it, or of rows; needed where several rows share one place", "`mean tip by day`, `median of score per model`, `count by species`", {Op.MEAN: "mean|average|avg", Op.MEDIAN: "median", Op.SUM: "sum|total", Op.MIN: "minimum|min|smallest|lowest", Op.MAX: "maximum|max|largest|highest", Op.COUNT: "count|number of row|how many row|count of row", Op.PROPORTION: "share of row|percentage of row|proportion of row|percent of row", "number of": "number of"}),
    _row(Kind.COMPUTE, "computed before it is drawn", "`cumulative rain over date`, `share of users by browser`, `difference between after and before by arm`", {"cumulative": "cumulative|running total of|running sum of|cumulated", "share": "share of|share of total|percent of total|percentage of total|percentage of|proportion of", "index": "indexed to 100|index to 100|as an index", "difference": "difference between|difference of", "ratio": "ratio of|ratio between", "change": "change from|percent change from|relative change from"}),
    _row(Kind.MINUS, "between two columns", "`after minus before by arm`, `tip divided by bill`", {"difference": "minus|less", "ratio": "divided by|relative to"}),
    _row(Kind.PERIOD, "takes the times of the one column of times together", "`sum of sales by calendar month`", {PeriodUnit.YEAR: "year|yearly|annual", PeriodUnit.YEAR_QUARTER: "quarter|quarterly", PeriodUnit.YEAR_MONTH: "year and month|monthly|month and year|month of each year", PeriodUnit.MONTH: "calendar month|month of the year|month of year", PeriodUnit.YEAR_MONTH_DATE: "day|daily|date", PeriodUnit.DAY: "weekday|day of the week|day of week", PeriodUnit.YEAR_MONTH_DATE_HOURS: "hourly", PeriodUnit.HOURS: "hour of the day|hour of day", PeriodUnit.DAY_OF_YEAR: "day of the year|day of year", PeriodUnit.DATE: "day of the month|day of month", PeriodUnit.WEEK: "week of the year|week of year", "a month": "month", "an hour": "hour"}),
    _row(Kind.INTERVAL, "error bars, or a band along many positions", "`mean score by model with 95 % CI`, `score by model with error bars from score_sd`", {Interval.STDEV: "sd|standard deviation|std|stdev", Interval.STDERR: "se|sem|standard error", Interval.CONFIDENCE: "ci|confidence interval|confidence band|confidence limit", Interval.QUARTILES: "quartile|interquartile range|iqr", Interval.RANGE: "min and max|minimum and maximum", Interval.ANY: "error bar|errorbar|uncertainty|whisker|band|error band|shaded band|ribbon|as band"}),
    _row(Kind.BOOTSTRAP, "before an interval", "`bootstrap confidence interval`", "bootstrap|bootstrapped"),
    _row(Kind.FIT, "a least-squares line for each colour and panel, or a line of the centred mean of an odd number of values over these as points", "`tip vs bill with regression line`, `reward over episode with rolling mean of 51`", {"linear": "regression line|regression|linear fit|trend line|trendline|line of best fit|least-squares line|fitted line|linear regression", "smooth": "rolling mean|moving average|rolling average|running mean|smoothed"}),
    _row(Kind.WINDOW, "before the number of values of a rolling mean", "`smoothed with window 5`", "window|window of|over"),
    _row(Kind.WITHIN, "the whole of a share", "`share of users by browser within year`", "within|within each"),
    _row(Kind.ONLY, "keeps these rows", "`only Europe`, `only 2012`", "only|just|only for|only the|restricted to|limited to|keep only"),
    _row(Kind.WITHOUT, "leaves these rows out, or one of the things below", "`without LSTM`, `without legend`", "without|excluding|except|exclude|no|leave out|leaving out|omit"),
    _row(Kind.WHERE, "a condition on a column", "`where age >= 30`, `where day is Sun`, `where age is between 20 and 30`", "where|with|when|if|whose"),
    _row(Kind.BOUND, "the ends of a condition, of years, of an axis", "`since 1990`, `where n > 5`", {"low": "at least|>=|≥|since|starting in", "high": "at most|<=|≤|until|up to", "above": ">|above|more than|greater than|over|after|higher than|larger than", "below": "<|below|less than|fewer than|under|before|lower than|smaller than", "equal": "=|==|is|are|equal|equals", "unequal": "≠|!=|is not|are not|not|other than", "within": "between|from"}),
    _row(Kind.SORT, "the order of categories, by value from the largest on unless it says otherwise", "`sorted`, `sorted by score ascending`", "sorted|sorted by|sort|sort by|ordered by|ordered|order by|ranked|ranked by|rank by"),
    _row(Kind.ORDER, "another order", "`in the order S, M, L`, `alphabetically`", {Order.ALPHABET: "alphabetically|alphabetical|in alphabetical order|by name", Order.DATA: "in data order|in the order of the data|in the order of the table|as in the data|in given order", Order.NATURAL: "in order|in natural order|in calendar order|chronologically|in chronological order", Order.LISTED: "in the order|order|in this order|ordered as"}),
    _row(Kind.WAY, "which end comes first", "`sorted ascending`", {True: "descending|in descending order|largest first|highest first|from largest to smallest|from highest to lowest|decreasing", False: "ascending|in ascending order|smallest first|lowest first|from smallest to largest|from lowest to highest|increasing"}),
    _row(Kind.LIMIT, "so many of the largest or smallest", "`top 10 countries by population`, `the 5 lowest`", {"largest": "top|largest|highest|biggest", "smallest": "bottom|smallest|lowest"}),
    _row(Kind.BIN, "bins of a histogram", "`20 bins`, `bin width 5`", {"count": "bin", "width": "bin width|bin of width|bin of|bin size|wide bin"}),
    _row(Kind.AXIS, "an axis, before what is said of it", '`y from 0 to 1`, `log x`, `x axis "Height (cm)"`', {"x": "x|x axis|x-axis|horizontal axis", "y": "y|y axis|y-axis|vertical axis", "right": "right axis|second axis|secondary axis|right y axis", "both": "both axes"}),
    _row(Kind.SCALE, "the scale of the axis before or behind it", "`log y`, `x on a log scale`", {ScaleType.LOG: "log|logarithmic|log10|log scale|logarithmic scale|log scaled", ScaleType.SYMLOG: "symlog", ScaleType.LINEAR: "linear scale"}),
    _row(Kind.BOTH_LOG, "both axes logarithmic", "`loss vs params, log-log`", "log-log|log log|loglog|double logarithmic"),
    _row(Kind.REVERSED, "an axis that runs the other way", "`y axis reversed`", "reversed|inverted|reverse|flipped"),
    _row(Kind.FROM, "the ends of an axis or of years", "`from 2000 to 2010`, `y starting at 0`", {"from": "from|between|ranging from|range|limit", "zero": "from zero|starting at zero|start at zero|starting from zero|including zero|start at 0|starting at 0|from 0 on"}),
    _row(Kind.TO, "between two numbers", "`from 70 to 100`", "to|through|until|–|-"),
    _row(Kind.AT, "before a place", "`dashed line at 80`", "at|on"),
    _row(Kind.TITLE, "before quoted text", '`title "Results"`, `y label "Score"`, `legend title "Arm"`', {"plot": "title|titled|figure title|plot title", "label": "label|title|labeled|labelled|called", "legend": "legend title|legend label"}),
    _row(Kind.LEGEND, "the legend", "`legend at the bottom`, `no legend`, `direct labels`", {Orient.AUTO: "legend", Orient.DIRECT: "direct label|name at the line|label at the line|labeled directly"}),
    _row(Kind.ORIENT, "where the legend stands", "`legend on the right`", {Orient.TOP: "at the top|on top|above|top", Orient.BOTTOM: "at the bottom|below|bottom|underneath", Orient.RIGHT: "on the right|right|to the right|at the right|on the right side"}),
    _row(Kind.NUMBERS, "how numbers are written", "`two decimals`, `in per cent`", {"decimals": "decimal|decimal place|digit", Style.PERCENT: "in per cent|in percent|as percentage|percent axis|in %|as percent|in percentage", Style.SCIENTIFIC: "in scientific notation|scientific notation"}),
    _row(Kind.LABEL, "numbers or names at items", "`with value labels`, `label the top 5 by size with name`, `annotate the maximum`", {"values": "with the value written|value label|with value label|with data label|data label|with value|value written|with number|annotate the cell|number in the cell|value in the cell|value on top|with the value written in the cell|annotated|value written in the cell|with the value|with the count|count in the cell|with count", "point": "label|annotate|mark|label the|label the point|label each point|label all point"}),
    _row(Kind.HIGHLIGHT, "an item that stands out", "`highlight Ours in red`", "highlight|highlighted|emphasize|emphasise"),
    _row(Kind.COLOR, "colours of what is highlighted", "`Ours in blue`", {one: one.value for one in Color}),
    _row(Kind.REFERENCE, "a line across the plot at a number, or (but along histograms and densities) a mean or a median", '`dashed line at 80 "target"`', "line at|reference line at|rule at|marker line at|line at y =|line at x ="),
    _row(Kind.LINE_WAY, "before `line at`", "`vertical dashed line at 100`", {"": "dashed|dotted|thin|solid", "x": "vertical|vertical dashed|dashed vertical", "y": "horizontal|horizontal dashed|dashed horizontal"}),
    _row(Kind.IDENTITY, "the line y = x", "`scatter of a vs b with identity line`", "identity line|line y = x|y = x|y = x line|line of equality|diagonal|diagonal line|chance level|chance line|line of identity|1:1 line"),
    _row(Kind.SHADE, "a shaded stretch between two numbers", '`shade y from 10 to 20 "normal"`', "shade|shaded range|shaded|shade from|shaded from|shade between|highlight from|shaded area|shaded region|shading"),
    _row(Kind.SETTING, "how the figure looks", "`no grid`, `with markers`, `for slides`", {"grid": "grid|gridline|grid line", "markers": "marker|with point marker", "slides": "for a slide|for a talk", "two columns": "two columns|double column|two-column|full width", "one column": "single column|one column", PaletteName.GREY: "greyscale|grayscale|in grayscale|black and white", PaletteName.SOFT: "soft colors|muted color", Ramp.DIVERGING: "diverging color|diverging color map|diverging palette", "palette": "color-blind palette|color blind safe|colorblind-safe|color-blind friendly", "inset": "zoom into|inset from|zoom in on|magnify", "axis break": "break the y axis|break the axis|broken axis|break the x axis", "independent axes": "own axis|own scale|free scale|independent axes|own y axis|independent y axis", "numbers at risk": "number at risk|with number at risk|at-risk table|risk table", "censor marks": "censor mark|censoring mark|censored mark", "log-rank test": "log-rank test|log-rank p value|log-rank"}),
    _row(Kind.EVENT, "which value ends a time (Kaplan-Meier)", "`event is 2`, `status 2 is the event`", "event|event is|is the event|event =|is event|= event|event of interest"),
)
"""The words with a meaning of their own."""

SILENT: tuple[Row, ...] = (
    _row(Kind.AND, "joins names", "`a and b by x`", "and|&|plus|as well as|together with|along with|or"),
    _row(Kind.WITH, "joins clauses", "`… with regression line`", "with|using|and with|including|having|show|showing|add|include|plus its|its"),
    _row(Kind.OF, "before what is shown", "`mean of a`, `a of each b`", "of|of the"),
    _row(Kind.IN, "before rows", "`in Asia`, `in 2007`", "in|for|during|in the year|for the year|in year"),
    _row(Kind.FRAME, "asks for nothing", "`please show a plot of …`", "a|an|the|this|these|compare|comparison|comparing|plot|chart|graph|figure|diagram|please|draw|me|make|create|display|visualize|give|how|does|do|what|which|is|are|data|table|value|row|result|their|all|both|as|axis|scale|column|cell|matrix|that|it|its|for the paper|paper|i|want|would|like|to see|see|us|we|can|you|different|various|study|ablation study|scaling law|then|have|has|drawn|shown|plotted|want to see|dose-response|overview|use|i would like|let|of"),
)
"""Words that join others or ask for nothing."""

UNMET = {
    "it is drawn from a plan (the field `plan`: our JSON or Vega-Lite)": "waterfall|parallel coordinates|slope chart|slopegraph|dumbbell|pareto front|pareto|population pyramid|pyramid|funnel plot|funnel",
    "there is no such chart here; write one that is, for example “bar chart of”, a measure, “by” and a column": "map|choropleth|network|sankey|treemap|sunburst|word cloud|wordcloud|contour|dendrogram|polar|wind rose|candlestick|3d|three-dimensional|3-d|surface|chord|venn|tree|pairs plot|scatter matrix|scatterplot matrix|scatter plot matrix|pair plot|flowchart|cartogram|biplot",
    "it is not computed here: send it as a column": "spearman|kendall|per capita|deflated|standardized|z-score|p value|significance|hazard ratio|cox|odds ratio of|logistic fit|exponential fit|polynomial|quadratic fit|loess|lowess|spline|variance|percentile|anova|t-test|outlier|growth rate|seasonal|forecast|pca|cluster|speedup",
    "write “A minus B”, or “difference between A and B”, of two columns": "gap",
    "say largest or smallest: what is good is not known here": "best|worst",
    "a figure does not move and holds no controls": "animated|animation|interactive|play button|slider|hover",
}
"""Words that are understood and refused, by the sentence that says why."""
# fmt: on


def _terms() -> dict[tuple[str, ...], tuple[tuple[Kind, object], ...]]:
    found: dict[tuple[str, ...], list[tuple[Kind, object]]] = {}
    rows = (*ROWS, *SILENT, *(_row(Kind.UNMET, "", "", {why: words}) for why, words in UNMET.items()))
    for row in rows:
        for value, phrases in row.means.items():
            for phrase in phrases.split("|"):
                found.setdefault(keyed(phrase), []).append((row.kind, value))
    return {key: tuple(dict.fromkeys(terms)) for key, terms in found.items() if key}


def keyed(phrase: str) -> tuple[str, ...]:
    """The plain words and signs of a phrase."""
    return words_in(phrase)


TERMS = _terms()
_ARTICLES = frozenset({"a", "an", "the"})
_BARE = {tuple(word for word in key if word not in _ARTICLES): terms for key, terms in reversed(TERMS.items())}


def meanings(words: tuple[str, ...]) -> tuple[tuple[Kind, object], ...]:
    """What words mean together: as they are written, else whatever articles stand between them."""
    found = TERMS.get(words, ())
    if found or len(words) == 1 or {words[0], words[-1]} & _ARTICLES:
        return found
    return _BARE.get(tuple(word for word in words if word not in _ARTICLES), ())


LONGEST = max(map(len, TERMS))
