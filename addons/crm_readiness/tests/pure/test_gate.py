import doctest

from crm_readiness_lib import gate
from crm_readiness_lib.gate import Decided, Failure, Finding, open_segments
from hypothesis import given
from hypothesis import strategies as st

SEGMENTS = st.sets(st.integers(1, 4))
KINDS = st.sampled_from(["go", "conditional", "hold", "recycle"])
DECISIONS = st.lists(
    st.builds(
        Decided,
        st.integers(1, 99),
        KINDS,
        SEGMENTS.map(frozenset),
        st.sampled_from([(), ("Train people",)]),
    ),
    unique_by=lambda decision: decision.id,
)
FAILURES = st.builds(
    Failure,
    st.just("crm.goal"),
    st.integers(1, 9),
    st.just("Goal"),
    st.none() | SEGMENTS.map(frozenset),
)
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.just("code"),
        st.just("Name"),
        st.sampled_from(["must", "should"]),
        st.sampled_from(["met", "not_met", "waived", "unknown"]),
        st.lists(FAILURES).map(tuple),
    )
)


def test_docstrings():
    assert doctest.testmod(gate).failed == 0


@given(SEGMENTS, FINDINGS, DECISIONS)
def test_nothing_is_open_that_nobody_decided(segments, findings, decisions):
    for segment in open_segments(segments, findings, decisions):
        about = [d for d in decisions if segment in d.segments]
        last = sorted(about, key=lambda d: d.id)[-1]
        assert last.kind in ("go", "conditional") and not last.missed


@given(SEGMENTS, FINDINGS, FINDINGS, DECISIONS)
def test_more_findings_never_open_more(segments, findings, more, decisions):
    few = open_segments(segments, findings, decisions)
    assert open_segments(segments, findings + more, decisions) <= few


@given(SEGMENTS, FINDINGS, DECISIONS)
def test_an_unknown_must_without_a_record_closes_everything(
    segments, findings, decisions
):
    unknown = Finding("x", "X", "must", "unknown")
    assert not open_segments(segments, [*findings, unknown], decisions)
