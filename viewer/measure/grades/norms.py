"""Published values of healthy people, each beside numbers of its own kind only.

A fat fraction from a water and a fat image and one from the brightness of a T1 or T2 image are not the same number, so
a norm of the one never stands beside the other.
"""

from dataclasses import dataclass

from viewer.core.outline import Structure
from viewer.measure.measurement import Measurement, MeasurementRow

DIXON = "dixon"
"""Name of the method whose fat fractions are of the kind that the norms of fat were measured by."""


@dataclass(frozen=True, slots=True)
class Norm:
    """What a work found in people without complaints.

    Parameters
    ----------
    structures
        Muscles that it is about.
    method
        Name of the method beside which it may stand, None for a norm of the area, which no method changes.
    said
        Its values and of whom they are, as they are printed.
    citation
        The work.
    """

    structures: tuple[Structure, ...]
    method: str | None
    said: str
    citation: str


NORMS: tuple[Norm, ...] = (
    Norm(
        (Structure.MULTIFIDUS,),
        DIXON,
        "multifidus, L1–L5, 336 adults without complaints: women 21.1 ± 6.8 %, men 16.2 ± 6.3 %",
        "Si F, Wang T, Zang L, et al. Quant Imaging Med Surg 2023;13:4526–4539. doi:10.21037/qims-22-1131",
    ),
    Norm(
        (Structure.MULTIFIDUS, Structure.ERECTOR_SPINAE),
        DIXON,
        "multifidus and erector spinae together, 80 healthy adults: L1–L5 women 17.8 ± 10.7 %, men 14.7 ± 7.8 %; "
        "L5 women 31.9 ± 9.3 %, men 25.7 ± 8.0 %",
        "Crawford RJ, Filli L, Elliott JM, et al. AJNR Am J Neuroradiol 2016;37:742–748. doi:10.3174/ajnr.A4596",
    ),
    Norm(
        (Structure.PSOAS,),
        DIXON,
        "psoas, 76 adults: women 6.0 ± 2.2 %, men 5.1 ± 3.4 %",
        "Sollmann N, Zoffl A, Franz D, et al. Quant Imaging Med Surg 2020;10. PMC7063279",
    ),
    Norm(
        (Structure.MULTIFIDUS,),
        None,
        "area of the multifidus, three lowest discs, 126 men without back pain: means 730–1110 mm² right, "
        "690–1080 mm² left",
        "Niemeläinen R, Briand MM, Battié MC. Spine 2011;36:2152–2157. PMID 21343855",
    ),
)
"""Every norm there is, those of fat first."""


def norms_for(row: MeasurementRow, method: str) -> tuple[Norm, ...]:
    """Norms that may stand beside the numbers of an outline.

    Parameters
    ----------
    row
        Numbers of an outline.
    method
        Name of the method they were measured by.
    """
    return tuple(norm for norm in NORMS if row.structure in norm.structures and norm.method in (None, method))


def why_no_norms(measurement: Measurement) -> str | None:
    """Say why no norm of fat stands beside a measurement, None where one does."""
    if any(norm.method is not None for row in measurement.rows for norm in norms_for(row, measurement.method.name)):
        return None
    return (
        f"No norm of fat is shown: the published ones were measured by water and fat images and do not hold for "
        f"{measurement.method.name}."
        if measurement.method.name != DIXON
        else "No norm of fat is known for the outlined structures."
    )
