"""A built graph sent to a SPARQL store elsewhere, over the SPARQL 1.1 Graph Store HTTP Protocol.

W3C Recommendation of 21 March 2013, https://www.w3.org/TR/sparql11-http-rdf-update/. Only PUT, POST and GET of one
named graph are used, and a SPARQL query that counts, where it is known who answers one.
"""
