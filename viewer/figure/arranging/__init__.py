"""Where the panels of a figure lie: which pixels each shows, in which grey, how turned, at which scale, in which row.

Plain geometry in mm; it never looks at what is written or drawn on a panel, and knows no drawing library.
"""
