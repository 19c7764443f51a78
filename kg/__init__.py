"""paperkg: digests of AI papers as a knowledge graph."""
