"""The graph as a property graph: the files that ``neo4j-admin database import`` reads.

Header files and typed columns after https://neo4j.com/docs/operations-manual/current/import/. What RDF needs a node for
(a listing, a collaboration, a link) is a relationship with properties here, and what is symmetric is stated once.
"""

from kg.export.neo4j.write import neo4j_files as neo4j_files
