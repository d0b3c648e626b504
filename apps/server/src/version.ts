/** Version of this server, as it tells clients; the same as the package's. */
export const serverVersion = "0.1.0";
