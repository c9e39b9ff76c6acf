"""Pairs of names, labelled by hand from public knowledge and from made-up organizations."""

from pathlib import Path

PAIRS = Path(__file__).with_name("pairs.csv")
