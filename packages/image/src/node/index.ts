export { nodeCodecs } from "./codecs.ts";
