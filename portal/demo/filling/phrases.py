"""What people of this company talk about. Pure: words that are put together by chance."""

PARTS = (
    "brake", "front brake", "rear brake", "saddle", "seat post", "handlebar", "stem", "bell",
    "front lamp", "rear lamp", "dynamo", "chain", "gear hub", "shifter", "pedal", "crank",
    "front wheel", "rear wheel", "tyre", "mudguard", "rack", "kickstand", "lock", "frame",
    "fork", "headset", "battery", "motor", "display", "charger",
)  # fmt: skip
TROUBLES = (
    "squeals", "rattles", "is loose", "is bent", "does not fit", "slips", "flickers",
    "has a scratch", "leaks", "is stiff", "came without screws", "broke off", "feels rough",
    "stopped working", "makes a clicking noise", "is the wrong colour", "wears out fast",
)  # fmt: skip
WHEN = (
    "since Sunday", "after the first ride", "in the rain", "on every climb", "since the service",
    "when I turn left", "since it was delivered", "over cobbles", "after forty kilometres",
    "in the cold", "whenever I brake hard", "since last week", "with my child on the back",
)  # fmt: skip
QUESTIONS = (
    "When will my order be ready", "Can I change the colour", "Which lock fits",
    "How do I register my frame number", "Where is my invoice", "Can I add a rack later",
    "What does the yearly service cost", "May I move my appointment", "Do you ship to Belgium",
)  # fmt: skip
IDEAS = ("A softer saddle for long tours", "A rack that folds away", "A louder bell",
         "Mudguards for wide tyres", "An app for the service book")  # fmt: skip
PRAISE = ("Thank you for the quick repair", "It rides like a dream", "A word for your workshop")
TOWNS = (
    "Nijmegen", "Arnhem", "Utrecht", "Zwolle", "Breda", "Gouda", "Leiden", "Delft", "Haarlem",
    "Kleve", "Köln", "Münster", "Aachen", "Gent", "Liège", "Namur", "Lille", "Reims", "Dijon",
    "Bath", "York", "Leeds", "Bristol", "Cork", "Galway", "Århus", "Malmö", "Győr", "Łódź",
)  # fmt: skip
ASKS = (
    "Can somebody look at it this week?",
    "What should I do?",
    "Is this covered by the warranty?",
    "May I bring it in on Thursday?",
    "I would like a new one.",
    "How long will it take?",
)
ANSWERS = (
    "Thank you for writing. Could you send us a photo of it?",
    "That should not happen. We have put the part aside for you.",
    "Bring it to the workshop, it takes twenty minutes.",
    "We send you a new one today. Keep the old one.",
    "Tighten the bolt to five newton metres, then ride a kilometre.",
    "It is covered. The mechanic calls you tomorrow morning.",
)
REPLIES = (
    "Here is the photo. You can see it at the lower bolt.",
    "That helped, it is quiet now.",
    "It is back, and louder than before.",
    "Thursday suits me, at ten.",
    "I have tightened it and nothing has changed.",
    "Great, thank you all.",
)
NOTES = (
    "Same batch as the recall of spring.",
    "Called, no answer, try after five.",
    "Joost has the part on his bench.",
    "Second time this year: be generous.",
)
TAGS = ("brakes", "warranty", "lights", "delivery", "paint", "recall", "invoice", "workshop")
PRODUCTS = ("City 8", "City 8 Step", "Tourer 11", "Tourer E", "Cargo Long", "Cargo Box",
            "Kids 20", "Gravel One")  # fmt: skip
FIRST_NAMES = (
    "Ada", "Bram", "Carla", "Daan", "Elif", "Femke", "Gijs", "Hanna", "Ines", "Jonas", "Karin",
    "Lars", "Mara", "Nils", "Olga", "Pieter", "Quirine", "Rosa", "Sven", "Tess", "Ulrik", "Vera",
    "Wout", "Xenia", "Yara", "Zoë", "Amélie", "Björn", "Chloé", "Dirk", "Esra", "Finn",
)  # fmt: skip
LAST_NAMES = (
    "Aalders", "Bakker", "Claes", "Dekker", "Engel", "Faber", "Groen", "Haas", "Iversen",
    "Jansen", "Kok", "Lind", "Mulder", "Nagel", "Olsen", "Peeters", "Quist", "Richter", "Smit",
    "Timmer", "Urban", "Visser", "Wolff", "Yilmaz", "Zander", "Müller", "Ólafsson", "Dubois",
    "Lefèvre", "Petit", "Moreau", "Kowalski", "Nowak", "Horvath", "Novák", "Silva", "Costa",
    "Rossi", "Conti", "Murphy",
)  # fmt: skip
