"""How well a built graph agrees with gold annotations: tables with intervals, the errors, and what confidence is worth.

Every concept that a gold paper names in any role is a prediction. It matches a gold entity when one of its labels
has the normal form of one of the entity's names; each gold entity takes one prediction at most, core entities
first, and a prediction that only an optional entity takes counts neither for nor against.

    found   recall over core entities, precision over predictions
    typed   … and the concept's class is one that the entity accepts
    role    … and the paper states at least one role for it, and only accepted ones
    results a number of the paper with the gold value and unit
    results in full  … and subject, metric and place agree wherever gold names them

    gold         the annotations            claims       what the graph says of a paper
    matching     which is which             scores       counts, F1, intervals over papers
    errors       missed and made up         reliability  said confidence against the share that is right

``rankings`` measures related papers against judged pairs instead.
"""

from kg.ask.evaluate.errors import MadeUp as MadeUp
from kg.ask.evaluate.errors import Missed as Missed
from kg.ask.evaluate.gold import read_gold as read_gold
from kg.ask.evaluate.rankings import Ranking as Ranking
from kg.ask.evaluate.rankings import evaluate_ranking as evaluate_ranking
from kg.ask.evaluate.rankings import read_judgements as read_judgements
from kg.ask.evaluate.reliability import Reliability as Reliability
from kg.ask.evaluate.report import Evaluation as Evaluation
from kg.ask.evaluate.report import evaluate as evaluate
from kg.ask.evaluate.scores import Interval as Interval
from kg.ask.evaluate.scores import Score as Score
