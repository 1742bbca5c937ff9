"""Live numbers whose work waits until the test says so."""

import pytest

from viewer.app.numbers import LiveNumbers


class Waiting:
    """Keeps work until it is told to do it."""

    def __init__(self):
        self.work = []

    def __call__(self, work):
        self.work.append(work)

    def do_all(self):
        while self.work:
            self.work.pop(0)()


@pytest.fixture
def waiting():
    return Waiting()


@pytest.fixture
def told():
    return []


@pytest.fixture
def live(waiting, told):
    return LiveNumbers(run=waiting, on_ready=told.append)
