/** Loads the list of maps and the data of the chosen map. */
export class MapModel {
    constructor(orm) {
        this.orm = orm;
        this.maps = [];
        this.data = null;
    }

    /** Return the id of the map to show: the wanted one, or the first. */
    async choose(wantedId) {
        // an archived map is shown where it is asked for
        const domain = ["|", ["active", "=", true], ["id", "=", wantedId]];
        this.maps = await this.orm.searchRead(
            "crm.goal.map",
            domain,
            ["display_name"],
            {context: {active_test: false}}
        );
        const exists = this.maps.some(({id}) => id === wantedId);
        return exists ? wantedId : this.maps[0]?.id;
    }

    async load(mapId) {
        this.data = mapId
            ? await this.orm.call("crm.goal.map", "map_data", [[mapId]])
            : null;
    }
}
