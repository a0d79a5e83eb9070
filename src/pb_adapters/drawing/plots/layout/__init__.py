"""Layout: where panels, ticks, titles and legend stand, computed from the sizes of their texts before drawing."""
