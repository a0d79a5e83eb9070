"""Batches: the requests of a table, submitted once each and downloaded, however often a run is interrupted."""
