"""What mail servers say about the mails that they return, in several languages.

One pattern for each thing they may object to; how the patterns are written: phrases.any_of.
"""

from portal.reading.phrases import any_of

_WHO = "(?:user|recipient|addressee|mailbox|account|address|alias|login|person|e-?mail)"

MAILBOX_FULL = any_of(r"""
    quota|mail ?(?:box|folder|drop)s? .{0,20}\bfull|\bfull (?:mail|in)box|mailbox_full
    (?:disk|storage|space|speicher\w*).{0,30}(?:full|exceed|enough|exhaust)|no space left
    (?:insufficient|not enough|out of).{0,20}(?:disk|storage|space)|too much mail
    exceed.{0,30}storage|postfach.{0,30}voll|voll postfach|cuota|pleine|piena|cheia|容量|溢出|已满
    いっぱい|переполнен|account .{0,20}full|full account|over its limit|over limit|would be over
    too many messages in
""")
DISABLED = any_of(r"""
    (?:account|mailbox|user|recipient|address|e-?mail|domain).{0,60}\b(?:disabled|suspended|\
        inactive|locked|deactivated|discontinued|closed|terminated|frozen|restricted|not active|\
        not been activated|expired|on hold)
    (?:disabled|suspended|inactive|locked|closed|deactivated) (?:user|account|mailbox|\
        recipient|address|due)
    (?:no longer|not|isn't|not currently) (?:active|available|accepting|able to receive|\
        receiving|permitted to receive)
    mailbox (?:is )?(?:currently |temporarily )unavailable|unavailable or access denied
    not available|extended inactivity
""")
TOO_LARGE = any_of(r"""
    too (?:big|large|long)|size.{0,20}(?:limit|exceed)|exceed.{0,60}size|maximum.{0,30}size
    line limit|oversize
""")
SENDER = any_of(r"""
    sender.{0,40}(?:reject|denied|unknown|invalid|verif|not |block|refus|domain)|invalid sender
    unknown sender|mail from.{0,40}(?:reject|unknown|invalid|denied|not )
    from.{0,10}(?:header|address).{0,40}(?:reject|invalid|not |missing)|return path|envelope from
    your (?:domain|address|e-?mail address) .{0,30}(?:not|reject|unknown)|domain of sender
""")
POLICY = any_of(r"""
    spam|junk mail|\bblock(?:ed|ing|list)?\b|black.?list|deny.?list|block.?list
    listed (?:at|on|in|by)|reputation|polic(?:y|ies)|\bspf\b|\bdkim\b|\bdmarc\b|authenti
    not authorized|unauthorized|not allowed|not permitted|prohibited|banned|\bdenied\b|\brefused\b
    refuse[sd]? |virus(?:es)? (?:found|detected|in)|contain.{0,20}virus|malware|infected|\brbls?\b
    dnsbl|spamhaus|sorbs|reverse dns|\bptr\b|rdns|\bhelo\b|\behlo\b|\btls\b
    relay(?:ing)? (?:denied|not|access|prohib|rejected|is )
    (?:not?|unable to|cannot|permitted to|won't) relay|rate limit|too many|too fast|frequency
    throttl|limit(?:ed|s)?\b.{0,20}(?:exceed|reach)|unsolicited|suspicious|restrict|violat|abus
    challenge|complaint|(?:message|mail|forbidden|unacceptable) content
    content (?:filter|reject|block|not|restrict|type)|forbidden|permission
    attachment.{0,40}(?:not |block|prohib|reject|remov)|\bfilter(?:ed|ing)?\b
    (?:message|mail) (?:was |has been |is )?(?:rejected|not accepted)|transaction failed
    suppression list|bulk|(?:has been|was|were|is) rejected|rejected (?:by|due|for|as|because)
    at a rate|poor|undesirable|unwelcome|not accept(?:ed|ing)? (?:mail|messages|e-?mail) from
    undeliverable due to|administrative|security|mailing list|authorized|protected|only accept
""")
TEMPORARY = any_of(r"""
    temporar|try again|try later|tried again|retry|gr[ea]y.?list|deferred|time.?d? ?out|expired
    too long in|in the queue|connection (?:refused|timed|lost|reset|dropped|failed)|loop
    too many hops|hop count|unreachable|no route|network|not respond|couldn't connect
    could not connect|cannot connect|no answer|busy|overload
    (?:service|server|system|host).{0,20}unavailable|system (?:error|not|config)|internal error
    local (?:error|config)|protocol|syntax|mailer error|service unavail
""")
MOVED = any_of(r"""
    \bhas moved|moved to a new|user (?:has )?(?:left|moved)|address (?:has )?changed
    changed (?:his|her|their|my) address
    no longer (?:at this|with (?:the|this|our)|works|work |employed)|recipient moved
""")
UNKNOWN_HOST = any_of(r"""
    unknown (?:host|domain|mail domain)
    (?:host|domain)(?: ?name)?(?: is)? (?:unknown|not found|invalid)|no such (?:host|domain)
    (?:host|domain).{0,80}(?:does not|doesn't|did not|do not|didn't) exist
    (?:host|domain).{0,40}(?:could not|cannot|couldn't|can't) be (?:found|resolved)
    unrouteable mail domain|nxdomain|non-?existent (?:host|domain)|no mail hosts? for|illegal host
    bad destination (?:system|host)|couldn't find any host|(?:no|null) mx
    (?:domain|host|server|recipient) .{0,60}not accept (?:any )?(?:e-?mail|mail|messages)(?! from)
    bad domain|host or domain name not found
""")
UNKNOWN_USER = any_of(
    r"""
    unknown(?:,| or illegal| or invalid| local)? <who>|unknown local.?part
    <who>(?: name| address| id)?(?: is| was)? (?:unknown|not known|not recognized|not recognised)
    no such <who>|no such (?:local|virtual|domain|e-?mail|mail|pop|smtp|unix) 
    no (?:mailbox|account|user|recipient|one)\b.{0,40}(?:here|name|found|called|exist|\
        address|server|domain)
    <who>.{0,80}(?:does not|doesn't|doesnt|did not|didn't|do not|don't|not) exist
    <who>.{0,60}(?:could not be|cannot be|can't be|couldn't be|was not|wasn't|not|isn't|\
        unable to be) found
    requested action not taken: mailbox unavailable|mailbox unavailable or not local
    not listed in .{0,40}(?:director|address book|users?\b)
    not found (?:in|on|by) .{0,30}(?:director|server|domain|address|list)
    (?:invalid|incorrect|illegal|nonexistent|non-existent|undefined|unrecognized|bad|\
        improper|wrong)(?: final)?(?: destination| delivery| local)? (?:<who>|userid|\
        user ?name|mail ?box)
    not (?:a|an|our) (?:valid|known|local|existing|legal|registered|real)? ?(?:<who>|\
        customer|member)
    not a recipient
    <who>.{0,30}(?:is|are) (?:not valid|invalid|bad|nonexistent|incorrect|not correct|\
        no longer valid|no longer in use|not registered)
    (?:doesn't|does not) have an? .{0,80}account|unrouteable address|recipnotfound
    recipientnotfound|recipient name is not|does not have a final e-?mail
    not our (?:customer|user)|no longer (?:exists?|valid|in use|on (?:this|the|our) )
    utilisateur inconnu
    (?:adresse|destinataire|utilisateur|boîte|compte).{0,60}(?:inconnue?|n'existe|\
        non recens|invalide|introuvable)
    (?:usuario|destinatario|buzón|cuenta|dirección|correo).{0,60}(?:desconocid|no existe|\
        inexistente|inválid|no encontrad)
    (?:empf(?:ä|ae)nger|benutzer|adresse|postfach|konto|user).{0,60}(?:unbekannt|\
        existiert nicht|nicht bekannt|nicht gefunden|nicht vorhanden|ungültig|gibt es nicht)
    unbekannte[rs]? (?:empf|benutz|adress|user)
    (?:utente|casella|indirizzo|destinatario).{0,60}(?:sconosciut|non esist|inesistente|\
        non valid)
    (?:usuário|destinatário|caixa|endereço|conta).{0,60}(?:desconhecid|não existe|\
        inexistente|inválid)
    (?:gebruiker|adres|ontvanger|postbus).{0,40}(?:onbekend|bestaat niet)|nie istnieje|nieznany
    не существует|не найден|нет такого|неизвестн|不存在|存在しません|存在しない|宛先不明
    見つかりません|ありません|查无此|无此用户|無此|알 수 없는|존재하지
""",
    who=_WHO,
)
# Said by the very system that keeps the mailboxes, about its own list.
KEEPER_KNOWS_NOBODY = any_of(r"""
    not listed in .{0,40}(?:director|address book)|ディレクトリのリストに|unrouteable address
    unknown local.?part|(?:doesn't|does not) have an? .{0,60}account
    no mailbox here by that name|invalid final delivery userid
    (?:user|alias) .{0,60}not found in (?:the )?director|recipient name is not recogni
    resolver\.adr\.(?:ex)?recip|unknown recipient address
    recipient address rejected: access denied|recipient address rejected: (?:user )?unknown
    user unknown in (?:local|virtual|relay)|does not have a final e-?mail
""")
