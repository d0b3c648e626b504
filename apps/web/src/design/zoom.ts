/** How a picture lies in the viewer: enlarged around the middle, then moved by pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const unzoomed: Zoom = { scale: 1, x: 0, y: 0 };
const most = 8;

/** Enlarges by a factor around a point that stays where it is; the point is measured from the middle of the stage. */
export function zoomAround(zoom: Zoom, factor: number, point: { readonly x: number; readonly y: number }): Zoom {
  const scale = Math.min(most, Math.max(1, zoom.scale * factor));
  if (scale === 1) return unzoomed;
  const ratio = scale / zoom.scale;
  return { scale, x: point.x - (point.x - zoom.x) * ratio, y: point.y - (point.y - zoom.y) * ratio };
}

/** Moves, but never so far that the middle of the stage would show nothing. */
export function moveBy(zoom: Zoom, by: { readonly x: number; readonly y: number }, stage: Size): Zoom {
  if (zoom.scale === 1) return unzoomed;
  const room = { x: (stage.width / 2) * zoom.scale, y: (stage.height / 2) * zoom.scale };
  const within = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value));
  return { ...zoom, x: within(zoom.x + by.x, room.x), y: within(zoom.y + by.y, room.y) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}
