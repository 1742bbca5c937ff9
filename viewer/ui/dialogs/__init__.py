"""Windows that open on request: the figure, help, codes, choices.

None of them blocks while it works, and none changes the session: they say by signals and callbacks what was
decided. They never write a file themselves.
"""
