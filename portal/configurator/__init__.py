"""Products made to order: what can be chosen, what fits together, what it costs and when it comes.

A *product model* describes one product made to order. It has *option groups* (frame, drive,
extras): a single group takes one *option*, a multi group any number of them, a number group a
number. *Rules* say which options fit together, each with a *because* that customers read. *Terms*
are prices that depend on several options; a bundle is one of them. A *pick* is an option of a
group; a customer's *choices* are some picks; a *build* decides every group and keeps every rule.

An option *fits* when it and the choices made in other groups are part of at least one build. A
*conflict* is the smallest set of choices and rules that keep an option from fitting; a *repair* is
the fewest, then cheapest changes to the choices that make it fit.

    model = files.read(text)                        # or Unsound, naming each group and rule
    compiled = publishing.load(model, folder)       # once per version, for all processes
    choices = compiled.choices([("drive", "belt")]) # or UnknownPick
    compiled.domains(choices)                       # every option: fits, changes, best price
    compiled.prices_and_days(choices)               # least and most of the remaining builds
    explaining.explain(compiled, choices, pick)     # why it does not fit
    repairing.repairs(compiled, choices, pick)      # what it would take
    completing.cheapest(compiled, choices)          # or fastest, or nearest to an earlier build
    checking.check(compiled)                        # before publishing

`engine/` knows variables and values only. A model is compiled to a graph of all its builds that
every click walks up and down once; where that graph would be too large, a solver searches instead,
with a deadline, and says what it could not prove in time. Nothing here knows a session or Flask.
"""
