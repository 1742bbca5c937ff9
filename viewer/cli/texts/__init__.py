"""Parts of what the command line prints for people, as lines; nothing here is measured or written to files."""
