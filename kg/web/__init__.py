"""The graph over HTTP: requests in, questions to ``kg.ask`` out. The only room that knows the HTTP libraries.

shield      who may ask at all: Host, Origin, sizes; the headers that every answer carries
negotiate   which form an Accept header wants
parameters  query strings, forms and bodies, checked
problems    errors as answers (RFC 9457)
desk        one question to the workers, for as long as the client waits
protocol    /sparql: SPARQL 1.1 Protocol and service description
things      the address of each thing, which gives it as JSON or RDF (or a page)
addresses   where each thing stands
query       /query: the page on which queries are written
editor      the build of that page's editor (not imported here)
pages       things, a search, trends, paths and the start as pages for people
language    in which language a page speaks, and its words
charts      where bars, lines and points of a picture lie
atlas       the map
api         /api: JSON, described in openapi.json
app         the routes
server      the socket, the start and the end
"""
