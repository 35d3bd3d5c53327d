"""Agreement in print: plain text, LaTeX and the paragraph that journals ask for. Numbers, never verdicts."""
