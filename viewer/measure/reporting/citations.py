"""Works that the methods come from; only works that exist, each with what finds it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """A work: how the text calls it, and its line in the list of references."""

    short: str
    full: str


_OTSU = Citation(
    "Otsu 1979",
    "Otsu N. A threshold selection method from gray-level histograms. IEEE Trans Syst Man Cybern 1979;9:62–66. "
    "doi:10.1109/TSMC.1979.4310076",
)

CITATIONS: dict[str, Citation] = {
    "otsu-shared": _OTSU,
    "otsu-each": _OTSU,
    "li": Citation(
        "Li and Lee 1993",
        "Li CH, Lee CK. Minimum cross entropy thresholding. Pattern Recognit 1993;26:617–625. "
        "doi:10.1016/0031-3203(93)90115-D",
    ),
    "gmm2": Citation(
        "Dempster 1977",
        "Dempster AP, Laird NM, Rubin DB. Maximum likelihood from incomplete data via the EM algorithm. J R Stat Soc "
        "B 1977;39:1–38. doi:10.1111/j.2517-6161.1977.tb01600.x",
    ),
    "kmeans2": Citation(
        "Lloyd 1982",
        "Lloyd SP. Least squares quantization in PCM. IEEE Trans Inf Theory 1982;28:129–137. "
        "doi:10.1109/TIT.1982.1056489",
    ),
    "dixon": Citation(
        "Dixon 1984",
        "Dixon WT. Simple proton spectroscopic imaging. Radiology 1984;153:189–194. "
        "doi:10.1148/radiology.153.1.6089263",
    ),
}
"""Name of a method → the work it comes from; `anchored` is this program's own and has none."""
