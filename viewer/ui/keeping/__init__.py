"""What the window does so that no work is lost: projects and tables saved and opened, unsaved work asked about.

It asks and shows; the writing and reading is done by `viewer.app` on other threads, and the disk is never waited for.
"""
