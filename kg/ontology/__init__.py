"""The vocabulary: prefixes and IRIs, the lexicon, the named queries, where shapes and context lie.

    terms     PREFIXES, BASE, KG, prefixes, expand, Iris, KIND_CLASS, ROLE_PROPERTY, NODE_CLASS
    lexicon   load_lexicon -> Lexicon
    queries   load_queries -> NamedQuery by name
    context   the JSON-LD context
    files     paths of the ontology and its shapes

The data are the files of ``ontology/``; this room reads them and holds none of its own.
"""
