"""Leg Up: informational interviewing, from the first letter to a foot in the door."""

__version__ = "0.1.0"
