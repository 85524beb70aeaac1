from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookController(http.Controller):
    @http.route(
        "/crm_goal_map/workbook/<int:map_id>", type="http", auth="user", readonly=True
    )
    def workbook(self, map_id):
        """Download the workbook of a goal map, with the user's rights and language."""
        goal_map = request.env["crm.goal.map"].browse(map_id)
        try:
            content = goal_map._workbook()
        except (AccessError, MissingError):
            # the answer does not tell whether such a map exists
            raise request.not_found() from None
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{goal_map.name}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
