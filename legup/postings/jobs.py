"""Due work of postings."""


def check_watches(now):
    """Look at boards that are due."""
