"""Which side an outline is on, what the user states about it, and what is asked. Never told from the screen."""
