"""``python -m kg`` is ``kg``."""

import sys

from kg.cli import program

if __name__ == "__main__":
    sys.exit(program())
