"""The two panes of a comparison in the window: a second canvas beside or over the first, and what stands between them.

`stage` puts the parts where the mode wants them · `over` paints on both canvases · `column` the numbers between them ·
`divider` what swipes · `searching` looks for the line between right and left.

Nothing here is made before a comparison is asked for, and nothing here keeps a truth of its own.
"""
