import {
  encodeCanonical,
  parseAs,
  signedFromJson,
  toBase64url,
  type WakeCall,
  WakeHello,
  wakePath,
  WhosecopyError,
} from "@whosecopy/protocol";
import type { WebSocket } from "@fastify/websocket";
import type { FastifyInstance } from "fastify";
import type { InferOutput } from "valibot";
import type { Authenticate, Caller } from "../http/authenticate.ts";
import { toKnownError } from "../http/errors.ts";
import type { Services } from "../services.ts";
import { mailboxHead } from "./mailbox.ts";
import type { WakeHub } from "./wake-hub.ts";

const helloWithinMs = 10_000;
const heartbeatMs = 30_000;
/** Codes of RFC 6455 section 7.4.1. */
const policyViolation = 1008;

async function readHello(data: unknown, authenticate: Authenticate): Promise<Caller> {
  const text = data instanceof Buffer ? data.toString("utf8") : "";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WhosecopyError("bad-request", "the first frame is not JSON", { cause });
  }
  const { body, signature } = signedFromJson(parseAs(WakeHello, value).proof);
  return authenticate(toBase64url(encodeCanonical({ body, signature })), {
    method: "GET",
    path: wakePath,
    body: new Uint8Array(0),
  });
}

/** Sends the mailbox's head, now and whenever it grows; calls that come close together are one frame. */
function keepWaking(socket: WebSocket, caller: Caller, services: Services, hub: WakeHub): () => void {
  let wanted = false;
  let busy = false;
  const call = async () => {
    wanted = true;
    if (busy) return;
    busy = true;
    try {
      while (wanted) {
        wanted = false;
        const frame: InferOutput<typeof WakeCall> = { head: await mailboxHead(services.database.db, caller.acct) };
        socket.send(JSON.stringify(frame));
      }
    } catch {
      socket.close(1011);
    } finally {
      busy = false;
    }
  };
  const stop = hub.subscribe(caller.acct, () => void call());
  void call();
  return stop;
}

/** `/v1/wake`: a device says who it is in its first frame and is then told whenever something waits for it. */
export function bindWakeSocket(params: {
  readonly app: FastifyInstance;
  readonly services: Services;
  readonly authenticate: Authenticate;
  readonly hub: WakeHub;
}): void {
  const { app, services, authenticate, hub } = params;
  app.get(wakePath, { websocket: true }, (socket) => {
    let stop = (): void => undefined;
    let answered = true;
    const late = setTimeout(() => socket.close(policyViolation, "signature-invalid"), helloWithinMs);
    const heartbeat = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      return socket.ping();
    }, heartbeatMs);
    services.metrics.wakeSockets.inc();
    socket.on("pong", () => {
      answered = true;
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearTimeout(late);
      clearInterval(heartbeat);
      services.metrics.wakeSockets.dec();
      stop();
    });
    socket.once("message", (data: unknown) => {
      clearTimeout(late);
      readHello(data, authenticate).then(
        (caller) => {
          if (socket.readyState === socket.OPEN) stop = keepWaking(socket, caller, services, hub);
        },
        (error: unknown) => socket.close(policyViolation, toKnownError(error).code),
      );
    });
  });
}
