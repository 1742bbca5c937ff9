"""How well readings agree: pairing, intraclass correlation, Bland–Altman limits, overlap and distance of outlines.

Works on numbers and outlines that were read before, without any image. It never guesses which outlines belong
together, and never leaves one out without saying so.
"""

from viewer.measure.agreement.agreeing import (
    Agreement,
    OutlineAgreement,
    OverlapSummary,
    PairAgreement,
    QuantityAgreement,
    agreement_of,
)
from viewer.measure.agreement.pairing import LeftOut, Paired, Target, paired
from viewer.measure.agreement.readings import QUANTITIES, Quantity, Reading, ReadOutline

__all__ = [
    "QUANTITIES",
    "Agreement",
    "LeftOut",
    "OutlineAgreement",
    "OverlapSummary",
    "PairAgreement",
    "Paired",
    "Quantity",
    "QuantityAgreement",
    "ReadOutline",
    "Reading",
    "Target",
    "agreement_of",
    "paired",
]
