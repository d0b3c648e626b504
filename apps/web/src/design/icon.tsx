import type { ReactNode } from "react";

/** Line drawings on a 24 by 24 grid; decoration beside words, so hidden from those who listen. */
const drawings = {
  add: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  box: "M5 5h14v14H5z",
  boxChecked: "M5 5h14v14H5zM8 12l3 3 5.5-6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 7v5l3 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v10H9zM5 15V5h10",
  eye: "M2.5 12s3.5-6.5 9.5-6.5S21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  info: "M12 11v5M12 7.8v.2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  leak: "M12 3.5s6 6.3 6 10.5a6 6 0 0 1-12 0c0-4.2 6-10.5 6-10.5zM9 14.5a3 3 0 0 0 3 3",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  minus: "M5 12h14",
  picture: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9v.2",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  save: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 20h14",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
  send: "M4 12l16-7-6 15-3-6.5zM11 13.5L20 5",
  settings: "M5 7h9M18 7h1M5 17h1M10 17h9M16 5v4M8 15v4",
  share: "M12 15V4M8 8l4-4 4 4M5 13v6h14v-6",
  shield: "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM9 12l2.2 2.2L15.5 10",
  undo: "M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17.2v.2",
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name, small = false }: { readonly name: IconName; readonly small?: boolean }): ReactNode {
  return (
    <svg className={small ? "icon icon-small" : "icon"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
