"""Reading: digests as they stand in files -> ``Digest`` values, and a ``Problem`` for whatever could not be read.

sources    paths, folders, globs, "-"  -> named bytes
markdown   the text of a digest        -> Digest
dates      headings and paths          -> ISO dates
titles     LaTeX in titles             -> readable Unicode
"""

from kg.read.reader import Reading, read_paths, read_sources
from kg.read.sources import Source

__all__ = ["Reading", "Source", "read_paths", "read_sources"]
