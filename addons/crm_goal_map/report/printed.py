def report_values(records, docids, page):
    """Return what a template prints: a page for each record, in the user's language."""
    lang = records.env.user.lang or "en_US"
    docs = records.with_context(lang=lang).browse(docids)
    docs.check_access("read")
    return {
        "doc_ids": docids,
        "doc_model": docs._name,
        "docs": docs,
        "lang": lang,
        "pages": [page(doc) for doc in docs],
    }
