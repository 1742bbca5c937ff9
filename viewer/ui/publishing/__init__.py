"""What the window does for handing something on: printing, bundle, report, case, and the sentence of the finding.

It asks where to and shows what came of it; it never makes a file itself and never hands on what was not looked at.
"""
