"""The article figure: FigureSpec → `lay_out` → marks on paper in mm → pixels, PDF or SVG.

The only folder that imports matplotlib. It never reads an input file, never measures, and never takes a
side from anything but geometry or the user's recorded statement.
"""
