import { useEffect, useMemo } from "react";

/** An address for bytes in memory, given back with the component. Nothing is stored. */
export function useObjectUrl(bytes: Uint8Array | null, type: string): string | null {
  const url = useMemo(() => {
    if (bytes === null) return null;
    return URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
  }, [bytes, type]);
  useEffect(
    () => () => {
      if (url !== null) URL.revokeObjectURL(url);
    },
    [url],
  );
  return url;
}
