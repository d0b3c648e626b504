import { register } from "node:module";

// For `node --import`: lets a test start the server from its source as a process of its own.
register("./ts-loader.mjs", import.meta.url);
