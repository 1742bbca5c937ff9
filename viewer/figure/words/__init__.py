"""Everything a figure says: live fields, captions, alternative texts, the sentence of the finding.

Words come from an allow-list of facts: geometry, timing, method, numbers, flags, statements. Nothing here ever looks at
a description, a name, an identifier or a path of the input, and nothing knows how a figure is drawn.
"""
