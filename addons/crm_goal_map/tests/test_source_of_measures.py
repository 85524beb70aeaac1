from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSourceOfMeasures(TransactionCase):
    """Stances and other rows of the map are no figures."""

    def test_rows_of_the_map_are_never_counted(self):
        for name in ("crm.goal", "crm.goal.stakeholder", "crm.goal.position"):
            create_date = self.env["ir.model.fields"]._get(name, "create_date")
            with (
                self.subTest(name),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                self.env["crm.metric.source"].create(
                    {
                        "name": name,
                        "record_words": "A row.",
                        "model_id": self.env["ir.model"]._get_id(name),
                        "date_field_ids": [(6, 0, create_date.ids)],
                        "is_global": True,
                    }
                )
