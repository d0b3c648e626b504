import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { GivenPicture } from "../design/use-pictures.ts";
import type { Leak } from "../engine/app-engine.ts";

/** What one screen hands to the next; in memory only, and gone with the page. */
interface Handed {
  /** A picture that was dropped on a conversation, for the composer. */
  readonly picture: GivenPicture | null;
  /** A leak to trace, and the message that carried the picture. */
  readonly leak: { readonly leak: Leak; readonly sent: string } | null;
  hand(next: { readonly picture?: GivenPicture | null; readonly leak?: Handed["leak"] }): void;
}

const HandedContext = createContext<Handed>({ picture: null, leak: null, hand: () => undefined });

export const useHanded = (): Handed => useContext(HandedContext);

export function HandedProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [held, setHeld] = useState<Pick<Handed, "picture" | "leak">>({ picture: null, leak: null });
  const value = useMemo<Handed>(() => {
    return {
      ...held,
      hand: (next) => {
        setHeld((before) => ({ ...before, ...next }));
      },
    };
  }, [held]);
  return <HandedContext.Provider value={value}>{children}</HandedContext.Provider>;
}
