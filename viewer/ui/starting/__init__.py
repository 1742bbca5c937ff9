"""What is made ready once the window is up, so that the first click does not wait.

Nothing here shows anything, and the window never waits for it.
"""
