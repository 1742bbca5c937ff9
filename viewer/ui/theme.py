"""Colours, type sizes and the style sheet: dark and quiet, so that the image is the brightest thing on the screen.

Sizes follow the system's font: every length is a multiple of its height, so that larger system text makes
everything larger.
"""

from html import escape

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette, Qt
from PySide6.QtWidgets import QApplication

from viewer.core.outline import Outline, Side, Structure

CANVAS = "#000000"
WINDOW = "#16181b"
PANEL = "#1c1f23"
RAISED = "#262a2f"
LINE = "#33383e"
TEXT = "#e4e7ea"
QUIET = "#a3abb3"
"""Secondary text; contrast to PANEL 7:1."""
FAINT = "#838c95"
"""Hints; contrast to PANEL 4.8:1."""
ACCENT = "#5aa9e6"
ACCENT_DEEP = "#2b6ea3"
WARNING = "#f0b429"
DANGER = "#ff7b6b"
GOOD = "#6fcf97"

SIDE_COLOURS: dict[Side, str] = {Side.RIGHT: "#ffb000", Side.LEFT: "#64b5ff", Side.UNKNOWN: "#d9d9d9"}
"""Outline and column colours, told apart by colour-blind readers (amber and blue); a side also has its own line
pattern and is always named in words."""

REFERENCE_COLOURS: dict[Structure, str] = {Structure.REFERENCE_FAT: "#ffffb2", Structure.REFERENCE_MUSCLE: "#b2c69f"}
"""Regions that the levels of fat and muscle come from: neither colour is that of a side, and each is named."""

STRUCTURE_COLOURS: dict[Structure, str] = {
    Structure.ERECTOR_SPINAE: "#2dffec",
    Structure.PSOAS: "#d9539f",
    Structure.QUADRATUS_LUMBORUM: "#ff2d1a",
    Structure.CUSTOM: "#8c8c79",
    **REFERENCE_COLOURS,
}
"""Colours of what is no multifidus, the same on both sides: the line pattern tells the side. They and the side colours
stay apart for readers who do not see red, green or blue (tested with the simulation of Machado 2009)."""

SIDE_DASHES: dict[Side, tuple[float, ...]] = {Side.RIGHT: (6.0, 3.0), Side.LEFT: (2.5, 2.5), Side.UNKNOWN: (9.0, 4.0)}
"""Dash and gap of outlines on the screen, in line widths."""

ANNOTATION = "#f3f3f3"
CASING = "#101010"


def outline_colour(outline: Outline) -> str:
    """Colour of an outline: of its side for the multifidus, else of its structure."""
    return STRUCTURE_COLOURS.get(outline.structure, SIDE_COLOURS[outline.side])


def unit(font: QFont | None = None) -> float:
    """Height of a line of text in screen points: the measure of every length in the window."""
    return QFontMetricsF(font or QApplication.font()).height()


def apply_theme(app: QApplication) -> None:
    """Give the program, which was started in the Fusion style, its colours, whatever those of the desktop are."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, WINDOW),
        (roles.WindowText, TEXT),
        (roles.Base, "#121417"),
        (roles.AlternateBase, PANEL),
        (roles.Text, TEXT),
        (roles.Button, RAISED),
        (roles.ButtonText, TEXT),
        (roles.BrightText, "#ffffff"),
        (roles.ToolTipBase, RAISED),
        (roles.ToolTipText, TEXT),
        (roles.Highlight, ACCENT_DEEP),
        (roles.HighlightedText, "#ffffff"),
        (roles.Link, ACCENT),
        (roles.LinkVisited, ACCENT),
        (roles.PlaceholderText, FAINT),
        (roles.Light, "#3a4047"),
        (roles.Midlight, "#2d3238"),
        (roles.Mid, "#24282d"),
        (roles.Dark, "#101215"),
        (roles.Shadow, "#000000"),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#6b737b"))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(unit(app.font())))


def style_sheet(u: float) -> str:
    """Style sheet for lines of text `u` screen points high."""
    small, middle = round(0.25 * u), round(0.45 * u)
    return f"""
    QMainWindow, QDialog {{ background: {WINDOW}; }}
    QMainWindow::separator {{ background: {LINE}; width: 1px; height: 1px; }}
    QMenuBar {{ background: {WINDOW}; color: {QUIET}; padding: 1px {small}px; }}
    QMenuBar::item {{ padding: {small}px {middle}px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {RAISED}; color: {TEXT}; }}
    QMenu {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; padding: {small}px; }}
    QMenu::item {{ padding: {small}px {round(1.6 * u)}px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {ACCENT_DEEP}; }}
    QMenu::item:disabled {{ color: #6b737b; }}
    QMenu::separator {{ height: 1px; background: {LINE}; margin: {small}px; }}
    QToolBar {{ background: {WINDOW}; border: none; border-bottom: 1px solid {LINE}; spacing: 2px;
                padding: {small}px; }}
    QToolBar::separator {{ background: {LINE}; width: 1px; margin: {small}px {middle}px; }}
    QToolButton {{ color: {QUIET}; padding: {small}px {middle}px; border-radius: 5px; border: 1px solid transparent; }}
    QToolButton:hover {{ background: {RAISED}; color: {TEXT}; }}
    QToolButton:checked {{ background: #22394b; color: #ffffff; border-color: {ACCENT_DEEP}; }}
    QToolButton:focus {{ border-color: {ACCENT}; }}
    QToolButton:disabled {{ color: #565d65; }}
    QPushButton {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; border-radius: 5px;
                   padding: {small}px {round(0.8 * u)}px; }}
    QPushButton:hover {{ background: #30353b; }}
    QPushButton:pressed {{ background: {ACCENT_DEEP}; }}
    QPushButton:checked {{ background: #22394b; color: #ffffff; border-color: {ACCENT}; }}
    QPushButton:focus {{ border-color: {ACCENT}; }}
    QPushButton:default {{ background: {ACCENT_DEEP}; border-color: {ACCENT_DEEP}; color: #ffffff; }}
    QPushButton:disabled {{ color: #6b737b; background: {PANEL}; }}
    QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit {{ background: #121417; color: {TEXT};
                   border: 1px solid {LINE}; border-radius: 4px; padding: {round(0.18 * u)}px {small}px;
                   selection-background-color: {ACCENT_DEEP}; }}
    QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
    QListView:focus, QTreeView:focus {{ border: 1px solid {ACCENT}; }}
    QDialogButtonBox, QMessageBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QCheckBox::indicator {{ width: {round(0.7 * u)}px; height: {round(0.7 * u)}px; border: 1px solid {FAINT};
                   border-radius: 3px; background: #121417; }}
    QCheckBox::indicator:checked {{ background: {ACCENT}; border-color: {ACCENT}; }}
    QCheckBox::indicator:focus {{ border-color: {ACCENT}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
    QComboBox QAbstractItemView {{ background: {RAISED}; border: 1px solid {LINE}; }}
    QListView, QTreeView, QTableView {{ background: {PANEL}; border: 1px solid transparent; outline: none; }}
    QScrollArea {{ border: none; background: {PANEL}; }}
    QScrollBar:vertical {{ background: transparent; width: {round(0.6 * u)}px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: {round(0.6 * u)}px; margin: 0; }}
    QScrollBar::handle {{ background: #3d434a; border-radius: {small}px; min-height: {round(1.5 * u)}px; }}
    QScrollBar::handle:hover {{ background: #525a63; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
                   border: none; width: 0; height: 0; }}
    QStatusBar {{ background: {WINDOW}; color: {QUIET}; border-top: 1px solid {LINE}; }}
    QStatusBar::item {{ border: none; }}
    QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; padding: {small}px; }}
    QSplitter::handle {{ background: {LINE}; }}
    QProgressBar {{ background: #121417; border: 1px solid {LINE}; border-radius: 4px; text-align: center;
                    color: {TEXT}; }}
    QProgressBar::chunk {{ background: {ACCENT_DEEP}; border-radius: 3px; }}
    QLabel[quiet="true"] {{ color: {QUIET}; }}
    QLabel[faint="true"] {{ color: {FAINT}; }}
    QLabel[head="true"] {{ color: {FAINT}; font-weight: 600; }}
    QFrame[strip="true"] {{ background: #2a2618; border: none; border-bottom: 1px solid #574a1f; }}
    QFrame[strip="calm"] {{ background: {RAISED}; border: none; border-bottom: 1px solid {LINE}; }}
    QFrame[panel="true"] {{ background: {PANEL}; border: none; }}
    """


def plain_tip(text: str) -> str:
    """Text for a tooltip, which shows it as it stands.

    A tooltip has no setting for that: it takes what looks like mark-up for mark-up, and loads the files that this
    names. Names of files, readings and series come from elsewhere.
    """
    return f"<span>{escape(text)}</span>" if Qt.mightBeRichText(text) else text
