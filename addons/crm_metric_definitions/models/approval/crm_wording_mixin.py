from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...lib import fingerprint
from .acting import unknown_author
from .parts import at_version, translated_texts
from .wording import OWN, names_of, rewordings, texts_of

#: rows that keep how things are named: somebody has read it, or an upgrade found it so
WORDED = ("approve", "carry", "confirm_wording")


class CrmWordingMixin(models.AbstractModel):
    """A mark beside what is approved and is named differently since.

    Names are no substance: a better word does not end an approval. But who reads
    another name may read another meaning. So the mark stays until somebody confirms who
    may decide and has not written it.
    """

    _name = "crm.wording.mixin"
    _description = "Record with Marks of Wording"

    #: the fields whose texts name the record itself
    _approval_wording = ("name",)
    #: the fields with records that its substance names
    _approval_wording_of = ()

    has_wording_mark = fields.Boolean(
        string="Named differently",
        compute="_compute_wording",
        help="It, or something that it names, is named differently since its approval.",
    )
    wording_changes = fields.Html(
        string="Named differently since its approval", compute="_compute_wording"
    )
    wording_fingerprint = fields.Char(compute="_compute_wording")

    # -- what is named, and how --------------------------------------------

    def _approval_named(self, contents):  # pylint: disable=unused-argument
        """Return {id: set of (model, id)} of the records that the substance names."""
        return {
            record.id: {
                (named._name, named.id)
                for name in self._approval_wording_of
                for named in record[name]
            }
            for record in at_version(self)
        }

    def _approval_wordings(self, contents):
        """Return {id: {key: {language: text}}}, with a few queries for all records.

        :param contents: what ``_approval_contents`` returned
        """
        env = at_version(self).env
        named = self._approval_named(contents)
        names = names_of(env, set().union(*named.values()))
        wordings = {
            id_: {
                key: text for key, text in names.items() if _record_of(key) in records
            }
            for id_, records in named.items()
        }
        for name in self._approval_wording if self.ids else ():
            for id_, texts in texts_of(env, self._name, name, self.ids).items():
                wordings[id_][OWN + name] = texts
        parts = self._approval_parts()
        for id_, wording in wordings.items():
            texts = translated_texts(parts, contents[id_])
            wording.update({OWN + name: text for name, text in texts.items()})
        return wordings

    def _approval_rewordings(self):
        """Return {id: (list of Rewording since the last one read it, wording now)}."""
        contents = self._approval_contents()
        approved = {
            id_: bound
            for id_, (state, _last, bound) in self._approval_states_and_rows(
                contents
            ).items()
            if state == "approved"
        }
        records = self.browse(approved)
        if not records:
            return {}
        confirmed = records._approval_newest(["confirm_wording"])
        wordings = records._approval_wordings({id_: contents[id_] for id_ in approved})
        result = {}
        for id_, bound in approved.items():
            read = bound
            if id_ in confirmed and confirmed[id_].id > bound.id:
                read = confirmed[id_]
            if read.wording:
                changes = rewordings(read.wording, wordings[id_])
                result[id_] = changes, wordings[id_], read
        return result

    def _wording_depends(self):
        names = ("approval_ids", *self._approval_wording)
        return tuple(name for name in names if name in self._fields)

    @api.depends(lambda self: self._wording_depends())
    @api.depends_context("lang")
    def _compute_wording(self):
        found = self.browse(self._origin.ids)._approval_rewordings()
        for record in self:
            changes, now, _read = found.get(record._origin.id) or ([], {}, None)
            record.has_wording_mark = bool(changes)
            record.wording_fingerprint = changes and fingerprint.fingerprint(now)
            record.wording_changes = changes and record._wording_words(changes)

    def _wording_words(self, changes):
        """Return the changes as a list in words: "Tag: Fair → Trade fair"."""
        languages = self.env["res.lang"]
        rows = []
        for change in changes:
            if change.key.startswith(OWN):
                label = self._fields[change.key[len(OWN) :]]._description_string(
                    self.env
                )
            else:
                model, _id = _record_of(change.key)
                label = self.env["ir.model"]._get(model).sudo().name
            if change.lang and change.lang != (self.env.lang or "en_US"):
                data = languages._get_data(code=change.lang)
                label = f"{label} › {data.name or change.lang}"
            old = change.old and Markup("<s>%s</s> → ") % change.old
            rows.append(
                Markup("<li><b>%s</b>: %s%s</li>")
                % (label, old or "", change.new or self.env._("(nothing)"))
            )
        return Markup("<ul>%s</ul>") % Markup().join(rows)

    # -- confirming ----------------------------------------------------------

    def action_confirm_wording(self, wording=None):
        """Confirm that what is named differently still means what was approved.

        :param wording: the ``wording_fingerprint`` that was shown
        :raises UserError: without it, or if the wording has changed again since
        """
        wording = wording or self.env.context.get("wording_fingerprint")
        for record in self:
            record._check_wording_confirmer()
            changes, now, read = record._approval_rewordings().get(
                record.id, ([], {}, None)
            )
            if not changes:
                raise UserError(
                    self.env._(
                        "Nothing of “%s” is named differently since its approval.",
                        record.display_name,
                    )
                )
            if wording != fingerprint.fingerprint(now):
                raise UserError(
                    self.env._(
                        "“%s” was named differently again since you opened it: read it"
                        " and confirm what you see.",
                        record.display_name,
                    )
                )
            if record._has_worded(self.env.user, changes, read):
                raise UserError(
                    self.env._(
                        "You have worded “%s” differently yourself: another person has"
                        " to confirm.",
                        record.display_name,
                    )
                )
        self._approval_append("confirm_wording", self._approval_contents())
        self._approval_changed()
        return True

    def _check_wording_confirmer(self):
        user = self.env.user
        self.check_access("read")
        if unknown_author(self.env)[0]:
            raise AccessError(
                self.env._(
                    "“%s” is decided by a person who is logged in, not in somebody's"
                    " name.",
                    self.display_name,
                )
            )
        if user.id == SUPERUSER_ID or not user.has_group(self._approval_group):
            raise AccessError(
                self.env._(
                    "You need the group “%(group)s” to decide on “%(record)s”.",
                    record=self.display_name,
                    group=self.env.ref(self._approval_group).sudo().name,
                )
            )

    def _has_worded(self, user, changes, read):
        """Tell whether a user has, or may have, worded something since it was read."""
        rows = self.env["crm.approval"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        domain += [("event", "=", "wording"), ("id", ">", read.id)]
        if rows.search(domain)._barred(user):
            return True
        for change in changes:
            if change.key.startswith(OWN):
                continue
            model, id_ = _record_of(change.key)
            named = self.env[model].sudo().browse(id_).exists()
            if named._log_access and user in named.write_uid:
                return True
        return False

    def _wordings_before(self, vals):
        """Return what of the own texts a ``write`` with these values may change."""
        names = set(self._approval_wording) & set(vals)
        if not names or not self.ids:
            return {}
        env = at_version(self).env
        return {name: texts_of(env, self._name, name, self.ids) for name in names}

    def _track_wording(self, before):
        """Note the acting user where the own texts of an approved record have changed.

        :param before: what ``_wordings_before`` returned before the change
        """
        if not before:
            return
        now = self._wordings_before(before)
        changed = self.filtered(
            lambda r: any(before[name].get(r.id) != now[name].get(r.id) for name in now)
        )
        approved = changed._approval_newest(["approve"])
        changed = changed.filtered(lambda record: record.id in approved)
        changed._approval_append("wording", changed._approval_contents())


def _record_of(key):
    """Return (model, id) of the record whose text stands under a key."""
    model, id_ = key.split(",")[:2]
    return model, int(id_)
