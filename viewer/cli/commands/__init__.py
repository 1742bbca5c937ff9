"""The group of commands, which only a command or help needs. The window opens without it and never imports it."""
