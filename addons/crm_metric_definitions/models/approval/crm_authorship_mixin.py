from odoo import api, models, release
from odoo.tools import SQL

from ...lib import fingerprint
from .acting import unknown_author
from .crm_append_only_mixin import append
from .parts import VERSION, at_version, content, translated_fields
from .touch import hold


class CrmAuthorshipMixin(models.AbstractModel):
    """Who has written the substance of a record: a row of ``crm.approval`` per change.

    A row is written for every change, by any user and any method, even before an
    approval is requested, because an author may not decide later.
    """

    _name = "crm.authorship.mixin"
    _description = "Record with Noted Authors"

    #: a tuple of ``Part``, where ``_approval_parts`` is not overridden
    _approval_table = ()
    #: the version of the contents; an earlier row is compared by that of its own
    _approval_version = VERSION
    #: fields that are never substance: writing only these notes nobody
    _approval_free = frozenset({"sequence", "color"})

    # -- the substance -----------------------------------------------------

    def _approval_parts(self):
        """Return the table of the substance: a tuple of ``Part``."""
        return self._approval_table

    def _approval_content(self, texts=None):
        """Return the substance of one record; ``texts`` is of ``_approval_texts``."""
        self.ensure_one()
        return content(self, self._approval_parts(), texts)

    def _approval_contents(self, version=None):
        """Return {id: content} with every translated text as {language: text}.

        :param version: a content version; None: today's
        """
        clean = at_version(self, version)
        texts = clean._approval_texts()
        return {record.id: record._approval_content(texts) for record in clean}

    def _approval_texts(self):
        """Return {(record id, field name): {language: text}}: one query for all."""
        names = translated_fields(self._approval_parts())
        if not names or not self.ids:
            return {}
        self.flush_model(names)
        query = SQL(
            "SELECT id, %s FROM %s WHERE id IN %s",
            SQL(", ").join(map(SQL.identifier, names)),
            SQL.identifier(self._table),
            tuple(self.ids),
        )
        return {
            (id_, name): text
            for id_, *texts in self.env.execute_query(query)
            for name, text in zip(names, texts, strict=True)
        }

    def _approval_company(self):
        return self.company_id if "company_id" in self._fields else self.env.company

    def _approval_same(self, rows, contents):
        """Return those rows that were written for what the records say today.

        Each is compared by the content of its own version.

        :param rows: list of (record id, row or None); a row has ``fingerprint``,
            ``content`` and ``content_version``
        :param contents: what ``_approval_contents`` returned
        :return: list of (record id, row)
        """
        rows = [(id_, row) for id_, row in rows if row]
        by_version = {self._approval_version: contents}
        for version in {row.content_version for _id, row in rows} - by_version.keys():
            ids = [id_ for id_, row in rows if row.content_version == version]
            records = self.browse(dict.fromkeys(ids))
            by_version[version] = records._approval_contents(version)
        return [
            (id_, row)
            for id_, row in rows
            if fingerprint.is_of(row, by_version[row.content_version][id_])
        ]

    # -- the rows ----------------------------------------------------------

    def _approval_newest(self, events=None):
        """Return {record id: newest row among ``events``}; None: of any event."""
        return self._approval_newest_each(events)[0]

    def _approval_newest_each(self, *groups):
        """Return {record id: newest row} for each group of events: one query."""
        if not self.ids:
            return [{} for _events in groups]
        Approval = self.env["crm.approval"].sudo()
        Approval.flush_model(["res_model", "res_id", "event"])
        newest = SQL(
            """(SELECT MAX(id) FROM crm_approval WHERE res_model = %s AND res_id IN %s
                GROUP BY res_id, event)""",
            self._name,
            tuple(self.ids),
        )
        names = ["res_id", "event", "fingerprint", "content"]
        names += ["content_version", "stands_for"]
        rows = Approval.search_fetch([("id", "in", newest)], names, order="id")
        return [
            {row.res_id: row for row in rows if not events or row.event in events}
            for events in groups
        ]

    def _approval_append(self, event, contents, comment=None, **vals):
        """Append a row for each record.

        Who decides on a record at once, or changes another part of it, waits: the rows
        are in the order in which the requests have ended.

        :param vals: {field: {record id: value}} of further fields of the row
        """
        unknown, acting_uid = unknown_author(self.env)
        hold(self.env, self._table, "write_date", SQL("id = ANY(%s)", self.ids))
        return append(
            self.env["crm.approval"],
            [
                {
                    "res_model": self._name,
                    "res_id": record.id,
                    "event": event,
                    "user_id": self.env.uid,
                    "acting_user_id": unknown and acting_uid,
                    "author_unknown": unknown,
                    "comment": comment,
                    # of a change only in which languages its texts were written
                    "content": (
                        fingerprint.languages(contents[record.id])
                        if event == "change"
                        else contents[record.id]
                    ),
                    "fingerprint": fingerprint.fingerprint(contents[record.id]),
                    "odoo_version": release.version,
                    "company_id": record._approval_company().id,
                    "content_version": self._approval_version,
                    **{name: values.get(record.id) for name, values in vals.items()},
                }
                for record in self.sudo()
            ],
        )

    def _approval_track(self, before=None):
        """Note the acting user as author of what has changed.

        :param before: what ``_approval_contents`` returned before the change, so that
            nobody is noted for what somebody else has changed elsewhere. Records that
            are not in it are compared with their newest row; there a language added
            since is no change, as for an approval.
        """
        if not self:
            return
        self._approval_changed()
        contents, before = self._approval_contents(), before or {}
        others = self.filtered(lambda record: record.id not in before)
        same = set()
        if others:
            newest = others._approval_newest()
            same = {
                id_ for id_, _row in others._approval_same(newest.items(), contents)
            }
        for id_ in contents.keys() & before.keys():
            old, new = map(fingerprint.canonical, (before[id_], contents[id_]))
            same |= {id_} if old == new else set()
        changed = self.filtered(lambda record: record.id not in same)
        changed._approval_append("change", contents)

    def _approval_changed(self):
        """Invalidate what was computed from the rows, if it is approved."""

    # -- methods that change substance -------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._approval_track()
        return records

    def copy(self, default=None):
        """Note the authors of the source for the copy, which they may not approve."""
        copies = super().copy(default)
        contents, rows = copies._approval_contents(), self.env["crm.approval"]._of(self)
        for source, copied in zip(self, copies, strict=True):
            own = rows.filtered(
                lambda row, of=source: row.res_id == of.id and row.event != "approve"
            )
            unknown = any(own.mapped("author_unknown"))
            for author in own._writers() - self.env.user:
                copied._approval_append(
                    "change",
                    contents,
                    user_id={copied.id: author.id},
                    author_unknown={copied.id: unknown},
                )
        copies._approval_changed()
        return copies

    def write(self, vals):
        if self._approval_free.issuperset(vals):
            return super().write(vals)
        before, wordings = self._approval_contents(), self._wordings_before(vals)
        result = super().write(vals)
        self._approval_track(before)
        self._track_wording(wordings)
        return result

    def _wordings_before(self, vals):  # pylint: disable=unused-argument
        """Return what names the record itself; see ``crm.wording.mixin``."""
        return {}

    def _track_wording(self, before):
        """Note who names the record differently; see ``crm.wording.mixin``."""

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        before = self._approval_contents()
        wordings = self._wordings_before([field_name])
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        self._approval_track(before)
        self._track_wording(wordings)
        return result
