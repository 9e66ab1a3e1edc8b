"""Built to order: the models we offer, their versions, and the builds people make of them.

A *product model* is offered under its slug (`/build/tourer`). What it consists of is a *version*:

    draft -> published -> withdrawn

A draft may change as long as it is one. A published version never does again: builds, quotes and
orders name it and are computed from it for ever. What customers choose from is the newest version
that is published; a withdrawn one is no longer offered, and still answers for what was built of it.

A *build* is what somebody chose of one version, complete or not, kept under a code that nobody can
guess. Whoever knows the code sees the build; who saved it may rename and delete it. A visitor saves
without an account: their browser remembers which builds are theirs.

`configuring.configured(version, choices)` computes everything anew from the version: prices and
days that are kept with a build say what was true then, never what is charged.
"""
