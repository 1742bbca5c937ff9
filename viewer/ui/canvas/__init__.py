"""The image: painting it, what lies on it, and turning events into gestures. Never changes a document by itself."""
