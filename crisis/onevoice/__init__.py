"""SPEAKING: claims and forbidden wording in a text, and contradictions with facts and released words."""
