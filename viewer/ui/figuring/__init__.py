"""The window in which figures are made: the page where it is edited, the choices beside it, saving and copying.

It keeps no truth of its own: a recipe lives in the document, and what a gesture makes of it is worked out in
`viewer.app.figuring`. It never lays out a page and never writes a file.
"""
