"""Two panes on one session: what each of them sees of the snapshot, and what both share.

`panes` the way in: a snapshot as a pane sees it, and a view changed in a pane as all share it · `halves` a slice as
its right and left half · `midlines` the line between them · `focusing` what they show large · `sides` the two panes of
right beside left · `between` their numbers · `doing` opening, closing and leading a comparison · `actions` its rows of
the table of commands.

Nothing here changes a document or a number: a comparison is only another way to look.
"""
