"""Settings and index are written in order, behind the user's back, and not after the end."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.memory import image, series
from viewer.app.keeping import Keeper
from viewer.app.settings import Settings, load_settings
from viewer.core.series import Study


def test_the_last_settings_are_the_ones_that_stay():
    keeper = Keeper(Settings())
    for number in range(20):
        keeper.keep(replace(keeper.settings, reader=f"R{number}"))
    keeper.close()
    keeper.keep(replace(keeper.settings, reader="too late"))
    assert load_settings().reader == "R19"


def test_a_keeper_that_may_not_write_writes_nothing(own_home: Path):
    keeper = Keeper(Settings(), is_writing=False)
    keeper.keep(Settings(reader="R1"))
    keeper.remember(Study(series=(series(image(np.zeros((4, 4)))),)), [own_home])
    keeper.close()
    assert keeper.settings.reader == "R1"
    assert not any(path.is_file() for path in own_home.rglob("*"))
