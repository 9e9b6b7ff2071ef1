"""VERBS: one function per thing a person or a job can do; rights are asked here, whatever the door."""
