import { createAccount } from "./accounts/create-account.ts";
import { findHandle, getAccount } from "./accounts/look-up.ts";
import { appendEntry, deviceState, putPrekey } from "./accounts/own-account.ts";
import { serverInfo } from "./accounts/server-info.ts";
import { createBlob, finishBlob, getBlob, getChunk, putChunk } from "./blobs/blob-routes.ts";
import { commit } from "./conversations/commit.ts";
import { createConversation, getConversation, sendMessage } from "./conversations/converse.ts";
import { addCopies } from "./copies/add-copies.ts";
import { getCopy } from "./copies/get-copy.ts";
import type { Handlers } from "./http/handler.ts";
import { claimKeyPackages } from "./key-packages/claim.ts";
import { publishKeyPackages } from "./key-packages/publish.ts";
import { confirmOpen } from "./opens/confirm.ts";
import { open } from "./opens/open.ts";
import { status } from "./opens/status.ts";
import { takeBack } from "./opens/take-back.ts";
import { acknowledge, sync } from "./sync/mailbox.ts";

/** What each route of the protocol does. */
export const handlers: Handlers = {
  serverInfo,
  createAccount,
  getAccount,
  findHandle,
  appendEntry,
  putPrekey,
  deviceState,
  publishKeyPackages,
  claimKeyPackages,
  createConversation,
  commit,
  sendMessage,
  getConversation,
  sync,
  acknowledge,
  createBlob,
  getBlob,
  putChunk,
  finishBlob,
  getChunk,
  addCopies,
  getCopy,
  open,
  confirmOpen,
  takeBack,
  status,
};
