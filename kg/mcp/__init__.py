"""The graph for language-model agents: a server of the Model Context Protocol over standard input and output.

server           the tools and resources
instructions.md  what an agent is told first
"""
