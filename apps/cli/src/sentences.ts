import type { ErrorCode } from "@whosecopy/protocol";

/** What a person reads when something fails: what happened, and what to do next. Chosen by code, never built from data. */
const sentences: Record<ErrorCode, string> = {
  "bad-input": "That can't be used as it is.",
  "bad-request": "The server did not understand the request. Is this version of whosecopy older than the server?",
  "image-unsupported": "This is not a picture that can be marked. JPEG, PNG, WebP, GIF, AVIF and HEIC work.",
  "image-damaged": "This picture is damaged or incomplete. Try the original file.",
  "image-too-large":
    "This picture has more pixels than can be handled safely (100 megapixels). Make it smaller and try again.",
  "image-too-small":
    "This picture is too small or too plain to carry a mark that could be traced. Send a larger version.",
  "file-unknown": "This is a kind of file that is not known here. Nothing was looked at.",
  "file-damaged": "This file is damaged or incomplete. Nothing was written.",
  "file-too-large": "A part of this file is too large to be handled safely.",
  "file-unreadable": "This file can't be read. Check that the disk is there and that you may read it.",
  "check-limit":
    "This file unpacks to more than can be checked safely, so it was not cleaned. Treat it as unsafe to send.",
  "clean-refused": "This kind of file can't be cleaned here. Nothing was written.",
  "record-damaged": "This record can't be read. Is it the record.whosecopy that was written beside the copies?",
  "passphrase-needed": "This is sealed with a passphrase. Give it with --passphrase-file.",
  "passphrase-wrong": "The passphrase does not fit. Nothing was changed.",
  "invite-damaged": "This invite is incomplete. Ask for it again, and copy the whole link.",
  "signature-invalid": "A signature does not hold. Nothing was accepted.",
  "chain-invalid":
    "The account's keys don't add up. Nothing was accepted; compare safety numbers with the person before you go on.",
  "device-unknown": "The server does not know this device.",
  "device-revoked": "This device was removed from the account.",
  "clock-skew": "The clock of this computer is off by more than five minutes. Set it, then try again.",
  "request-replayed": "The server has seen this request before.",
  "not-a-member": "You are not in this conversation.",
  "not-yours": "This belongs to somebody else.",
  "not-found": "There is nothing with this id. `whosecopy inbox` and `whosecopy status` list what there is.",
  "handle-taken": "This handle is taken. Choose another one.",
  "handle-unknown": "Nobody on this server has this handle.",
  "contact-unknown": "This person is not in your contacts yet. Ask for an invite, then: whosecopy contact add INVITE",
  "other-server": "This person's account is on another server. For now both of you need an account on the same one.",
  "already-exists": "This exists already.",
  "epoch-conflict": "Somebody changed the conversation at the same moment. Try again.",
  "key-package-none":
    "This person can't be written to for now: their device has not been online for long. Try again later.",
  "key-package-expired": "This person's keys have run out. They have to come online once before you can write to them.",
  "group-refused": "A change to the conversation could not be verified and was refused.",
  "message-refused": "A message could not be verified and was refused.",
  "state-rolled-back":
    "This store is older than what the server last saw of this device, as after restoring a backup. Reading works; sending is off, because it would reuse keys. Make a new account with `whosecopy init` in another WHOSECOPY_HOME.",
  "not-open-yet": "This can't be opened yet.",
  expired: "The time for opening this is over. The sender can send it again.",
  "taken-back": "The sender took this back. It can't be opened any more.",
  "opens-used-up": "All the opens that the sender allowed are used. The sender can send it again.",
  "released-then-closed": "This was closed before the open arrived. It can't be opened any more.",
  "releases-held":
    "The server was restored from a backup and opens nothing until its operator has checked it. Sending works. Try again later.",
  "copy-exists": "This person has a copy of this picture already.",
  "save-not-allowed": "The sender asked that this is not saved. It can be looked at, not kept.",
  "policy-mismatch": "What the message says and what the sender signed differ. Nothing was opened.",
  "statement-invalid": "What the sender signed can't be verified. Nothing was opened.",
  "copy-damaged": "This copy is damaged or was tampered with. Nothing was shown. Ask the sender to send it again.",
  "blob-incomplete": "The picture has not arrived whole on the server yet. Try again later.",
  "chunk-mismatch": "A part of the picture was changed on its way. Try again.",
  "too-large": "This is larger than the server takes.",
  "quota-exceeded": "There is no room left for you on this server. Take back something old, or ask its operator.",
  "rate-limited": "That was too often in a short time. Wait a minute, then try again.",
  "storage-full": "The disk is full. Nothing was left half written. Make room, then try again.",
  "store-busy": "Another whosecopy is using this store. Wait until it is done.",
  "store-damaged": "This store can't be read.",
  network: "The server can't be reached. Try again later.",
  "server-unavailable": "The server is not ready. Try again later.",
  cancelled: "Stopped. Nothing is left half done.",
  "out-of-memory": "There is not enough memory for this.",
  internal: "Something went wrong in whosecopy itself.",
};

/** The sentence for a person, by code. */
export function sentenceFor(code: ErrorCode): string {
  return sentences[code];
}

const cannotReach: Partial<Record<ErrorCode, string>> = {
  network: "The server can't be reached.",
  "server-unavailable": "The server is not ready.",
  cancelled: "Stopped.",
};

/** The sentence for something that could not leave this machine now, and whether it has to be asked for again. */
export function sentenceForKept(code: ErrorCode, kept: boolean): string {
  const next = kept
    ? "It is kept, and goes out with the next command that reaches the server. To stop a picture: whosecopy take-back ID (whosecopy status lists the ids)."
    : "Nothing was sent, and nothing is kept: try again later.";
  return `${cannotReach[code] ?? sentences[code]} ${next}`;
}
