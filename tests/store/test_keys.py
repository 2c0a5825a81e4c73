"""Keys to the admin API: shown once, kept as digests, good until they are not."""

import hashlib
import hmac
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import FrameType

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text, update

from app.store import keys
from app.store.audit import deeds, record
from app.store.engine import reading, writing
from app.store.identity import new_id
from app.store.keys import check
from app.store.tables import KEYS
from app.store.values import Issued, Key, Scope

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def make(engine: Engine, *scopes: Scope, expires_at: datetime | None = None) -> Issued:
    with writing(engine) as connection:
        return keys.create(
            connection,
            NOW,
            actor="cli",
            name="desk",
            scopes=scopes or (Scope.FEEDBACK_READ,),
            expires_at=expires_at,
        )


def rotate(engine: Engine, key: Key, *, at: datetime = NOW, grace: timedelta = DAY) -> Issued | None:
    with writing(engine) as connection:
        return keys.rotate(connection, at, key.id, actor="cli", grace=grace)


def revoke(engine: Engine, key_id: str) -> Key | None:
    with writing(engine) as connection:
        return keys.revoke(connection, NOW, key_id, actor="cli")


def opens(engine: Engine, token: str, at: datetime = NOW) -> bool:
    return check(engine, token, at) is not None


def test_a_key_opens_with_its_token_and_says_what_it_may(engine: Engine) -> None:
    issued = make(engine, Scope.KEYS_READ, Scope.AUDIT_READ, Scope.KEYS_READ)

    key = check(engine, issued.token, NOW)

    assert key is not None
    assert (key.id, key.name, key.scopes) == (issued.key.id, "desk", frozenset({Scope.AUDIT_READ, Scope.KEYS_READ}))
    assert issued.token.startswith(f"skn_{key.id}_")


def test_the_database_holds_no_secret(engine: Engine) -> None:
    issued = make(engine)
    rotated = rotate(engine, issued.key)
    assert rotated is not None

    with engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM api_keys")).all())
        logged = str(connection.execute(text("SELECT * FROM audit")).all())

    for token in (issued.token, rotated.token):
        assert token.rpartition("_")[2] not in kept + logged


def test_a_token_that_is_not_exactly_right_opens_nothing(engine: Engine) -> None:
    token, other = make(engine).token, make(engine).token
    start, _, secret = token.rpartition("_")
    wrong = [
        "",
        "skn__",
        token[:-1],
        token + "0",
        token + "\n",
        token.upper(),
        f"{start}_{'0' * 64}",
        f"{start}_{other.rpartition('_')[2]}",
        f"skn_{'0' * 12}_{secret}",
        f"skn_{'0' * 12}'; DROP TABLE api_keys; --_{secret}",
        "\ud800",
        "\x00",
    ]

    assert [attempt for attempt in wrong if opens(engine, attempt)] == []
    assert opens(engine, token)


def test_a_key_ends_when_it_expires(engine: Engine) -> None:
    token = make(engine, expires_at=NOW + DAY).token

    assert opens(engine, token, NOW + DAY - timedelta(seconds=1))
    assert not opens(engine, token, NOW + DAY)


def test_a_revoked_key_opens_nothing_and_revoking_again_changes_nothing(engine: Engine) -> None:
    issued = make(engine)
    rotated = rotate(engine, issued.key)
    assert rotated is not None

    first, second = revoke(engine, issued.key.id), revoke(engine, issued.key.id)

    assert first == second
    assert not opens(engine, issued.token)
    assert not opens(engine, rotated.token)
    assert revoke(engine, "nobody") is None
    assert rotate(engine, issued.key) is None


def test_after_a_rotation_both_secrets_open_for_a_while_and_then_only_the_new_one(engine: Engine) -> None:
    issued = make(engine)

    rotated = rotate(engine, issued.key, grace=DAY)

    assert rotated is not None
    assert opens(engine, issued.token, NOW + DAY - timedelta(seconds=1))
    assert not opens(engine, issued.token, NOW + DAY)
    assert opens(engine, rotated.token, NOW + 365 * DAY)


def test_a_second_rotation_ends_the_first_secret_at_once(engine: Engine) -> None:
    issued = make(engine)
    for _ in range(2):
        rotate(engine, issued.key)

    assert not opens(engine, issued.token)


def test_an_expired_key_cannot_be_rotated_into_life(engine: Engine) -> None:
    issued = make(engine, expires_at=NOW + DAY)

    assert rotate(engine, issued.key, at=NOW + DAY) is None


def test_the_last_use_is_known_to_the_minute(engine: Engine) -> None:
    issued = make(engine)

    def used(seconds: int) -> datetime | None:
        check(engine, issued.token, NOW + timedelta(seconds=seconds))
        with reading(engine) as connection:
            key = keys.find(connection, issued.key.id)
        assert key is not None
        return key.last_used_at

    assert issued.key.last_used_at is None
    assert [used(0), used(59), used(60)] == [NOW, NOW, NOW + timedelta(seconds=60)]


def test_keys_are_listed_newest_first(engine: Engine) -> None:
    ids = {make(engine).key.id for _ in range(3)}

    with reading(engine) as connection:
        assert {key.id for key in keys.keys(connection)} == ids


def test_a_scope_that_a_newer_program_knows_is_left_aside(engine: Engine) -> None:
    issued = make(engine)
    with writing(engine) as connection:
        connection.execute(update(KEYS).values(scopes="feedback:read moon:land"))

    key = check(engine, issued.token, NOW)

    assert key is not None
    assert key.scopes == {Scope.FEEDBACK_READ}


def test_all_that_is_done_to_a_key_is_in_the_audit_log(engine: Engine) -> None:
    issued = make(engine)
    rotate(engine, issued.key)
    revoke(engine, issued.key.id)
    revoke(engine, issued.key.id)

    with reading(engine) as connection:
        done = deeds(connection, subject=issued.key.id, limit=10)

    assert {deed.action for deed in done} == {"key.create", "key.rotate", "key.revoke"}
    assert {deed.actor for deed in done} == {"cli"}
    assert len(done) == 3


def test_the_audit_log_is_read_newest_first_in_pages(engine: Engine) -> None:
    with writing(engine) as connection:
        for number in range(5):
            detail = {"number": number}
            at = NOW + timedelta(seconds=number)
            record(connection, at, actor="cli", action="test", subject="x", detail=detail)

    with reading(engine) as connection:
        first = deeds(connection, limit=3)
        second = deeds(connection, before=first[-1].id, limit=3)

    assert [deed.detail["number"] for deed in (*first, *second)] == [4, 3, 2, 1, 0]


def digesting(engine: Engine, token: str) -> list[str]:
    """What is digested and compared, in order, until *token* has been refused."""
    done: list[str] = []

    def note(_frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and called in {hmac.compare_digest, hashlib.sha256}:
            done.append(called.__name__)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        assert check(engine, token, NOW) is None
    finally:
        sys.setprofile(before)
    return done


def test_whatever_is_wrong_with_a_token_the_same_is_digested_and_compared_before_it_is_refused(engine: Engine) -> None:
    key, rotated = make(engine).key, make(engine).key
    rotate(engine, rotated)

    for token in (f"skn_{key.id}_{'0' * 64}", f"skn_{rotated.id}_{'0' * 64}", f"skn_{'0' * 12}_{'0' * 64}", "nonsense"):
        assert digesting(engine, token) == ["openssl_sha256", "compare_digest", "compare_digest"]


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_ids_sort_by_the_time_they_were_made(moment: datetime) -> None:
    assert new_id(moment) < new_id(moment + timedelta(milliseconds=2))


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_ids_of_one_moment_sort_as_they_were_made_and_do_not_tell_the_next(moment: datetime) -> None:
    ids = [new_id(moment) for _ in range(20)]

    assert ids == sorted(set(ids))
    assert {one[:12] for one in ids} == {ids[0][:12]}
    assert len({int(later, 16) - int(one, 16) for one, later in pairwise(ids)}) > 1
