"""Before and after in the window: the bar above both panes, what is written on them, what changed, and the questions.

`desk` what the window does for its actions · `dialog` which two blocks · `adding` a second study · `bar` above the
panes · `over` on the panes · `feed` measures in the background · `panel` what changed. It keeps no truth, and a
date that is typed is never kept: only days between studies are.
"""
