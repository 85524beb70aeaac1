from pathlib import Path

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestFilestore(TransactionCase):
    def test_the_end_of_a_class_leaves_the_files_of_other_workers(self):
        """Their databases know them, this one does not."""
        files = self.env["ir.attachment"]
        content = b"put up for a tour in another worker"
        name = files._file_write(content, files._compute_checksum(content))
        self._gc_filestore()
        self.assertEqual(Path(files._full_path(name)).read_bytes(), content)
