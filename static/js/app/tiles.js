// Vector tiles: read by Mapbox's own reader, the ground drawn on a canvas for each, without WebGL.
// The page loads leaflet/leaflet.js (global L) before; see docs/decisions, "tiles".

import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";

export const SIDE = 512; // pixels of a tile: Leaflet's zoom is one more than the tile's
const PATIENCE = 20000; // milliseconds

/** The address of a tile of Leaflet's grid; `template` has {z}, {x} and {y}. */
export const addressOf = (template, { x, y, z }) => template.replace("{z}", z - 1).replace("{x}", x).replace("{y}", y);

/** The layers of a tile by name; none where it is empty. Fails where the server refuses or nobody answers. */
export async function read(address, headers = {}) {
  const response = await fetch(address, { credentials: "same-origin", headers, signal: AbortSignal.timeout(PATIENCE) });
  if (response.status === 204) return {};
  if (!response.ok) throw new Error(String(response.status));
  return new VectorTile(new PbfReader(await response.arrayBuffer())).layers;
}

function trace(context, layer, keeps, scale) {
  context.beginPath();
  for (let n = 0; n < layer.length; n += 1) {
    const feature = layer.feature(n);
    if (keeps && !keeps(feature)) continue;
    for (const ring of feature.loadGeometry()) {
      if (ring.length === 1) context.rect(ring[0].x * scale - 2, ring[0].y * scale - 2, 4, 4);
      ring.forEach((at, number) => (number ? context.lineTo(at.x * scale, at.y * scale) : context.moveTo(at.x * scale, at.y * scale)));
    }
  }
}

/** `paints`: in the order in which they are drawn {layer, keeps?, fill?, alpha?, line?, width?, dash?, from?}. */
function draw(canvas, zoom, paints) {
  const context = canvas.getContext("2d");
  const sharp = canvas.width / SIDE;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const { layer: name, keeps, fill, alpha = 1, line, width = 1, dash = [], from = 0 } of paints) {
    const layer = canvas.layers?.[name];
    if (!layer || zoom < from) continue;
    trace(context, layer, keeps, canvas.width / layer.extent);
    context.globalAlpha = alpha;
    if (fill) { context.fillStyle = fill; context.fill(); }
    context.globalAlpha = 1;
    context.setLineDash(dash.map((each) => each * sharp));
    if (line) Object.assign(context, { strokeStyle: line, lineWidth: width * sharp, lineJoin: "round" }).stroke();
  }
}

/** A layer of Leaflet that draws tiles as `paintsOf()` says; `repaint()` draws what is there in other colours. */
export function drawnTiles(template, paintsOf, options = {}) {
  const Drawn = L.GridLayer.extend({
    createTile(coords, done) {
      const canvas = L.DomUtil.create("canvas", "leaflet-tile");
      canvas.width = canvas.height = SIDE * Math.min(2, devicePixelRatio);
      read(addressOf(template, coords)).then((layers) => {
        canvas.layers = layers;
        draw(canvas, coords.z, paintsOf());
        done(null, canvas);
      }, (error) => done(error, canvas));
      return canvas;
    },
    repaint() {
      for (const { el, coords } of Object.values(this._tiles)) draw(el, coords.z, paintsOf());
    },
  });
  return new Drawn({ tileSize: SIDE, minZoom: 1, keepBuffer: 1, updateWhenZooming: false, ...options });
}
