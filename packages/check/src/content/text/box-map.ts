/** A rectangle at any angle: a line of text, long side along the text. Pixels. */
export interface SlantedBox {
  readonly centreX: number;
  readonly centreY: number;
  /** Along the text. */
  readonly length: number;
  /** Across. */
  readonly thickness: number;
  /** Radians from the x axis to the direction along, in (-pi/2, pi/2]. */
  readonly angle: number;
  /** 0 to 1: mean of the map within. */
  readonly sureness: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From where on a point of the map belongs to text, and a whole region does. */
const leastPoint = 0.3;
const leastRegion = 0.55;
/** Thinner regions are noise. */
const leastThickness = 3;
/** The network marks the core of a line; its letters reach further, by this share of area over outline. */
const reach = 1.6;
/** At its ends it stops short of the outer letters, of long lines above all; share of the thickness, each side. */
const reachAlong = 0.4;
const mostRegions = 400;

/**
 * Finds lines of text in the map that the network gives (DB, arXiv 1911.08947, section 3.4): regions above a threshold, the smallest
 * rectangle around each, widened to what the letters take.
 */
export function boxesInMap(map: Float32Array, width: number, height: number): readonly SlantedBox[] {
  const seen = new Uint8Array(width * height);
  const stack = new Int32Array(width * height);
  const boxes: SlantedBox[] = [];
  for (let start = 0; start < map.length && boxes.length < mostRegions; start++) {
    if (seen[start] === 1 || map[start]! < leastPoint) continue;
    let depth = 0;
    let count = 0;
    let sum = 0;
    // The first and the last pixel of each row: all that a hull needs.
    const rows = new Map<number, [number, number]>();
    stack[depth++] = start;
    seen[start] = 1;
    while (depth > 0) {
      const at = stack[--depth]!;
      const x = at % width;
      const y = (at - x) / width;
      count++;
      sum += map[at]!;
      const row = rows.get(y);
      if (row === undefined) rows.set(y, [x, x]);
      else if (x < row[0]) row[0] = x;
      else if (x > row[1]) row[1] = x;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const nx = x + dx;
          const ny = y + dy;
          if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
          const next = ny * width + nx;
          if (seen[next] === 1 || map[next]! < leastPoint) continue;
          seen[next] = 1;
          stack[depth++] = next;
        }
      }
    }
    const sureness = sum / count;
    if (sureness < leastRegion) continue;
    const box = smallestBox(hullOf(rows), sureness);
    if (box !== null) boxes.push(box);
  }
  return boxes;
}

function hullOf(rows: ReadonlyMap<number, readonly [number, number]>): readonly Point[] {
  const points: Point[] = [];
  // Corners of pixels, so that a region one pixel high is a rectangle and not a line.
  for (const [y, [left, right]] of rows)
    points.push({ x: left, y }, { x: left, y: y + 1 }, { x: right + 1, y }, { x: right + 1, y: y + 1 });
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const chain = (ordered: readonly Point[]): Point[] => {
    const hull: Point[] = [];
    for (const point of ordered) {
      while (hull.length > 1 && turn(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop();
      hull.push(point);
    }
    hull.pop();
    return hull;
  };
  return [...chain(points), ...chain(points.toReversed())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/** The rectangle of least area around a hull: one of its sides lies along one of the hull's. */
function smallestBox(hull: readonly Point[], sureness: number): SlantedBox | null {
  let best: { area: number; angle: number; low: Point; high: Point } | null = null;
  hull.forEach((from, i) => {
    const to = hull[(i + 1) % hull.length]!;
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    let [lowU, highU, lowV, highV] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y } of hull) {
      const u = x * cos + y * sin;
      const v = y * cos - x * sin;
      lowU = Math.min(lowU, u);
      highU = Math.max(highU, u);
      lowV = Math.min(lowV, v);
      highV = Math.max(highV, v);
    }
    const area = (highU - lowU) * (highV - lowV);
    if (best === null || area < best.area - 1e-6)
      best = { area, angle, low: { x: lowU, y: lowV }, high: { x: highU, y: highV } };
  });
  if (best === null) return null;
  const { angle, low, high } = best as { angle: number; low: Point; high: Point };
  const [u, v] = [(low.x + high.x) / 2, (low.y + high.y) / 2];
  const [spanU, spanV] = [high.x - low.x, high.y - low.y];
  if (Math.min(spanU, spanV) < leastThickness) return null;
  const grow = (2 * reach * spanU * spanV) / (2 * (spanU + spanV));
  // Across the text is the short side.
  const along = spanU >= spanV ? angle : angle + Math.PI / 2;
  const thickness = Math.min(spanU, spanV) + grow;
  return {
    centreX: u * Math.cos(angle) - v * Math.sin(angle),
    centreY: u * Math.sin(angle) + v * Math.cos(angle),
    length: Math.max(spanU, spanV) + grow + 2 * reachAlong * thickness,
    thickness,
    angle: upright(along),
    sureness,
  };
}

/** Turned by half turns until it points right, or straight down. */
function upright(angle: number): number {
  const turned = angle - Math.PI * Math.round(angle / Math.PI);
  return turned <= -Math.PI / 2 + 1e-3 ? turned + Math.PI : turned;
}
