"""The methods that tell fat from muscle: one table, read by the command line, the menus and the tests.

- `sample`   the covered pixels of an outline
- `rules`    what a method has learned and how it is applied to any outline
- `method`   a row of the table, and what a method may look at besides the outlined pixels
- `table`    `METHODS`: add a line there, and a module here, to add a method
- the other modules hold one family of methods each

Methods share one scale: bright means fat, so values of MONOCHROME1 images arrive with their sign turned. A method
never looks at a display window and never changes a pixel.
"""

from viewer.measure.methods.method import Method as Method
from viewer.measure.methods.method import MethodContext as MethodContext
from viewer.measure.methods.method import MethodKind as MethodKind
from viewer.measure.methods.otsu import otsu_threshold as otsu_threshold
from viewer.measure.methods.rules import LinearRule as LinearRule
from viewer.measure.methods.rules import Rule as Rule
from viewer.measure.methods.rules import ThresholdRule as ThresholdRule
from viewer.measure.methods.sample import Sample as Sample
from viewer.measure.methods.sample import pooled as pooled
from viewer.measure.methods.table import METHODS as METHODS
from viewer.measure.methods.table import check_settings as check_settings
from viewer.measure.methods.table import find_method as find_method
