"""The door for other States' installations."""
