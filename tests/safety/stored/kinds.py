"""Every kind of stored file that the program reads back: a whole example, and what reading it must give.

`Kind.read` takes the bytes as they stand on the disk and gives what the program made of them in a form that can be
compared; what it refuses comes out as `ViewerError`. `Kind.is_allowed` judges a value that is not the original: a
project recovered from its backup with a warning, the ordinary settings, a preset fewer with a sentence.
"""

import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.memory import AXIAL, image
from viewer.app.figuring.own_presets import OWN_FILE, own_presets, read_preset_file, save_own_preset
from viewer.app.settings import DAMAGED, Settings, load_settings, save_settings
from viewer.cli.figures.recipe import read_spec
from viewer.cli.inputs.readings import read_folders
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Crop, Document, Layer, Midline, ReadingCodes, SliceLevel, Statement, VertebraMark
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec, Placed
from viewer.core.fingerprints import fingerprint
from viewer.core.geometry import Spacing
from viewer.core.grey import Window
from viewer.core.outline import Outline, Side
from viewer.core.records.seal import CHECK, SEAL, checked, sealed
from viewer.core.series import Series, SliceKey, Study
from viewer.errors import ViewerError
from viewer.figure.presets import Preset, to_text
from viewer.io.local import known_paths, remember
from viewer.io.local.journal_places import JournalPlace, note_place, place_for
from viewer.io.project import (
    PROJECT_IN_CASE,
    PlaceHint,
    ProjectFile,
    ProjectView,
    StoredMeasurement,
    StoredRow,
    decode_project,
    encode_project,
    read_project,
)
from viewer.io.project.canonical import canonical, digest
from viewer.io.project.contents import ImagePrint
from viewer.io.project.encoding import seal_of
from viewer.io.sample import read_truth
from viewer.measure.measurement import MethodUsed

KEY = SliceKey(fingerprint("1.2.3"), 2)
RING = ((0.1, 0.2), (1 / 3, 7.0), (5.0, 1e-17))
OUTLET = Preset("my-journal", "My journal", 84.0, text_pt=8.5, formats=("png", "tiff"), is_verified=False, is_own=True)
SPEC = FigureSpec(
    preset="my-journal",
    own_preset=to_text(OUTLET),
    crop_mm=72.5,
    caption="Axial T2; right {right.fat_fraction}.",
    panels=(Panel(), Panel(slice_id=KEY.uid, frame=2, window=Window(300.0, 600.0), is_mirrored=True)),
    marks=(Arrow(0, (38.5, 59.0), (30.0, 40.0), "fat"), Note(panel=-1, at_mm=(20.0, 4.0), text="Before")),
    places=(Placed("scale-bar", 0, (1.0, 0.5)),),
    scale_bar_mm=20.0,
)
SETTINGS = Settings(
    recent=(os.path.abspath("/a/b.mfv"), os.path.abspath("/c")),
    hides_patient=True,
    has_seen_first_start=True,
    right_drag="zoom",
    last_folder=os.path.abspath("/d"),
    window_geometry="AdnQywAD",
    reader="R1",
    categories="storheim-2017",
)


def project(**changes: Any) -> ProjectFile:
    """Project in which every part is filled."""
    series = fingerprint("9")
    row = StoredRow(
        slice_key=KEY,
        structure=Outline(KEY, (RING,)).structure,
        outline=1,
        side=Side.RIGHT,
        area_px=612.25,
        area_mm2=342.86,
        fat_fraction_percent=45.125,
        fat_to_muscle_ratio=0.822,
        flags=("few pixels",),
        level="L4/5",
        spacing=Spacing(0.8, 0.7),
        fat_fraction_interval_percent=(44.0, 46.5),
        fat_to_muscle_ratio_interval=(0.79, 0.87),
    )
    document = Document(
        outlines=(Outline(KEY, (RING,), side=Side.RIGHT), Outline(KEY, (RING[::-1],), side=Side.LEFT)),
        statement=Statement("radiological", Spacing(0.8, 0.7)),
        statements=((series, Statement("neurological")),),
        midlines=(Midline(KEY, ((1.0, 2.0), (3.0, 4.0))),),
        crops=(Crop(KEY, left=1, top=2, right=30, bottom=40),),
        method="manual",
        method_version="1",
        threshold=901.5,
        codes=ReadingCodes("S07", "R1", 2),
        layer="R1",
        layers=(Layer("R2", ReadingCodes("S07", "R2", 1), (Outline(KEY, (RING,)),)),),
        levels=(SliceLevel(KEY, "L4/5"),),
        vertebrae=(VertebraMark(fingerprint("7"), "L5", (1.0, 2.0, 3.0)),),
        pairing=Pairing(PairedBlock(series), PairedBlock(fingerprint("10")), 3, treated=Side.LEFT, procedure_day=30),
        figures=(SPEC,),
    )
    made = ProjectFile(
        document=document,
        series_of=((KEY, series),),
        view=ProjectView(series, 1, KEY, ((series, Window(500.0, 900.0)),)),
        measurement=StoredMeasurement(MethodUsed("manual", "1", (("threshold", 901.5), ("is_shared", True))), (row,)),
        place=PlaceHint(1, 2),
        images=(ImagePrint(KEY, 64 * "a", 320, 300, Spacing(0.8, 0.7), AXIAL, (-49.0, -40.0, 4.5)),),
    )
    return replace(made, **changes)


OTHER = project(measurement=None, document=replace(project().document, threshold=17.0))
"""What stands in the backup, one save older."""


def compared(found: ProjectFile) -> ProjectFile:
    """All of a project; not what this reading of it says."""
    return replace(found, warnings=(), stored_digest="")


@dataclass(frozen=True)
class Kind:
    """One kind of stored file.

    Parameters
    ----------
    name
        For the list of tests.
    data
        Whole bytes of one.
    read
        (Bytes, empty folder) → what the program makes of them.
    is_allowed
        Whether a value that is not the original is right for damaged bytes; nothing is, where left out.
    reseal
        Changed record → bytes with a checksum that fits, None where records are not JSON.
    """

    name: str
    data: bytes
    read: Callable[[bytes, Path], Any]
    is_allowed: Callable[[Any], bool] = lambda _: False
    reseal: Callable[[Any], bytes] | None = None


def _written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _read_alone(data: bytes, folder: Path) -> Any:
    return compared(read_project(_written(folder, "a.mfv", data)))


def _read_with_backup(data: bytes, folder: Path) -> Any:
    _written(folder, "b.mfv.bak", encode_project(OTHER))
    found = read_project(_written(folder, "b.mfv", data))
    if found.warnings and "backup" in found.warnings[0]:
        return "backup", compared(found)
    return compared(found)


def _read_case(data: bytes, folder: Path) -> Any:
    return compared(read_project(_written(folder, "case.zip", data)))


def _case() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PROJECT_IN_CASE, encode_project(project()))
    return stream.getvalue()


def _resealed_project(record: Any) -> bytes:
    if not isinstance(record, dict) or not {"payload", "format", "schema_version", "program_version"} <= record.keys():
        return json.dumps(record).encode()
    made = {**record, "sha256": digest(record["payload"])}
    return canonical({**made, "seal": seal_of(made)})


def _read_recipe(data: bytes, folder: Path) -> Any:
    return read_spec(_written(folder, "spec.json", data))


def _read_outlets(data: bytes, folder: Path) -> Any:
    _written(folder, f"config/{OWN_FILE}", data)
    found = own_presets(folder)
    return found.presets, len(found.refusals)


def _is_some_outlets(value: Any) -> bool:
    """Some of the presets, and a sentence for what is missing."""
    presets, refusals = value
    return set(presets) < set(_OUTLETS) and refusals > 0


def _outlets(folder: Path) -> bytes:
    for outlet in _OUTLETS:
        save_own_preset(outlet, folder)
    return (folder / "config" / OWN_FILE).read_bytes()


_OUTLETS = (OUTLET, replace(OUTLET, name="other", width_mm=99.5))


def _resealed_outlets(record: Any) -> bytes:
    if isinstance(record, dict) and isinstance(record.get("presets"), list):
        entries = [sealed(entry) if isinstance(entry, dict) and SEAL in entry else entry for entry in record["presets"]]
        record = {**record, "presets": entries}
    return json.dumps(record).encode()


def _read_outlet(data: bytes, folder: Path) -> Any:
    return read_preset_file(_written(folder, "outlet.json", data))


def _read_settings(data: bytes, folder: Path) -> Any:
    _written(folder, "config/settings.json", data)
    return load_settings(folder)


def _settings(folder: Path) -> bytes:
    save_settings(SETTINGS, folder)
    return (folder / "config" / "settings.json").read_bytes()


_UIDS = ("1.5", "1.6")


def _read_index(data: bytes, folder: Path) -> Any:
    _written(folder, "data/images.json", data)
    return tuple(known_paths([fingerprint(uid)], home=folder) for uid in _UIDS)


def _index(folder: Path) -> bytes:
    for uid in _UIDS:
        place = _written(folder, f"images/{uid}", b"x")
        slices = (replace(image([[0]], uid=f"{uid}.1"), file=str(place)),)
        remember(Study(series=(Series(1, uid, 1, "", "MR", "", slices),)), home=folder)
    return (folder / "data" / "images.json").read_bytes()


def _read_place(data: bytes, folder: Path) -> Any:
    _written(folder, "data/journal-places/a.json", data)
    return place_for("a", home=folder)


def _place(folder: Path) -> bytes:
    note_place("a", JournalPlace(Path(os.path.abspath("/a/b.mfv")), 64 * "d"), home=folder)
    return (folder / "data" / "journal-places" / "a.json").read_bytes()


def _read_readings(data: bytes, folder: Path) -> Any:
    """Two readers' folders, of which one holds the file and a sound one."""
    _written(folder, "r1/a.mfv", data)
    _written(folder, "r1/b.mfv", encode_project(OTHER))
    _written(folder, "r2/c.mfv", encode_project(OTHER))
    found = read_folders([folder / "r1", folder / "r2"])
    return found.readings, bool(found.skipped)


def _read_truth(data: bytes, folder: Path) -> Any:
    return read_truth(_written(folder, "truth.json", data).parent)


TRUTH = {
    "seed": 1,
    "slices": [
        {
            "outline_px": [[1.0, 2.0], [9.0, 2.5], [5.0, 8.0]],
            "sop_instance_uid": "1.2.3",
            "side": "right",
            "structure": "multifidus",
            "fat_fraction_percent": 45.25,
        }
    ],
}


def sealed_kinds(folder: Path) -> tuple[Kind, ...]:
    """Kinds in which a flipped bit is always noticed.

    Parameters
    ----------
    folder
        Empty; examples are made there.
    """
    whole = encode_project(project())
    without = _read_readings(b"damaged", folder / "without")
    return (
        Kind("project", whole, _read_alone, reseal=_resealed_project),
        Kind(
            "project with backup",
            whole,
            _read_with_backup,
            lambda value: value == ("backup", compared(decode_project(encode_project(OTHER)))),
        ),
        Kind("case", _case(), _read_case),
        Kind("readings", whole, _read_readings, lambda value: value[0] == without[0]),
        Kind(
            "figure recipe",
            SPEC.to_json().encode(),
            _read_recipe,
            reseal=lambda record: json.dumps(sealed(record) if isinstance(record, dict) else record).encode(),
        ),
        Kind("own presets", _outlets(folder / "o"), _read_outlets, _is_some_outlets, _resealed_outlets),
        Kind(
            "settings",
            _settings(folder / "s"),
            _read_settings,
            lambda value: value == DAMAGED,
            lambda record: json.dumps(checked(record) if isinstance(record, dict) else record).encode(),
        ),
        Kind(
            "index of images",
            _index(folder / "i"),
            _read_index,
            lambda value: value == ((), ()),
            lambda record: json.dumps(sealed(record) if isinstance(record, dict) else record).encode(),
        ),
        Kind(
            "place of a journal",
            _place(folder / "j"),
            _read_place,
            lambda value: value == JournalPlace(),
            lambda record: json.dumps(sealed(record) if isinstance(record, dict) else record).encode(),
        ),
    )


def unsealed_kinds() -> tuple[Kind, ...]:
    """Kinds that are written by hand, or come with the program: each value is checked, a legal one is believed."""
    return (
        Kind("preset to keep", to_text(OUTLET).encode(), _read_outlet, reseal=lambda r: json.dumps(r).encode()),
        Kind("truth", json.dumps(TRUTH).encode(), _read_truth, reseal=lambda record: json.dumps(record).encode()),
    )


def without_seal(record: Any) -> Any:
    """Record as a hand may write it."""
    return {n: v for n, v in record.items() if n not in (SEAL, CHECK)} if isinstance(record, dict) else record


def outcome(kind: Kind, data: bytes, folder: Path) -> Any:
    """What reading gives: the value, or the refusal as an error whose message is one sentence."""
    try:
        return kind.read(data, folder)
    except ViewerError as error:
        said = str(error).replace(str(folder), "FOLDER")
        assert said.endswith("."), said
        assert said.isprintable(), said
        assert len(said) < 600, said
        return error
