"""What happens without a door: timers of the served console, and cases played through its commands."""
