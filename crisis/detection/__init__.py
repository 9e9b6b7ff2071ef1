"""LISTENING: a stream of items in, verdicts with their reasons out; pure, and never looking ahead."""
