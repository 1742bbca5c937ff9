"""What is said of a header that cannot be true quotes no text of it: at most a length in mm, rounded."""

import pytest

from viewer.errors import GeometryError
from viewer.io.dicom.facts import geometry_of


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("PixelSpacing", "-19480229\\0.5"),
        ("PixelSpacing", "DOE^JANE"),
        ("ImageOrientationPatient", "19480229\\0\\0\\0\\1\\0"),
        ("ImagePositionPatient", "19480229\\0\\0"),
        ("ImagePositionPatient", "DOE^JANE\\0\\0"),
    ],
)
def test_no_text_is_quoted(keyword: str, text: str) -> None:
    with pytest.raises(GeometryError) as error:
        geometry_of({keyword: text})
    assert not any(part in str(error.value) for part in ("19480229", "DOE", "JANE"))
