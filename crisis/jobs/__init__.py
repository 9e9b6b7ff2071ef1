"""DOORS for time: what happens by itself at its hour, each as one command call."""
