"""What both printed reports hand to their template."""


def report_values(env, model, docids, page):
    """One page for each record, in the reader's language.

    :param page: name of the method that returns what a record's page says
    :raise AccessError: for records that the reader may not read
    """
    lang = env.user.lang or "en_US"
    docs = env[model].with_context(lang=lang).browse(docids)
    docs.check_access("read")
    return {
        "doc_ids": docids,
        "doc_model": model,
        "docs": docs,
        "lang": lang,
        "pages": [getattr(doc, page)() for doc in docs],
    }
