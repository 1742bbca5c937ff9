"""How numbers come about: coverage-weighted sums over stored values, thresholds, flags, phantoms.

Uses numpy, scipy and scikit-image. It never reads or writes a file and never looks at a display window.
Scipy and scikit-image are imported inside the functions that need them: start-up must stay short.
"""
