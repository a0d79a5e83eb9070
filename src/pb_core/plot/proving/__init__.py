"""The parts of the proof: what was drawn against what the data says."""
