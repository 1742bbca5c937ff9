"""Qt keeps no folder that one of the program's dialogs showed, in settings of its own that no allow-list covers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOWN = """
import sys
from pathlib import Path
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from viewer.ui.dialogs.files import file_dialog

app = QApplication([])
folder = Path(sys.argv[1])
if sys.argv[2] == "ours":
    dialog = file_dialog(None, "Save", folder, hides_patient=False)
else:
    dialog = QFileDialog(None, "Save", str(folder))
dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
dialog.selectFile("OUTCANARY.png")
dialog.show()
dialog.accept()
dialog.deleteLater()
app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
"""


def written(tmp_path: Path, whose: str) -> bytes:
    """All that lies in the home of a user after a dialog showed a folder."""
    folder, home = tmp_path / "ORDCANARY_Canarius", tmp_path / f"home-{whose}"
    folder.mkdir(exist_ok=True)
    home.mkdir()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
        "HOME": str(home),
        "MULTIFIDUS_HOME": str(home / "own"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    subprocess.run([sys.executable, "-c", SHOWN, str(folder), whose], env=environment, check=True, timeout=60)
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.mark.skipif(sys.platform != "linux", reason="Qt keeps its settings in the registry or a property list there")
def test_qt_remembers_no_folder(tmp_path):
    assert b"ORDCANARY" in written(tmp_path, "qt")  # Qt by itself does
    assert b"ORDCANARY" not in written(tmp_path, "ours")


def test_every_file_dialog_of_the_window_is_made_in_one_place():
    ui = Path(__file__).parents[3] / "viewer" / "ui"
    makers = [
        path for path in ui.rglob("*.py") if "QFileDialog(" in path.read_text("utf-8").replace("-> QFileDialog", "")
    ]
    assert makers == [ui / "dialogs" / "files.py"]
    static = [path for path in ui.rglob("*.py") if "QFileDialog.get" in path.read_text("utf-8")]
    assert static == []
