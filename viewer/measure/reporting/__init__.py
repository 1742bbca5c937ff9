"""What was measured, in words that tables and papers can carry: pure functions of a measurement.

Nothing here reads a file or looks at a patient's data; what is said is built from an allow-list.
"""
