"""Two invented States and their registers: generated, seeded, no real record among them. Read by `salwa demo`."""
