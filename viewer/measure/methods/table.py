"""`METHODS`: every measuring method there is, one row each."""

import math

from viewer.errors import UsageError
from viewer.measure.methods.anchored import learn_anchored
from viewer.measure.methods.by_hand import MANUAL_NEEDS_THRESHOLD, learn_manual
from viewer.measure.methods.clusters import learn_gmm2, learn_kmeans2
from viewer.measure.methods.cross_entropy import learn_li
from viewer.measure.methods.dixon import learn_dixon
from viewer.measure.methods.method import Method, MethodKind
from viewer.measure.methods.otsu import learn_otsu, learn_otsu_imagej
from viewer.measure.methods.references import learn_lean_plus_2sd, learn_midpoint, learn_soft_references

METHODS: tuple[Method, ...] = (
    Method(
        "anchored",
        "1",
        "Anchored in muscle and fat",
        "Each pixel holds fat in proportion to where its brightness lies between lean muscle and pure fat of the same "
        "slice, after the coil's field is taken out and the border corrected; one scale serves both sides.",
        "Misleads where a reference lies on another tissue, where fat is less than twice as bright as muscle, and in "
        "fresh denervation, whose oedema is as bright as fat.",
        caption="brightness between lean muscle and pure fat of the same slice",
        learn=learn_anchored,
        kind=MethodKind.LINEAR,
        needs_scale=True,
        has_interval=True,
    ),
    Method(
        "otsu-shared",
        "1",
        "Otsu, both sides together",
        "One Otsu threshold from the pixels of both sides together, so that both are judged by the same scale; "
        "brighter pixels are fat.",
        "Misleads on lean muscle, where it cuts noise in two, and wherever fat and muscle share pixels or the coil "
        "brightens a part of the muscle.",
        caption="one Otsu threshold for both sides together",
        learn=learn_otsu,
    ),
    Method(
        "otsu-each",
        "1",
        "Otsu, each side by itself",
        "An Otsu threshold from each side's own pixels, as many papers do.",
        "Misleads when sides are compared, as each is judged by a scale of its own, and on lean muscle.",
        caption="an Otsu threshold for each side by itself",
        learn=learn_otsu,
        is_pooled=False,
    ),
    Method(
        "otsu-imagej",
        "1",
        "Otsu as in ImageJ",
        "Otsu's threshold as ImageJ 1.53t finds it for each side: only pixels whose centre is inside count, in 256 "
        "bins over the range of the image.",
        "Misleads as Otsu does, and besides changes with the brightest pixel of the whole image.",
        caption="Otsu's threshold as ImageJ finds it for each side by itself",
        learn=learn_otsu_imagej,
        is_pooled=False,
    ),
    Method(
        "li",
        "1",
        "Li, both sides together",
        "The threshold of least cross entropy (Li) from the pixels of both sides together; brighter pixels are fat.",
        "Misleads on lean muscle, and reads high where little fat is in the outlines.",
        caption="one threshold of least cross entropy (Li) for both sides together",
        learn=learn_li,
    ),
    Method(
        "gmm2",
        "1",
        "Mixture of two, both sides together",
        "Two Gaussian bells are fitted to the pixels of both sides together, and what is brighter than every pixel of "
        "the lower bell is fat.",
        "Misleads on lean and on very fatty muscle, where one tissue is shared between both bells, and reads low where "
        "the lower bell is wide.",
        caption="a mixture of two Gaussian distributions for both sides together",
        learn=learn_gmm2,
    ),
    Method(
        "kmeans2",
        "1",
        "Two means, both sides together",
        "The pixels of both sides together are parted into two clusters of least spread (k-means), and the brighter "
        "cluster is fat.",
        "Misleads just as Otsu's threshold does, since in one dimension both part the pixels alike.",
        caption="two clusters of brightness (k-means) for both sides together",
        learn=learn_kmeans2,
    ),
    Method(
        "midpoint",
        "1",
        "Midway between references",
        "The threshold lies midway between the medians of reference fat and reference muscle; brighter pixels are fat.",
        "Misleads where fat is spread finely through muscle, and where the coil makes the references brighter or "
        "darker than the same tissue in the outlines.",
        caption="a threshold midway between reference fat and reference muscle",
        learn=learn_midpoint,
        needs_scale=True,
    ),
    Method(
        "lean-plus-2sd",
        "1",
        "Lean muscle plus 2 SD",
        "Pixels brighter than the mean of the reference muscle by more than two standard deviations are fat.",
        "Misleads nearly always upwards, as a pixel that holds a little fat counts as all fat, and with the noise of "
        "the image.",
        caption="a threshold two standard deviations above the mean of reference muscle",
        learn=learn_lean_plus_2sd,
        needs_scale=True,
    ),
    Method(
        "manual",
        "1",
        "Threshold by hand",
        "A threshold chosen by the reader, in values after rescale; brighter pixels are fat.",
        "Misleads when readers or slices are compared, as readers choose differently and brightness has no unit.",
        caption="a threshold set by hand",
        learn=learn_manual,
        needs_threshold=True,
    ),
    Method(
        "soft-references",
        "1",
        "Linear between references",
        "Each pixel holds fat in proportion to where its brightness lies between the medians of reference muscle and "
        "reference fat.",
        "Misleads where the coil makes the references brighter or darker than the same tissue in the outlines, and "
        "where the reference muscle holds fat itself.",
        caption="brightness between reference muscle and reference fat",
        learn=learn_soft_references,
        kind=MethodKind.LINEAR,
        needs_scale=True,
    ),
    Method(
        "dixon",
        "1",
        "Dixon, fat and water signal",
        "Fat signal divided by fat plus water signal, from the water and fat images, the fat-fraction map or the in- "
        "and opposed-phase images of the same study.",
        "Misleads where fat and water are exchanged or stored on different scales, and is not proton density fat "
        "fraction unless the sequence corrects for T1 and T2*.",
        caption="fat signal divided by fat plus water signal (Dixon)",
        learn=learn_dixon,
        kind=MethodKind.SEPARATED,
    ),
)
"""Every measuring method; the first is the default."""


def find_method(name: str) -> Method:
    """Return the method of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    for method in METHODS:
        if method.name == name:
            return method
    known = ", ".join(method.name for method in METHODS)
    raise UsageError(f"There is no measuring method named {name}; choose one of {known}.")


def check_settings(name: str | None, threshold: float | None) -> Method:
    """Return the method of this name (None: the default), if it can work with this threshold.

    Raises
    ------
    UsageError
        If there is no such method, its threshold is missing, or it is given one that it does not take.
    """
    method = METHODS[0] if name is None else find_method(name)
    if threshold is None:
        if method.needs_threshold:
            raise UsageError(MANUAL_NEEDS_THRESHOLD)
    elif not method.needs_threshold:
        raise UsageError(f"The method {method.name} finds its own threshold; leave --threshold out or use manual.")
    elif not math.isfinite(threshold):
        raise UsageError("The threshold must be a finite number.")
    return method
