import { type PointerEvent as ReactPointerEvent, type ReactNode, useCallback, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useText } from "../text/use-text.ts";
import { IconButton } from "./button.tsx";
import { moveBy, unzoomed, type Zoom, zoomAround } from "./zoom.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture over the whole screen; pinch, wheel, keys and buttons bring it closer, Esc puts it away. */
export function PictureViewer(props: {
  readonly url: string;
  readonly alt: string;
  readonly caption: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const text = useText();
  const [zoom, setZoom] = useState<Zoom>(unzoomed);
  const pointers = useRef(new Map<number, Point>());
  const stage = useRef<HTMLDivElement>(null);
  const fromMiddle = (event: Point): Point => {
    const box = stage.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return { x: event.x - box.left - box.width / 2, y: event.y - box.top - box.height / 2 };
  };
  const closer = useCallback((factor: number) => {
    setZoom((now) => zoomAround(now, factor, { x: 0, y: 0 }));
  }, []);
  const move = (event: ReactPointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    pointers.current.set(event.pointerId, now);
    if (other === undefined) {
      const size = stage.current?.getBoundingClientRect() ?? { width: 0, height: 0 };
      setZoom((zoom) => moveBy(zoom, { x: now.x - before.x, y: now.y - before.y }, size));
      return;
    }
    const factor = distance(now, other) / Math.max(1, distance(before, other));
    const middle = fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    setZoom((zoom) => zoomAround(zoom, factor, middle));
  };
  const lift = (event: ReactPointerEvent) => {
    pointers.current.delete(event.pointerId);
  };
  return (
    <ModalOverlay
      className="viewer"
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal>
        <Dialog className="viewer-dialog" aria-label={text.viewer.label}>
          <div
            ref={stage}
            className="viewer-stage"
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
            }}
            onPointerMove={move}
            onPointerUp={lift}
            onPointerCancel={lift}
            onWheel={(event) => {
              const point = fromMiddle({ x: event.clientX, y: event.clientY });
              const factor = Math.exp(-event.deltaY / 400);
              setZoom((now) => zoomAround(now, factor, point));
            }}
            onDoubleClick={(event) => {
              const point = fromMiddle({ x: event.clientX, y: event.clientY });
              setZoom((now) => (now.scale > 1 ? unzoomed : zoomAround(now, 2.5, point)));
            }}
          >
            <img
              src={props.url}
              alt={props.alt}
              draggable={false}
              style={{ transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` }}
            />
          </div>
          <div className="viewer-bar">
            <p className="viewer-title">{props.caption ?? ""}</p>
            <IconButton
              icon="minus"
              label={text.viewer.zoomOut}
              onPress={() => {
                closer(1 / 1.6);
              }}
            />
            <IconButton
              icon="add"
              label={text.viewer.zoomIn}
              onPress={() => {
                closer(1.6);
              }}
            />
            <IconButton icon="close" label={text.app.close} onPress={props.onClose} />
          </div>
          <p className="only-heard">{text.viewer.hint}</p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
