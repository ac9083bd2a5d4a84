"""Sources: what several probes look into, opened once per collection through `context.shared`."""
