"""Reports: one module per format, each with a `render` that turns a Report into a string."""
