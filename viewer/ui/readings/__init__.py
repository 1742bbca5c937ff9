"""The window's part of readings: lists of them, their dialogs, and how two differ. It never decides anything itself."""
