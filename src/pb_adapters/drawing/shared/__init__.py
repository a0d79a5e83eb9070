"""What the drawing engines share: palettes, typefaces and the encoding of finished figures."""
