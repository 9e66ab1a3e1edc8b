"""Articles: answers written once, for everybody. On the customer's screen: *help*.

    draft -> published -> retired

An *article* has *versions* in each language, numbered from 1. The page shows the *published* one;
a new *draft* is written beside it. What was once published never changes: publishing a draft
retires the version before it, and so does taking the article off the page.

*feedback*: whether it helped, once for each visitor. *avoided concern*: somebody was about to
raise a concern and said that an article answered it.
"""
