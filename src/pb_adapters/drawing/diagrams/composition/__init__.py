"""Layout by pattern: panels that tile the page, each packed in bands whose linked members face each other."""
