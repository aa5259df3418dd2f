"""The report: one HTML file that shows one evaluation, or two side by side.

`content` gathers what is shown from evaluations, `plots` draws, and `page` puts the page
together; only the templates hold HTML.
"""
