"""Speed and memory beside a floor in the same run. Figures for docs/measured.md; nothing here is asserted."""
