"""Keys and how-to with pictures, opened by F1, and the scenes that the pictures are made from.

Imported only when help is asked for. Never says a key that the tables of commands, tools and pointer do not hold.
"""
