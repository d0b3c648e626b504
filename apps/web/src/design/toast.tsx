import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";

const shownForMs = 5_000;

type Tell = (words: string) => void;
const ToastContext = createContext<Tell>(() => undefined);

/** Says what was just done, on screen for a moment and aloud for those who listen. */
export const useTell = (): Tell => useContext(ToastContext);

/** The place where such words appear; the live region is there from the beginning, as it must be to be heard. */
export function ToastRegion({ children }: { readonly children: ReactNode }): ReactNode {
  const [toasts, setToasts] = useState<readonly { readonly id: number; readonly words: string }[]>([]);
  const next = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  const tell = useCallback<Tell>((words) => {
    const id = next.current++;
    setToasts((shown) => [...shown, { id, words }]);
    const timer = setTimeout(() => {
      setToasts((shown) => shown.filter((toast) => toast.id !== id));
      timers.current.delete(timer);
    }, shownForMs);
    timers.current.add(timer);
  }, []);
  return (
    <ToastContext.Provider value={tell}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, words }) => (
          <p key={id} className="toast">
            {words}
          </p>
        ))}
      </div>
    </ToastContext.Provider>
  );
}
