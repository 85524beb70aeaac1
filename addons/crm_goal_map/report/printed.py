def report_values(env, model, docids, page):
    """Return what a template prints: a page for each record, in the user's language."""
    lang = env.user.lang or "en_US"
    docs = env[model].with_context(lang=lang).browse(docids)
    docs.check_access("read")
    return {
        "doc_ids": docids,
        "doc_model": model,
        "docs": docs,
        "lang": lang,
        "pages": [page(doc) for doc in docs],
    }
