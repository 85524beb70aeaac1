"""What the demo company consists of; keys are stable names, moments are UTC."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Company:
    key: str
    name: str
    city: str
    owner: str  # login of the salesperson
    created: datetime


@dataclass(frozen=True)
class Contact:
    key: str
    name: str
    function: str
    company: str
    owner: str
    created: datetime


@dataclass(frozen=True)
class Opportunity:
    """``state`` is open, won, lost or archived (out of sight but not lost);
    ``intake`` is None for rows brought over from the old system without a date.
    ``entered`` is the stage in which it was created, ``moved`` when it left that."""

    key: str
    subject: str
    customer: str  # its name, also where the company is not linked
    salesperson: str
    company: str
    contact: str  # "" when only the company, or nobody, is known
    entered: str  # new, qualified, proposition, won
    stage: str
    state: str
    created: datetime
    intake: "datetime | None"
    first_assigned: datetime
    assigned: datetime  # to the present salesperson
    moved: "datetime | None" = None
    closed: "datetime | None" = None
    lost_reason: str = ""
    source: str = ""
    expected: "date | None" = None  # when the salesperson thinks to win it
    revenue: float = 0.0
    margin: "float | None" = None
    roles: "tuple[tuple[str, str], ...]" = ()  # (contact, role)
    next_step: "date | None" = None  # deadline of the planned activity


@dataclass(frozen=True)
class Touch:
    """One personal contact: ``kind`` is call, email, meeting or note."""

    kind: str
    contact: str
    opportunity: str  # "" when documented on the contact itself
    salesperson: str
    at: datetime


@dataclass(frozen=True)
class Pipeline:
    today: date
    start: date
    companies: "tuple[Company, ...]"
    contacts: "tuple[Contact, ...]"
    opportunities: "tuple[Opportunity, ...]"
    touches: "tuple[Touch, ...]"
