"""Words and phrases that ask for haste, folded: small letters without accents.

Danger to people, theft and fraud are urgent; deadlines, lawyers and standstill are high.
"""


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(line.strip() for line in lines.strip().splitlines())


URGENT = _phrases("""
    accident
    ambulance
    brakes failed
    brake failed
    brake failure
    burning
    burnt
    caught fire
    electric shock
    emergency
    explosion
    exploded
    fire
    fraud
    gas leak
    hacked
    hospital
    hurt
    injured
    injury
    life threatening
    poisoned
    robbed
    scammed
    smoke
    smoking battery
    stolen
    unauthorised
    unauthorized
    unfall
    verletzt
    verletzung
    brennt
    feuer
    rauch
    qualmt
    gestohlen
    betrug
    gehackt
    notfall
    krankenhaus
    stromschlag
    bremse versagt
    bremsen versagt
    accident grave
    blesse
    blessee
    blessure
    incendie
    feu
    fumee
    brule
    vole
    volee
    vol de
    fraude
    pirate
    urgence
    hopital
    ongeluk
    gewond
    brand
    rook
    gestolen
    noodgeval
    accidente
    herido
    herida
    incendio
    fuego
    humo
    robado
    robada
    emergencia
    incidente
    ferito
    ferita
    fumo
    rubato
    rubata
    emergenza
    حريق
    دخان
    حادث
    مسروق
    سرقة
    احتيال
    طواري
    اصابة
""")
HIGH = _phrases("""
    as soon as possible
    asap
    at once
    by today
    by tomorrow
    can't work
    cannot work
    data breach
    deadline
    dangerous
    immediately
    lawyer
    legal action
    right away
    right now
    standstill
    unsafe
    urgent
    urgently
    very urgent
    anwalt
    bis heute
    bis morgen
    dringend
    eilig
    eilt
    gefahrlich
    sofort
    so schnell wie moglich
    umgehend
    unverzuglich
    avocat
    au plus vite
    dangereux
    des que possible
    immediatement
    le plus vite possible
    tout de suite
    urgente
    advocaat
    dringend nodig
    gevaarlijk
    onmiddellijk
    spoed
    zo snel mogelijk
    abogado
    cuanto antes
    inmediatamente
    peligroso
    avvocato
    il prima possibile
    immediatamente
    pericoloso
    subito
    عاجل
    فورا
    محامي
    خطير
""")
_NOT = """
    not no never isn't nothing without kein keine keinen nicht nie ohne pas aucun aucune jamais sans
    geen niet zonder ningun ninguna nunca sin non nessun nessuna senza ليس غير
"""
NOT_BEFORE = frozenset(_NOT.split())
