"""What accepting a task does, as a function in the database: in one journey, so that its key is held for less.

It holds the row of the key first, so that all that follows is decided on what is so, and charges by a conditional
update. It changes nothing unless it returns ``ACCEPTED``.
"""

ACCEPTED, ACCEPTED_BEFORE, NOT_CHARGED, QUEUE_FULL = "accepted", "accepted before", "not charged", "queue full"

ACCEPT = (
    f"""
    CREATE FUNCTION pb_accept(
        new_id text, new_key_id text, new_kind text, new_endpoint text, new_public_url text,
        new_created_at timestamptz, new_accepted_at timestamptz, new_queued_at timestamptz, new_status text,
        new_started_at timestamptz, new_completed_at timestamptz, new_attempt integer, new_version bigint,
        new_not_before timestamptz, new_waits_for text, new_put_backs integer, new_faults integer,
        new_idempotency_key text, new_idempotency_digest text, new_parent text, new_callback text, new_error text,
        new_result text, new_work text, units bigint, most_queued bigint
    ) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        left_over bigint;
        is_full boolean;
    BEGIN
        PERFORM set_config('lock_timeout', '20s', true);
        PERFORM 1 FROM keys WHERE id = new_key_id FOR NO KEY UPDATE;
        IF new_idempotency_key IS NOT NULL THEN
            PERFORM 1 FROM tasks WHERE key_id = new_key_id AND idempotency_key = new_idempotency_key;
            IF FOUND THEN
                RETURN '{ACCEPTED_BEFORE}';
            END IF;
        END IF;
        is_full := most_queued <= (
            SELECT count(*) FROM (
                SELECT 1 FROM tasks WHERE status = 'pending' AND key_id = new_key_id LIMIT most_queued
            ) AS queued
        );
        UPDATE keys SET quota_remaining = quota_remaining - units, total_used = total_used + units
        WHERE id = new_key_id AND active AND (quota_remaining IS NULL OR quota_remaining >= units)
              AND is_full IS NOT TRUE
        RETURNING quota_remaining INTO left_over;
        IF NOT FOUND THEN
            PERFORM 1 FROM keys
            WHERE id = new_key_id AND active AND (quota_remaining IS NULL OR quota_remaining >= units);
            RETURN CASE WHEN FOUND THEN '{QUEUE_FULL}' ELSE '{NOT_CHARGED}' END;
        END IF;
        INSERT INTO ledger (key_id, kind, fact, amount, balance, created_at, task_id)
        VALUES (new_key_id, 'charge', 'charge:' || new_id, -units, left_over, new_created_at, new_id);
        INSERT INTO tasks (id, key_id, kind, endpoint, public_url, created_at, accepted_at, queued_at, status,
                           started_at, completed_at, attempt, version, not_before, waits_for, put_backs, faults,
                           idempotency_key, idempotency_digest, parent, callback, error, result, work)
        VALUES (new_id, new_key_id, new_kind, new_endpoint, new_public_url, new_created_at, new_accepted_at,
                new_queued_at, new_status, new_started_at, new_completed_at, new_attempt, new_version, new_not_before,
                new_waits_for, new_put_backs, new_faults, new_idempotency_key, new_idempotency_digest, new_parent,
                new_callback, new_error, new_result, new_work);
        RETURN '{ACCEPTED}';
    END $$
    """,
)
