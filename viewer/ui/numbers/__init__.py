"""From the session to the panel of numbers and back; nothing here measures or paints."""
