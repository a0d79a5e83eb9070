"""The MCP server: figures as tools and resources of the Model Context Protocol, made by a server of the REST API.

It needs the extra ``mcp``, the protocol's official SDK, which nothing else imports.
"""
