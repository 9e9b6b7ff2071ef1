"""Text tools that listening and speaking both need, and the one catalogue of words for people."""
