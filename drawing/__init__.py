"""Pictures from scene descriptions, at build time; the running app must never import this room."""
