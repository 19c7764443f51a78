"""The graph as RDF: converted both ways, serialised, and kept in a store on disk that opens at once.

- convert: ``to_triples`` and ``from_store``
- spots: mentions as triples and as lines
- serialize: triples to Turtle, N-Triples, JSON-LD, RDF/XML
- void: the VoID description of what an exports folder holds
- disk: the store in ``exports/store/``
- patch: a store made from the one before it
- digests: the digests that a graph was built from
- lexicons: the user's lexicon files that it was built with
- lock: one writer at a time
- rdf: the same data as an rdflib Graph
"""
