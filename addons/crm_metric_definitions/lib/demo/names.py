"""Invented names for the demo company (any likeness is chance)."""


def _lt(text):
    """Mark a word that the demo says in the company's language."""
    return text


FIRST = (
    "Anja Arne Birgit Bjarne Carla Christof Dagmar Detlef Edda Eike Frauke Gerrit "
    "Gesa Hanno Heike Henning Imke Ingo Jana Jost Karin Kilian Levke Lorenz Maike "
    "Malte Nele Norbert Oda Ole Petra Piet Ragna Rolf Silke Sönke Tomke Udo Vera "
    "Volker Wiebke Wolf Yvonne Zoe"
).split()

LAST = (
    "Ahlers Behrens Carstens Dahlmann Ebeling Feddersen Gerken Harms Ipsen Janssen "
    "Kröger Lührs Mertens Niehaus Oltmann Petersen Quast Reimers Sievers Thomsen "
    "Ulrichs Vollmer Wessels Ziegler Brandt Dierks Frerichs Grote Hinrichs Kruse"
).split()

COMPANY_HEAD = (
    "Adler Alster Baltik Birken Delta Eider Elbe Falken Fjord Förde Hafen Hanse "
    "Heide Inseln Kiesel Küsten Leucht Marsch Möwen Nord Orbit Prisma Quell Ringel "
    "Sand Seegras Segel Trave Watt Weser"
).split()

COMPANY_TAIL = (
    "technik werke bau pharma logistik druck medizin energie metall verpackung"
).split()

LEGAL_FORMS = ("GmbH", "AG", "KG", "GmbH & Co. KG")

CITIES = (
    "Flensburg Kiel Lübeck Hamburg Bremen Oldenburg Hannover Kassel Leipzig Erfurt "
    "Nürnberg München Ulm Freiburg Köln"
).split()

FUNCTIONS = (
    _lt("Managing director"),
    _lt("Head of purchasing"),
    _lt("Buyer"),
    _lt("Head of production"),
    _lt("Engineer"),
    _lt("Head of quality"),
    _lt("Assistant"),
    _lt("Plant manager"),
)

#: (name, login, team, opportunities per week, habit)
SALESPEOPLE = (
    ("Anke Lorenzen", "anke", "north", 1.9, ""),
    ("Bernd Hagedorn", "bernd", "north", 1.5, ""),
    ("Cora Westphal", "cora", "north", 2.3, "late_stage"),
    ("Dirk Overbeck", "dirk", "north", 1.4, "no_roles"),
    ("Elke Brinkmann", "elke", "north", 2.0, ""),
    ("Falk Rademacher", "falk", "north", 1.3, ""),
    ("Gudrun Teichert", "gudrun", "centre", 1.8, ""),
    ("Heiner Albrecht", "heiner", "centre", 1.1, "late_entry"),
    ("Ilka Sommerfeld", "ilka", "centre", 2.1, ""),
    ("Jochen Pfeiffer", "jochen", "centre", 1.7, ""),
    ("Katrin Ullmann", "katrin", "centre", 2.4, "defaults"),
    ("Lutz Achterberg", "lutz", "centre", 1.2, ""),
    ("Marlies Kettner", "marlies", "south", 2.2, ""),
    ("Nils Hohenstein", "nils", "south", 1.6, "no_roles"),
    ("Olga Zimmerling", "olga", "south", 1.9, ""),
    ("Paul Dreyer", "paul", "south", 1.0, "hoards"),
    ("Renate Vogelsang", "renate", "south", 1.8, ""),
    ("Stefan Morgenroth", "stefan", "south", 1.5, "late_entry"),
)

TEAMS = {"north": _lt("North"), "centre": _lt("Centre"), "south": _lt("South")}

LOST_REASONS = (
    _lt("Too expensive"),
    _lt("No budget"),
    _lt("No decision taken"),
    _lt("Went to a competitor"),
    _lt("Contact left the company"),
)

SOURCES = (
    _lt("Trade fair"),
    _lt("Existing customer"),
    _lt("Referral"),
    _lt("Cold call"),
    _lt("Directory"),
)

SUBJECTS = (
    _lt("Packaging line"),
    _lt("Maintenance contract"),
    _lt("Spare parts"),
    _lt("Filling plant"),
    _lt("Retrofit"),
    _lt("Conveyor"),
    _lt("Test bench"),
)
