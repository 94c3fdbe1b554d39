"""Pages of seizures, finds and surrenders."""
