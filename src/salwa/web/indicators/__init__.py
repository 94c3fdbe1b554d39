"""Pages with the figures of tracing, and the cases behind each figure."""
