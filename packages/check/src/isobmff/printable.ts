/** UTF-8 as text in one line; bytes that are no letters count as space. */
export function printable(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .replaceAll(/[\p{Cc}\ufffd]+/gu, " ")
    .trim();
}
