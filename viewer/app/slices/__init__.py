"""All slices of a series at once: what is outlined on each, its numbers, and totals over many.

Numbers are measured as those of the slice on the screen are, away from the window's thread, and kept per slice; nothing
here knows a widget, writes a file, or changes the document.
"""
