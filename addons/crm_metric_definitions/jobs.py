"""What all scheduled actions do alike."""


def one_by_one(records, act, logger, after=None):
    """Let ``act`` do something with each record: what one raises is logged, what it did
    is undone, and the next record follows.

    :param act: function of one record. A record that was read along with others fails
        where one of these is broken, so it is tried again alone
    :param after: function without parameters that is called after each record
    """
    for record in records:
        if not _done(record, act):
            try:
                with record.env.cr.savepoint():
                    act(record.with_prefetch())
            except Exception:
                logger.exception("%s was left out by a scheduled action", record)
        if after:
            after()


def _done(record, act):
    try:
        with record.env.cr.savepoint():
            act(record)
    except Exception:
        return False
    return True
