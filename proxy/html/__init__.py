"""The only folder that knows an HTML engine: reads facts from a page's bytes, and rewrites them.

The rest of the proxy imports these alone:

    Bodies(budget)                                 what was worked out about the last bodies, in a budget of bytes
    Reader(bodies).read(body, charset, readings, decimal)    facts of the page, by the readings' keys
    Rewriter(bodies).rewrite(body, charset, edits)           Rewritten(parts, html, ...)
    selector_problem(css)                          why a selector is wrong, None when it is not

How a page is rewritten: `source` parses the body so that characters stand at their bytes' offsets, `find` and `locate`
give the places of an edit, `cuts` what it does there, `weave` and `plan` put the cuts of all edits together, `splice`
fills the plan, `verify` proves the result, `rewrite` leaves out the rules that it cannot prove. A page is never
serialized: what no edit touches is the shop's own bytes.

The edits of one element are made in this order, whatever order they come in: set, fill, prepend and append, before and
after, remove or replace.
"""
