"""Satisfaction: how it was, asked once after a concern is solved.

A *question* is put to whoever the answers of a concern go to: it *waits* for some hours after the
concern is solved, then it is *asked* by mail or *left out*, with the reason. An *answer* is never
overwritten: a correction is one more answer, and the last one counts. A low one opens a follow-up:
a task with an owner.

    waits ──asked──> asked ──answer──> answered ──correction──> answered
      └──left out (not in the sample, asked lately, no mail there …)
"""
