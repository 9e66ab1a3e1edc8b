"""Reading mail: bytes in, values out. Pure, bounded, and never an exception for any bytes.

`parsing.parse` gives what a mail says, `classifying.classify` what it is, `reply_text.cut` the
words its writer typed, and `html.sanitise` what may be shown of its page. Most of what arrives is
broken somewhere; what was guessed or left out is said in the mail's own notes.
"""
