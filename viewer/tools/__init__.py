"""What the pointer does: pure state machines, tested as lists of gestures.

Each tool is a module with states that are frozen dataclasses and a `step`; `registry.TOOLS` lists them all. A
tool never draws, never knows Qt and never changes a document in place: it returns a new one with the name of
the change.
"""
