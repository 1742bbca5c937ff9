"""Windows that open on request: the figure, help, codes, choices. None of them blocks while it works."""
