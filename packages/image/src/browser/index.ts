export { browserCodecs } from "./codecs.ts";
