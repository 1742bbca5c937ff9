"""Published norms stand only beside numbers of their own kind."""

import pytest

from tests.io.test_tables import measurement, row
from viewer.core.outline import Structure
from viewer.measure.grades import NORMS, norms_for, why_no_norms
from viewer.measure.measurement import MethodUsed
from viewer.measure.methods import METHODS


@pytest.mark.parametrize("method", sorted({method.name for method in METHODS} - {"dixon"} | {"anchored"}))
def test_no_norm_of_water_and_fat_images_beside_another_method(method: str) -> None:
    for structure in Structure:
        assert all("%" not in norm.said for norm in norms_for(row(structure=structure), method))
    assert "do not hold for" in (why_no_norms(measurement(method=MethodUsed(method, "1"))) or "")


def test_beside_dixon_the_norms_of_the_outlined_muscle() -> None:
    by_dixon = measurement(method=MethodUsed("dixon", "1"))
    assert why_no_norms(by_dixon) is None
    said = [norm.said for norm in norms_for(row(), "dixon")]
    assert any("21.1 ± 6.8 %" in text for text in said)
    assert any("area of the multifidus" in text for text in said)
    assert not any("psoas" in text for text in said)
    (psoas,) = norms_for(row(structure=Structure.PSOAS), "dixon")
    assert "5.1 ± 3.4 %" in psoas.said
    assert norms_for(row(structure=Structure.QUADRATUS_LUMBORUM), "dixon") == ()
    none = measurement(method=MethodUsed("dixon", "1"), rows=(row(structure=Structure.CUSTOM),))
    assert why_no_norms(none) == "No norm of fat is known for the outlined structures."


def test_every_norm_names_its_work() -> None:
    assert all("doi:10." in norm.citation or "PM" in norm.citation for norm in NORMS)
