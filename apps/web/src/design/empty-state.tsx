import type { ReactNode } from "react";
import { TilesArt } from "./tiles-art.tsx";

/** What to do where there is nothing yet. */
export function EmptyState(props: {
  readonly title: string;
  readonly words?: string;
  readonly children?: ReactNode;
  readonly level?: 1 | 2;
}): ReactNode {
  const Title = props.level === 1 ? "h1" : "h2";
  return (
    <div className="empty">
      <TilesArt seed={props.title} columns={4} rows={4} className="empty-art" />
      <Title>{props.title}</Title>
      {props.words !== undefined && <p className="soft">{props.words}</p>}
      {props.children}
    </div>
  );
}
