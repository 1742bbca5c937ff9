"""The running program without its window: opening a study, choosing what to show first.

Runs without PySide6. It never draws and never parses a file format.
"""
