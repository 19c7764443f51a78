"""Facts to one networkx.MultiDiGraph, and what can be computed on it.

- build: ``build_graph``, Facts to MultiDiGraph
- pairs: co-authors, counted fractionally
- similarity: ``TopicIndex``, how near papers are, and why (needs no networkx)
- communities: topic communities and centrality, for views and statistics
- naming: texts, IRIs and labels that every format can carry
"""
