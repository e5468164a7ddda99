#!/usr/bin/env python3
"""Makes the starter geodata of Changde: `python3 make.py SOURCE_FOLDER [OUTPUT_FOLDER]`.

The source folder is the collection that README.md describes (its own README says how each file in
it was made). The same source gives the same bytes; nothing but Python's own library is needed.
"""
import json
import sys
from pathlib import Path

# Full width of a bridge's or tunnel's corridor, m. README.md says why.
CORRIDOR_WIDTH_M = 60
# Radii of places that the source has as points only, m.
RADIUS_M = {"service_area": 300, "chemical_park": 1000, "school": 100, "hospital": 100}
SITE_KIND = {
    "service_area": "SERVICE_AREA",
    "chemical_park": "CHEMICAL_PARK",
    "school": "SENSITIVE_RECEPTOR",
    "hospital": "SENSITIVE_RECEPTOR",
}

NO_STOPPING = "道路交通安全法实施条例第63条(桥梁、隧道内不得停车)"
AVOID_LARGE_BRIDGE = "公路安全保护条例第42条(避开特大型桥梁; 确需通过的由许可机关提前告知管理单位, 非禁行)"
AVOID_LONG_TUNNEL = "公路安全保护条例第42条(避开特长公路隧道; 确需通过的由许可机关提前告知管理单位, 非禁行)"
POLICE_NOTICE = "危险货物道路运输安全管理办法(令29)第49条"
TUNNEL_NOTICE = (
    f"{POLICE_NOTICE}; 沅江隧道禁行通告(据红网/常德日报 2021-11-15: 货车、危化品等车辆禁止进入)"
)
WATER_ENTRY = (
    f"饮用水水源保护区污染防治管理规定第11条; {POLICE_NOTICE}; "
    "示意: 法定界线未公开, 通行限制以当地通告为准"
)
CURFEW = (
    "常德市江北城区货车限行通告(自2019-10-10起, 无通行证货车每日7:00-20:00; "
    "2025-06 征求意见稿拟调整)"
)


def features(folder, name):
    with open(folder / f"{name}.geojson", encoding="utf-8") as file:
        return json.load(file)["features"]


def rounded(coordinates, digits):
    """Coordinates to so many decimals, positions that then repeat the last one left out."""
    if isinstance(coordinates[0], (int, float)):
        return [round(number, digits) for number in coordinates[:2]]
    parts = [rounded(part, digits) for part in coordinates]
    if not isinstance(parts[0][0], (int, float)):
        return parts
    return [part for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]]


def confidence(properties):
    if properties.get("schematic"):
        return "SCHEMATIC"
    return properties["confidence"].upper()


def source(properties):
    """Who drew it; a note on the source's own making is no news to its reader."""
    return properties["source"].replace("; named in the project request", "")


def zone(id, kind, feature, clause="", bans=(), digits=6, **extra):
    """One zone, its properties named as the fields of a zone in Placard's JSON."""
    given = feature["properties"]
    properties = {
        "id": id,
        "name": given["name_zh"],
        "nameEn": given["name_en"],
        "kind": kind,
        "bans": list(bans),
        "source": source(given),
        "accuracyM": given["accuracy_m"],
        "confidence": confidence(given),
        "clause": clause,
        **extra,
    }
    geometry = feature["geometry"]
    coordinates = rounded(geometry["coordinates"], digits)
    geometry = {"type": geometry["type"], "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def bridges(folder):
    for number, feature in enumerate(features(folder, "bridges"), 1):
        very_large = feature["properties"]["class_zh"] == "特大桥"
        clause = f"{NO_STOPPING}; {AVOID_LARGE_BRIDGE}" if very_large else NO_STOPPING
        yield zone(f"bridge-{number:04}", "BRIDGE", feature, clause, widthM=CORRIDOR_WIDTH_M)


def tunnels(folder):
    for number, feature in enumerate(features(folder, "tunnels"), 1):
        given = feature["properties"]
        closed = given.get("hazmat") == "no"
        clauses = [TUNNEL_NOTICE] if closed else []
        clauses.append(NO_STOPPING)
        if given["class_zh"] == "特长隧道":
            clauses.append(AVOID_LONG_TUNNEL)
        bans = [{"effect": "FORBID"}] if closed else []
        yield zone(
            f"tunnel-{number:04}", "TUNNEL", feature, "; ".join(clauses), bans,
            widthM=CORRIDOR_WIDTH_M,
        )


def water_sources(folder):
    for feature in features(folder, "water_sources"):
        given = feature["properties"]
        level = given.get("level")
        if level is None:
            continue
        ban = {"effect": "FORBID"} if level == 1 else {"classes": ["6.1", "3"], "effect": "FORBID"}
        id = f"{given['water_source_id']}-level{level}"
        yield zone(id, "WATER_SOURCE", feature, WATER_ENTRY, [ban])


def sites(folder):
    counts = {}
    for feature in features(folder, "sites"):
        kind = feature["properties"]["kind"]
        if kind not in SITE_KIND:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        id = f"{kind.replace('_', '-')}-{counts[kind]:02}"
        yield zone(id, SITE_KIND[kind], feature, radiusM=RADIUS_M[kind])


def curfews(folder):
    areas = [f for f in features(folder, "restrictions") if f["geometry"]["type"] == "Polygon"]
    for number, feature in enumerate(areas, 1):
        ban = {"windows": [{"from": "07:00", "to": "20:00"}], "effect": "FORBID"}
        yield zone(f"curfew-{number:02}", "CURFEW_AREA", feature, CURFEW, [ban])


def layer(found, keep, digits):
    """Features for a map to draw: only the properties it shows, none that are empty."""
    for feature in found:
        given = feature["properties"]
        properties = {name: given[name] for name in keep if given.get(name)}
        geometry = feature["geometry"]
        coordinates = rounded(geometry["coordinates"], digits)
        yield {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": geometry["type"], "coordinates": coordinates},
        }


def write(folder, name, found):
    """One feature a line, so that a change shows as the lines it touches."""
    dense = {"ensure_ascii": False, "separators": (",", ":")}
    lines = ",\n".join(json.dumps(feature, **dense) for feature in found)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    with open(folder / f"{name}.geojson", "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).parent
    makers = (bridges, tunnels, water_sources, sites, curfews)
    write(out, "zones", [zone for maker in makers for zone in maker(folder)])

    names = ["name_zh", "name_en"]
    roads = features(folder, "roads") + features(folder, "roads_new_schematic")
    write(out, "roads", layer(roads, [*names, "highway", "ref", "schematic"], 5))
    write(out, "boundary", layer(
        features(folder, "boundary_tianditu"), ["adcode", *names, "kind"], 5))
    for name in ("rivers", "water", "towns", "built_up"):
        write(out, name, layer(features(folder, name), [*names, "kind"], 5))


if __name__ == "__main__":
    main()
