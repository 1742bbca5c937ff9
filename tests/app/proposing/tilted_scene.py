"""Three tilted blocks of one series, of different matrix and pixel size, that overlap on a winding muscle."""

from dataclasses import dataclass, replace

from tests.app.proposing.block_scene import Vanished
from tests.memory import image, series
from tests.proposals.propagation.curved_muscle import picture, plane, section
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.coverage import overlap_area_px
from viewer.core.document import Document
from viewer.core.geometry import PlaneGeometry
from viewer.core.history import Place
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey, Study


@dataclass(frozen=True)
class Kind:
    """Tilt of a block (degrees), height of its first plane's middle (mm), pixel size (mm), matrix, whether turned."""

    tilt: float
    start: float
    spacing: float
    size: int
    turned: bool


BLOCKS = {
    1: Kind(28.0, -22.0, 0.8, 128, False),
    2: Kind(9.0, -8.0, 0.6, 150, True),
    3: Kind(-6.5, 6.0, 0.9, 110, False),
}
COUNT, STEP_MM = 5, 4.5


def geometry(block: int, number: int) -> PlaneGeometry:
    kind = BLOCKS[block]
    at = kind.start + STEP_MM * (number - 1)
    return plane(at, tilt_deg=kind.tilt, spacing=kind.spacing, turned=kind.turned, size=kind.size)


def study(*, frame="9.9", uids=("1.2",) * 3, is_placed=True, vanished=(), description="AX T2") -> Study:
    found = []
    for block, uid in zip(BLOCKS, uids, strict=True):
        images = []
        for number in range(1, COUNT + 1):
            of = geometry(block, number)
            one = image(
                picture(of, size=BLOCKS[block].size),
                uid=f"{block}.{number}",
                orientation=of.orientation,
                spacing=of.spacing,
                position=of.position_mm if is_placed else None,
            )
            images.append(replace(one, reader=Vanished()) if (block, number) in vanished else one)
        listed = series(*images, number=block, uid=uid, description=description)
        found.append(replace(listed, frame_of_reference_uid=frame))
    return Study(series=tuple(found))


def key(block: int, number: int) -> SliceKey:
    return SliceKey(f"{block}.{number}")


def truth(block: int, number: int, *, is_proposed=False) -> Outline:
    """Exact outline of the muscle on a slice."""
    points = section(geometry(block, number), 60, size=BLOCKS[block].size)
    one = Outline.from_points(points, slice_key=key(block, number), side=Side.LEFT, structure=Structure.MULTIFIDUS)
    return replace(one, is_proposed=is_proposed)


def opened(*outlines: Outline, at=(1, 1), of=None) -> Session:
    session = Session(load_slice)
    session.change(canvas=(400.0, 400.0))
    session.open(study() if of is None else of, Place(*at), document=Document(outlines))
    return session


def proposed(session: Session) -> dict[tuple[int, int], Outline]:
    """What is proposed, by block and slice; at most one on each."""
    found = [one for one in session.now.document.outlines if one.is_proposed]
    places = [tuple(int(part) for part in one.slice_key.uid.split(".")) for one in found]
    assert len(set(places)) == len(places)
    return dict(zip(places, found, strict=True))


def dice(place: tuple[int, int], outline: Outline) -> float:
    """Overlap of a proposal with the truth."""
    exact = truth(*place)
    return 2.0 * overlap_area_px(exact, outline) / (exact.area_px + outline.area_px)
