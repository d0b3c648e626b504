/** NOTIFY channel on which processes tell each other whose mailbox has grown. A wake-up only: what waits is in the table. */
export const mailChannel = "whosecopy_mail";

/** An account in a payload: its first 12 bytes, 16 characters. Two accounts that share them are woken together, no harm done. */
const nameLength = 16;
/** PostgreSQL takes payloads of less than 8,000 bytes. */
const namesPerPayload = 490;

/** An account as it is called in payloads. */
export function wakeName(acct: Uint8Array): string {
  return Buffer.from(acct.buffer, acct.byteOffset, 12).toString("base64url");
}

/** Payloads that wake all these accounts. */
export function wakePayloads(accounts: readonly Uint8Array[]): string[] {
  const payloads: string[] = [];
  for (let start = 0; start < accounts.length; start += namesPerPayload) {
    payloads.push(
      accounts
        .slice(start, start + namesPerPayload)
        .map(wakeName)
        .join(""),
    );
  }
  return payloads;
}

/** The accounts that a payload wakes. */
export function wakeNames(payload: string): string[] {
  const names: string[] = [];
  for (let start = 0; start + nameLength <= payload.length; start += nameLength) {
    names.push(payload.slice(start, start + nameLength));
  }
  return names;
}
