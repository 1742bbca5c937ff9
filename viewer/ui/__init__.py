"""The window: the only folder that imports PySide6.

Widgets paint and forward; what they show follows from the session's snapshot. They never open a file format,
never compute a number and never keep a truth of their own.
"""

from viewer.ui.faults.guards import guard_classes_to_come

guard_classes_to_come()
