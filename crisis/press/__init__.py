"""PRESS: words for the public and documents for the file, rendered where nothing else can happen."""
