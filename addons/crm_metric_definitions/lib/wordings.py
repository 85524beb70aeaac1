"""Words that people put before and behind a figure, English and German.

{comparator: words}; "+" and "-" make a change of it, "" changes nothing.
"""

BEFORE_WORDS = {
    "<": ("<", "under", "less than", "fewer than", "below", "lower than", "not even")
    + ("unter", "weniger als", "kleiner als", "geringer als", "niedriger als")
    + ("nicht einmal", "unterhalb von"),
    ">": (">", "more than", "over", "above", "greater than", "higher than", "beyond")
    + ("mehr als", "über", "ueber", "größer als", "groesser als", "höher als")
    + ("hoeher als", "oberhalb von"),
    "~": ("~", "≈", "±", "about", "around", "approximately", "approx.", "approx")
    + ("roughly", "circa", "some", "nearly", "almost", "close to", "just under")
    + ("just over", "a good", "ca.", "ca", "etwa", "zirka", "ungefähr", "ungefaehr")
    + ("rund", "knapp", "fast", "beinahe", "gut", "in etwa", "so um die", "annähernd"),
    "<=": ("<=", "≤", "=<", "at most", "up to", "no more than", "not more than")
    + ("not over", "not above", "max.", "max", "maximum", "a maximum of")
    + ("höchstens", "hoechstens", "bis zu", "maximal", "nicht mehr als", "nicht über")
    + ("nicht ueber", "allenfalls"),
    ">=": (
        ">=",
        "≥",
        "=>",
        "at least",
        "no less than",
        "not less than",
        "no fewer than",
    )
    + ("not under", "not below", "min.", "min", "minimum", "a minimum of")
    + ("mindestens", "wenigstens", "nicht weniger als", "nicht unter", "minimal")
    + ("zumindest", "ab"),
    "=": ("=", "exactly", "precisely", "genau", "exakt"),
    # words that are kept as they were said, and change no figure
    "": ("only", "just", "merely", "on average", "an average of", "at", "to", "is")
    + ("are", "currently", "today", "already", "still", "by", "with", "for", "of", "ø")
    + ("now", "nur", "lediglich", "bloß", "gerade mal", "gerade einmal", "im schnitt")
    + ("im durchschnitt", "im mittel", "durchschnittlich", "zu", "bei", "auf", "um")
    + ("ist", "sind", "liegt bei", "liegen bei", "derzeit", "aktuell", "heute", "noch")
    + ("schon", "bereits", "erst", "insgesamt", "mit", "von"),
    # words that make a change of what follows
    "+": ("plus", "up", "up by", "increase", "increase by", "increase of", "raise by")
    + ("steigern um", "steigerung um", "steigerung von", "erhöhen um", "erhöhung um")
    + ("zuwachs von", "anstieg um", "mehr um", "another", "additional", "extra", "↑")
    + ("grow by", "growth of", "wachstum von", "wachsen um", "weitere", "zusätzlich"),
    "-": ("minus", "down", "down by", "decrease", "decrease by", "decrease of")
    + ("reduce by", "cut by", "lower by", "senken um", "senkung um", "senkung von")
    + ("verringern um", "reduzieren um", "rückgang um", "weniger um", "↓"),
}
#: what stands behind the figure and its unit
AFTER_WORDS = {
    ">=": ("or more", "and more", "or above", "or higher", "at least", "+")
    + ("oder mehr", "und mehr", "oder höher", "oder darüber")
    + ("mindestens", "aufwärts", "upwards"),
    "<=": ("or less", "or fewer", "or below", "or lower", "at most", "at the most")
    + ("oder weniger", "und weniger", "oder darunter", "höchstens", "maximal", "max."),
    "": ("on average", "im schnitt", "im durchschnitt", "im mittel", "ca.", "approx."),
    "+": (
        "more",
        "up",
        "higher",
        "plus",
        "increase",
        "mehr",
        "höher",
        "hoch",
        "nach oben",
    )
    + ("steigerung", "zuwachs", "zusätzlich", "growth", "wachstum", "steigern", "rauf")
    + ("erhöhen", "raise", "on top", "obendrauf", "extra"),
    "-": ("less", "fewer", "down", "lower", "minus", "decrease", "weniger", "niedriger")
    + (
        "runter",
        "nach unten",
        "senkung",
        "rückgang",
        "geringer",
        "senken",
        "reduzieren",
    )
    + ("verringern", "reduction", "reduce", "cut"),
}


def _longest_first(words):
    pairs = [(word, sign) for sign, listed in words.items() for word in listed]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


BEFORE = _longest_first(BEFORE_WORDS)
AFTER = _longest_first(AFTER_WORDS)
