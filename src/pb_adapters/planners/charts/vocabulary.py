"""Vocabulary: lists of words that name columns, speak of plotting, or tell what data is about."""

import re

from pb_core.domain.tables.column_names import word_set

SYNONYMS = tuple(
    tuple(group.split(","))
    for group in (
        "accuracy,acc", "method,model,approach,system,algorithm,classifier,technique",
        "dataset,benchmark,corpus,data set", "parameter,param,parameters,params,model size",
        "latency,runtime,run time,inference time,response time", "learning rate,lr", "epoch,epochs",
        "step,iteration,iter", "cost,price", "temperature,temp", "frequency,freq", "validation,val,dev",
        "training,train", "gender,sex", "weight,wt,mass", "horsepower,hp", "cylinder,cyl", "population,pop",
        "income,salary,wage,earnings", "country,nation", "region,area", "month,months", "year,years,yr",
        "date,dates,day", "precipitation,rainfall,rain", "displacement,disp", "quantity,qty", "number,num,n",
        "dose,dosage,concentration", "group,arm,cohort,treatment", "survival,survived",
        "predicted,prediction,predictions", "actual,true,truth,ground truth,label",
        "score,probability,prob,confidence", "id,identifier", "feature,variable", "unemployment,unemployed",
        "elevation,altitude", "lat,latitude", "lon,lng,long,longitude", "product,item", "department,dept",
        "average,avg,mean", "grade,mark", "company,firm", "sale,sales,revenue,turnover", "height,ht",
        "fuel economy,mpg,mileage,miles per gallon,fuel consumption,gas mileage", "tip,gratuity", "bill,total bill",
        "life expectancy,lifeexp", "gdp per capita,gdppercap,income per person", "passenger class,pclass",
        "fare,ticket price", "time,timestamp,datetime,date,zeit,temps,tiempo", "weekday,day of week,day of the week",
        "status,event,death,died", "before,pre,prior", "after,post",
        "subject,person,participant,patient,individual,child,volunteer",
        "share,percent,percentage,pct,proportion", "duration,length of stay", "depth,depths",
    )
)  # fmt: skip
"""Words that mean the same where only one of a group is in the names of the data."""

PLOTTING = word_set(
    "ci sd se sem std iqr x y line bar area point label mean median average avg count order color legend grid title"
    " axis axe error step log top bottom left right best number value size shape scale time type kind group range band"
    " box text mark marker sum total share rank one all plot chart figure name set test show data each series panel row"
    " column cell curve low high lower upper max min maximum minimum rate difference index class result distribution"
    " comparison trend effect change end start baseline reference interval confidence level width height position"
    " percent percentage proportion ratio bin frequency density pair block event n id key red green blue black gray"
    " orange yellow purple pink brown"
)
"""Words that say how to plot; they name a column where the wording points at one."""

FULL_WORDS = word_set(
    "learning hourly daily weekly monthly quarterly yearly annual fastest slowest"
    " a an the of in on at to for from by with and or not no yes is are was were be it its as per how"
    " what when where which who why do does did has have can may use used using show shows plot draw make want need"
    " please only just over under between among against versus vs via up out off than then there this that these those"
    " some any every each both all other others more most less least very too also still even many much few new old"
    " good bad day age year time sex car name act art form part port rest past pass read road said same sell send side"
    " sign sort such sure take talk team tell term them they turn type unit user wide will work color colored present"
    " presented compare compared comparison represent include including indicate different difference along across"
    " about above below after before general start standard control contain consider condition order ordered increase"
    " decrease interest"
)
"""Ordinary words that are no name cut short and no other form of a name."""

SAME_VALUES = tuple(
    frozenset(group.split())
    for group in (
        "male man m boy herr homme",
        "female woman f girl frau femme",
        "yes true",
        "usa us unitedstate america",
    )
)
"""Categories that are written differently, in the singular."""

SEXES = SAME_VALUES[0] | SAME_VALUES[1] | {"sex", "gender"}
"""What a column of the two sexes may be called."""

MEANT_BEFORE = re.compile(
    r"(?:\b(?:by|per|each|every|vs\.?|against|over) (?!bubble|point|marker|dot|font|bin)[a-z]+\s+"
    r"|\b(?:by|of|vs\.?|versus|against|per|each|every|and|or|over|across|between|for|mean|median|average|sum|total|max"
    r"|from|min|the|with|to|on|plot|show|compare|how|does|log|highest|lowest|largest|smallest|biggest|greatest"
    r"|most|least|in|is|nach|par|por|und|et|y)\s+|[,:(]\s*|^\s*)$"
)
MEANT_BEHIND = re.compile(
    r"\s+(?:the|each|every|all)\b|\s*(?:[- ]?(?:charts?|plots?|graphs?|diagrams?|axis|axes|labels?|scaled?|limits?"
    r"|position|title|bars?|lines?|curves?|points?|code|codes|coded|palette|scheme|map))"
)
COUNTED_UNIT = re.compile(r"\d[ -]?$|\btimes? \(?in $", re.IGNORECASE)
"""What makes of a unit of time behind it the unit of a number or of a time: 5 minute bins, time in years."""
TIME_UNITS = word_set("second minute hour day week month quarter year")
MARKED = re.compile(r"\b(?:by|per|each|every|over|along|across|against) (?:the )?$")
"""What makes of any word behind it the name of a column: each kind of exercise."""

VERBS = word_set("label mark rank order count group title color colour size shape")
MEANT_WITH = re.compile(r"\s*(?:(?:by|vs\.?|versus|against|over|per|and|for|distribution)\b|[,;.]|$)")
"""Words that order something at the start of an intent, unless this follows."""
