"""Drawing engines: diagrams, statistical plots and composites, and what they share."""
