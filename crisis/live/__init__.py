"""Who is in which room, and every committed event sent to them once and in order."""
