"""What the story found: figures beside what was counted, and refusals."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    label: str
    odoo: object
    counted: object

    @property
    def equal(self):
        return self.odoo == self.counted


@dataclass
class Ledger:
    say: object = print
    figures: "list[Figure]" = field(default_factory=list)
    refusals: "dict[str, str]" = field(default_factory=dict)

    def chapter(self, title):
        self.say(f"\n== {title}")

    def tell(self, text):
        self.say(f"   {text}")

    def figure(self, label, odoo, counted):
        """Note a figure of Odoo's with the one counted from the files."""
        entry = Figure(label, odoo, counted)
        self.figures.append(entry)
        verdict = "equal" if entry.equal else "DIFFERENT"
        self.say(f"   {label:<46} {odoo!s:>20} | {counted!s:>20} | {verdict}")

    def series(self, label, odoo, counted):
        """Note many figures at once: only the number of them is shown."""
        self.figures += [
            Figure(f"{label} {key}", odoo.get(key), counted.get(key))
            for key in sorted({*odoo, *counted}, key=str)
        ]
        equal = sum(odoo.get(key) == value for key, value in counted.items())
        self.say(f"   {label:<46} {len(odoo):>20} | {len(counted):>20} | {equal} equal")

    def refused(self, label, error):
        self.refusals[label] = str(error)
        self.say(f"   refused: {label}")
        for line in str(error).splitlines():
            self.say(f"      {line}")

    @property
    def different(self):
        return [entry for entry in self.figures if not entry.equal]
