"""Layers with their own tables, and which of their axes is the base: what checks and expectations stand on."""
