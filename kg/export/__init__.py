"""The files of an exports folder: sorted, atomic, the same bytes for the same graph.

- files: ``write_exports``, everything that ``kg build`` leaves
- formats: ``export_one``, a single format for ``kg export``
- drafts: writing that leaves the old file or the new one, never half of one
- graphml, tables: formats that are no RDF
- manifest: what went in and what came out
- page: the interactive page
"""
