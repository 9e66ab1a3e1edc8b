"""From a draft to what customers choose from: what would change, for whom, and then the step.

A *release* is one such step: that a version was published, or withdrawn, by whom and why. An
*effect* is what publishing a draft would do to the builds that customers have saved and to the
quotes that are open: computed by really trying each of them in the draft, by a worker.
"""
