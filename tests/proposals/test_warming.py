"""What is imported ahead: all that the first use of a tool would import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import json, sys
import numpy as np
from viewer.proposals.livewire.wire import wire_from
from viewer.proposals.mirroring import contrast, fitting, reflection, rings, symmetry
from viewer.proposals.propagation import carrying, following
from viewer.proposals.smart import evidence, proposing
from viewer.proposals.warming import warm_up

def heavy():
    return {name for name in sys.modules if name.split(".")[0] in ("scipy", "skimage")}

before = heavy()
warm_up()
warm = heavy()
y, x = np.indices((90, 110), dtype=float)
values = 300.0 + 500.0 / (1.0 + np.exp(25.0 - np.hypot(x - 50.0, y - 45.0)))
wire_from(values, (75.0, 45.0), accepted=(np.array([(50.0, 20.0), (75.0, 45.0)]),)).path_to((50.0, 70.0))
from scipy.ndimage import gaussian_filter, gaussian_filter1d, map_coordinates, maximum_filter, uniform_filter
from scipy.sparse import csr_array
from skimage.measure import find_contours
from skimage.registration import optical_flow_tvl1
find_contours(values, 500.0)
optical_flow_tvl1(values, values, num_iter=1, num_warp=1)
print(json.dumps([sorted(before), len(warm), sorted(heavy() - warm)]))
"""


@pytest.fixture(scope="module")
def imported():
    """Modules before, how many are there when warm, and those that the first use adds."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_parts_of_proposals_are_imported_without_it(imported):
    assert imported[0] == []


def test_the_first_use_of_a_tool_imports_nothing_more(imported):
    assert imported[1] > 100
    assert imported[2] == []
