"""Dialogs of outlining; they ask and say what was chosen, and never change a document."""
