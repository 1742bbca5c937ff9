"""Multifidus Viewer: fat-to-muscle ratio of the right and left multifidus on axial lumbar MRI.

The map of this tree, from the bottom up (a folder imports only from those before it):

- `errors`    every error raised on purpose, with the sentence the user reads and the exit status
- `core`      what things are: geometry and sides, series, grey values, outlines, coverage, document, view, history
- `measure`   how numbers come about: the default method `anchored`, others, Dixon, intervals, flags, agreement, the
              phantom and its validation
- `proposals` outlines that the program suggests: livewire, mirror and fit, carrying to other slices, smart outline;
              vertebrae counted from one that was named
- `tools`     what the pointer does: state machines that take gestures and give edits, without Qt
- `io`        everything outside: DICOM, the decode worker, archives, NIfTI, pictures, masks, tables, projects, the
              journal of unsaved work, locks
- `figure`    FigureSpec → marks on paper in mm → matplotlib
- `app`       the running program without its window: session, actions, opening, live numbers, projects, what is kept
              while one works, reports of faults
- `ui`        the window: the only folder that imports PySide6; it paints and forwards
- `cli`       one module per command; puts the parts together, and opens the window

How a change happens: Qt event → `Gesture` in image pixels → `tool.step` → `Edit` → `Session` → one call to every
listener with the snapshot before and after. Widgets keep no truth. `tools`, `io` and `figure` never import each other.

What never happens in it: a side told from the screen, a number measured from the display, a missing
orientation or spacing filled with a default, patient data in a written file, an input file changed, anything run that
was read.
"""

__version__ = "0.1.0"

PROGRAM = "Multifidus Viewer"
"""Name of the program in every written file."""

NOTICE = "For research and teaching, not for diagnosis."
"""Said in every report."""
