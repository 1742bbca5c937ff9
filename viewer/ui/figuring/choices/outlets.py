"""Outlets and formats as they are offered."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from viewer.figure.encoding import ENCODERS
from viewer.figure.presets import PRESETS, Preset
from viewer.ui import theme

_HEADINGS = (("Journals", "journal"), ("Web", "web"), ("Slides and posters", "talk"))


def format_name(suffix: str) -> str:
    """How a format is called, such as 'PNG'."""
    return {".jpg": "JPEG", ".webp": "WebP"}.get(suffix, suffix.lstrip(".").upper())


def formats() -> tuple[str, ...]:
    """One file name ending of every format, with its dot."""
    first: dict[Callable[..., bytes], str] = {}
    for suffix, encoder in ENCODERS.items():
        first.setdefault(encoder, suffix)
    return tuple(first.values())


def outlet_combo() -> QComboBox:
    """Every outlet, journals first, under a heading each."""
    combo = QComboBox()
    fill_outlets(combo, ())
    # The list may be wider than the field, so that long names do not widen the dialog.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(24)
    combo.view().setMinimumWidth(round(24 * theme.unit()))
    return combo


def fill_outlets(combo: QComboBox, own: tuple[Preset, ...]) -> None:
    """Offer every outlet, the user's own ones last."""
    with QSignalBlocker(combo):
        combo.clear()
        for heading, kind in _HEADINGS:
            _add_outlets(combo, heading, tuple(known for known in PRESETS if known.kind == kind))
        if own:
            _add_outlets(combo, "Your own", own)
        combo.setMaxVisibleItems(combo.count())


def _add_outlets(combo: QComboBox, heading: str, presets: tuple[Preset, ...]) -> None:
    combo.addItem(heading)
    model = combo.model()
    if isinstance(model, QStandardItemModel):
        head = model.item(combo.count() - 1)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setData(QColor(theme.FAINT), Qt.ItemDataRole.ForegroundRole)
        font = combo.font()
        font.setBold(True)
        head.setFont(font)
    for known in presets:
        width = f", {known.width_mm:g} mm" if known.kind == "journal" else ""
        combo.addItem(f"{known.outlet}{width}", known.name)
        source = theme.plain_tip(f"Source: {known.source or 'none'}")
        combo.setItemData(combo.count() - 1, source, Qt.ItemDataRole.ToolTipRole)
