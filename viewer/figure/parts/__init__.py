"""What is drawn on a panel: picture, outlines, letters, badge, scale bar, colour bar, inset, key, the user's marks.

Plain geometry on paper in mm; nothing in it draws, reads a file or knows a drawing library.
"""
