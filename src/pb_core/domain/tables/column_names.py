"""What a column's name says of its part in an uncertainty: ``acc_std``, ``lower``, ``95% CI``, ``mean``."""

import re
from enum import StrEnum


class Part(StrEnum):
    """The part that a column plays beside its siblings."""

    CENTRE = "centre"
    DELTA = "delta"
    LOW = "low"
    HIGH = "high"
    PAIR = "pair"  # a list of both ends, or a half-width when it is one number


def _phrases(part: Part, text: str) -> dict[tuple[str, ...], Part]:
    return {tuple(phrase.split()): part for phrase in text.split(",")}


_PHRASES: dict[tuple[str, ...], Part] = {
    **_phrases(
        Part.CENTRE, "mean,means,avg,average,median,medians,estimate,estimates,est,value,values,mu,point estimate"
    ),
    **_phrases(
        Part.DELTA,
        "std,sd,stdev,stddev,std dev,st dev,std deviation,standard deviation,stderr,std err,std error,standard error,"
        "err,error,error bar,errorbar,sem,se,sigma,uncertainty,unc,margin,margin of error,moe,pm,±,half width,mad,"
        "yerr,xerr,errors,errs,stds,sds,error bars",
    ),
    **_phrases(
        Part.LOW,
        "lower,low,lo,lb,min,minimum,lower bound,low bound,ci low,ci lower,ci lo,ci min,lower ci,low ci,lcl,lci,"
        "interval low,range low,range min,lower limit,q1,q25,p25,p05,p5,q05,error low,err low,bounds low",
    ),
    **_phrases(
        Part.HIGH,
        "upper,high,hi,ub,max,maximum,upper bound,high bound,ci high,ci upper,ci hi,ci max,upper ci,high ci,ucl,uci,"
        "interval high,range high,range max,upper limit,q3,q75,p75,p95,q95,error high,err high,bounds high",
    ),
    **_phrases(
        Part.PAIR, "ci,interval,range,bounds,limits,confidence interval,credible interval,conf int,conf interval,iqr"
    ),
}
_LONGEST = max(map(len, _PHRASES))

_LEVEL = re.compile(r"(?<![a-z0-9])(?:(?:50|68|80|90|95|99)\s?%?[\s_]?(?=ci))|(?<=ci)[\s_]?(?:50|68|80|90|95|99)%?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+|±")


def word_set(text: str) -> frozenset[str]:
    """The words of a text, parted by blanks."""
    return frozenset(text.split())


TALLIES = word_set("count counts freq frequency cases")
"""Names of columns that say how many cases a row stands for."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: ``accStd``, ``acc_std`` and ``acc std`` are the same."""
    return tuple(_WORD.findall(_LEVEL.sub("", _CAMEL.sub(" ", name).lower())))


def part_of(name: str) -> tuple[tuple[str, ...], Part | None]:
    """The words of what the name is about, and its part: ``acc_std`` -> ``(("acc",), DELTA)``."""
    words = words_of(name)
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if (part := _PHRASES.get(words[-length:])) is not None:
            return words[:-length], part
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if (part := _PHRASES.get(words[:length])) is not None:
            return words[length:], part
    return words, None


def may_be_pair(name: str) -> bool:
    """Whether lists of two numbers under this name are the ends of intervals."""
    return part_of(name)[1] in (Part.PAIR, Part.DELTA)
