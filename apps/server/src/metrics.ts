import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What Prometheus may ask. No label ever holds an id, a handle or an address. */
export interface Metrics {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<"route" | "status">;
  readonly messages: Counter;
  readonly messageBatches: Counter;
  readonly opens: Counter<"result">;
  readonly takeBacks: Counter;
  readonly releasesHeld: Gauge;
  readonly unreadableShares: Counter;
  readonly wakeSockets: Gauge;
}

/** Metrics of one server; a registry of its own, so that several servers can live in one process. */
export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: "whosecopy_request_seconds",
      help: "Time from a request to its answer",
      labelNames: ["route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    messages: new Counter({ name: "whosecopy_messages_total", help: "Messages accepted and durable", registers }),
    messageBatches: new Counter({
      name: "whosecopy_message_batches_total",
      help: "Transactions that accepted messages",
      registers,
    }),
    opens: new Counter({
      name: "whosecopy_opens_total",
      help: "Open requests by result",
      labelNames: ["result"],
      registers,
    }),
    takeBacks: new Counter({ name: "whosecopy_take_backs_total", help: "Take-backs carried out", registers }),
    releasesHeld: new Gauge({
      name: "whosecopy_releases_held",
      help: "1 while no share is released because a restored database was not reconciled",
      registers,
    }),
    unreadableShares: new Counter({
      name: "whosecopy_unreadable_shares_total",
      help: "Host shares that could not be read when they were to be sealed again",
      registers,
    }),
    wakeSockets: new Gauge({ name: "whosecopy_wake_sockets", help: "Devices connected for wake-ups", registers }),
  };
}
