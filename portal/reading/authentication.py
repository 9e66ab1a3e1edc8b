"""Whether our own mail server found a mail to come from where it says (RFC 8601).

Anybody can write such a header into a mail. Only results under the name of our own server count,
and of those the newest: it strips older ones of its name from what comes in.
"""

import re

from portal.reading.parsing import ParsedMail

_METHOD = re.compile(r"\s*dmarc\s*=\s*([a-z]{1,20})", re.IGNORECASE)
_KNOWN = frozenset({"pass", "fail", "none", "temperror", "permerror", "bestguesspass"})


def dmarc_result(mail: ParsedMail, trusted_authserv_id: str) -> str:
    """`pass`, `fail`, `temperror`, `permerror`; `none` when our server said nothing readable."""
    trusted = trusted_authserv_id.strip().lower()
    for authority, results in mail.authentication_results:
        if not trusted or authority != trusted:
            continue
        for result in _without_comments(results).split(";")[1:]:
            found = _METHOD.match(result)
            if found:
                word = found[1].lower()
                return word if word in _KNOWN else "none"
    return "none"


def _without_comments(text: str) -> str:
    """Comments may hold semicolons, and results that nobody found."""
    kept, depth = [], 0
    for letter in text:
        depth += letter == "("
        if not depth:
            kept.append(letter)
        depth -= letter == ")" and depth > 0
    return "".join(kept)
