"""Two dates without pixels: blocks of round muscles whose numbers are typed, for tests of changes."""

from dataclasses import replace

from tests.measure.volumes.stacks import block, row
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document, ReadingCodes
from viewer.core.outline import Side
from viewer.core.series import Identity, Series
from viewer.measure.changes.change import Change
from viewer.measure.changes.finding import change_between, with_change
from viewer.measure.measurement import Measurement, MeasurementRow, MethodUsed
from viewer.measure.uncertainty import Uncertainty

BEFORE = Identity(patient_name="Doe^Jane", patient_id="7", study_date="20240101", study_uid="1.2.3.1")
AFTER = Identity(patient_name="DOE^JANE", patient_id="7", study_date="20241231", study_uid="1.2.3.2")
PAIRED = Pairing(PairedBlock("1.1"), PairedBlock("1.2"))
SURE = Uncertainty(0.01, (-0.005, -0.005))


def date(number: int, identity: Identity, *, frame: str = "1.9", heights=(0.0, 4.0, 8.0)) -> Series:
    """Block of one date, of MR slices with known times."""
    made = block(heights, number=number, uid=f"1.{number}")
    slices = tuple(
        replace(s, acquisition=replace(s.acquisition, repetition_time_ms=3500.0, echo_time_ms=100.0))
        for s in made.slices
    )
    return replace(made, slices=slices, identity=identity, frame_of_reference_uid=frame)


def dates(**changes) -> tuple[Series, Series]:
    """Both blocks, of one frame of reference."""
    return date(1, BEFORE, **changes), date(2, AFTER, **changes)


def numbers(of: Series, slice_number: int, *, right=20.0, left=20.0, area=(1000.0, 1000.0)) -> list[MeasurementRow]:
    """Right and left multifidus of a slice; fat in %, areas in mm²."""
    known = {"level": "L4/5", "uncertainty": SURE}
    return [
        row(of, slice_number, fat_percent=right, side=Side.RIGHT, area_mm2=area[0], **known),
        row(of, slice_number, fat_percent=left, side=Side.LEFT, area_mm2=area[1], **known),
    ]


def measured(*rows: MeasurementRow, method: str = "anchored", **changes) -> Measurement:
    """Measurement of these rows."""
    return Measurement(MethodUsed(method, "1"), rows, (), codes=ReadingCodes(study="A1"), **changes)


def found(blocks, *rows: MeasurementRow, pairing: Pairing = PAIRED, method: str = "otsu-shared", **changes) -> Change:
    """Change between two blocks; by a method without a scale, so that nothing is said of scales."""
    return change_between(measured(*rows, method=method, **changes), Document(), blocks, pairing)


def paired_measurement(**changes) -> Measurement:
    """Measurement of two dates with its change; more fat on the treated left side."""
    blocks = dates()
    pairing = replace(PAIRED, treated=Side.LEFT, procedure_day=100, **changes)
    rows = (*numbers(blocks[0], 2), *numbers(blocks[1], 2, left=35.0, area=(990.0, 900.0)))
    return with_change(measured(*rows), blocks, Document(pairing=pairing))


def identifiers(change: Change) -> set[str]:
    """Identifiers of the cautions."""
    return {caution.identifier for caution in change.cautions}
