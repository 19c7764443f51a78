"""Reading: digests as they stand in files -> ``Digest`` values, and a ``Problem`` for whatever could not be read.

sources      paths, folders, globs, "-"  -> named bytes, unpacked
reader       bytes                       -> one of the two parsers, told by content
markdown     the text of a digest        -> Digest
papers       JSON, in blocks             -> Digest (values: JSON as it comes; records: one paper of it)
dates        headings, paths, timestamps -> ISO dates
identifiers  links and ids               -> arXiv ids
people       lists of authors            -> names
titles       LaTeX in titles             -> readable Unicode
text         characters and line breaks  -> text as it may stand in a digest
"""

from kg.read.reader import Reading, read_paths, read_sources
from kg.read.sources import Source

__all__ = ["Reading", "Source", "read_paths", "read_sources"]
