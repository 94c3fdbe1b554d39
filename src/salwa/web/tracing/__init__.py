"""Pages of tracing cases."""
