"""Pages of ammunition by lot."""
