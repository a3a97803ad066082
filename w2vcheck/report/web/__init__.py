"""The report as one page of HTML: pictures drawn here as SVG, words in `templates/`."""
