"""Crisis console: complaints and media mentions in, early explained warnings and a live war-room out."""

__version__ = "0.1.0"
