"""Before and after: two blocks of slices in two panes, each with its own outlines.

`paired` which slice stands in which pane · `eyes` what a pane sees · `greys` one grey for both · `choosing` which
blocks to offer · `adding` a second study beside the first · `doing` pairing, offset, blinding · `withheld` what may
not be done blinded · `changed` the numbers of both dates in words · `actions` rows of the table of commands.

Nothing here writes a date, a name or an identifier, and looking at both dates changes no number.
"""
