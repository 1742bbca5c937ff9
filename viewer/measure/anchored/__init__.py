"""The default method: one scale from lean muscle to pure fat for a whole slice, anchored in references on it.

`scale` what the scale is: levels, the coil's gain, the references behind them. It never looks at a display window,
never resamples pixels, and draws no random number that a fixed seed does not give.
"""
