/** One HTTP request; `body` undefined sends none. */
export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
}

export interface TransportAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** Listens for wake-ups until closed. */
export interface WakeConnection {
  close(): void;
}

/** How a client reaches servers. */
export interface Transport {
  /** @throws WhosecopyError "network" when no answer came, "cancelled" when the signal was raised */
  request(request: TransportRequest): Promise<TransportAnswer>;
  /**
   * Opens a WebSocket, sends `hello` as its first frame and hands over every text frame. `onClose` is called once, when the
   * connection has ended by itself or could not be made.
   */
  wake(params: {
    readonly url: string;
    readonly hello: string;
    readonly onFrame: (text: string) => void;
    readonly onClose: () => void;
  }): WakeConnection;
}
